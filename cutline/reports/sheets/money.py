"""The look of the sheets about money (allocation, stage gates, money moved): titles, widths, which columns are shown.

The tables are computed in `cutline/reports/tables/money.py`: a new column is first made in that file.
"""

from cutline.reports.sheets.sheet import ID, NAME, Column, Sheet

SHEETS = (
    Sheet("Allocation", "allocation", "Capital allocation by fund, fiscal year and class, to the cent.", (
        Column("fund_id", "Fund", width=12), Column("fund", "Name", width=28), Column("fiscal_year", "Fiscal year", "integer", 11),
        Column("cost_class", "Class", width=9), Column("budget_minor", "Budget", "money"), Column("moved_minor", "Moved in, less out", "money"),
        Column("allocated_minor", "Allocated", "money"), Column("released_minor", "of it released", "money"), Column("reserved_minor", "of it reserved", "money"),
        Column("remaining_minor", "Remaining", "money"),
    ), totals=("budget_minor", "moved_minor", "allocated_minor", "released_minor", "reserved_minor", "remaining_minor"),
    summary="by fund, fiscal year and class, to the cent", is_always_shown=True),
    Sheet("Allocation lines", "allocation_lines", "The allocation project by project, as finance books it: a commitment where money is released, a reserve where it waits for a stage gate.", (
        ID, NAME, Column("fund_id", "Fund", width=12), Column("fiscal_year", "Fiscal year", "integer", 11),
        Column("cost_class", "Class", width=9), Column("release", "Release", width=12), Column("amount_minor", "Amount", "money"),
    ), totals=("amount_minor",),
    summary="the same by project: what finance books", is_always_shown=True),
    Sheet("Stage gates", "stage_gates", "Selected projects with stage gates. Money is released up to the end of the period of the next gate, and reserved after it.", (
        ID, NAME, Column("passed_gate", "Last gate passed", width=18), Column("next_gate", "Next gate", width=18), Column("gate_date", "Date", "date"),
        Column("period", "Released to", width=12), Column("released_minor", "Released", "money"), Column("reserved_minor", "Reserved", "money"), Column("text", "Because", "wide"),
    ), totals=("released_minor", "reserved_minor"), is_listed=False),
    Sheet("Money moved", "money_moved", "Money that is carried to the next fiscal year, and money that is vired to another fund or class, with the rule that allows it.", (
        Column("from_fund_id", "From fund", width=14), Column("from_class", "Class", width=9), Column("from_year", "Fiscal year", "integer", 11),
        Column("to_fund_id", "To fund", width=14), Column("to_class", "Class", width=9), Column("to_year", "Fiscal year", "integer", 11),
        Column("amount_minor", "Amount", "money"), Column("rule_id", "Virement", width=20), Column("owner", "Owner", width=20), Column("text", "In words", "wide"),
    ), totals=("amount_minor",), is_listed=False),
    Sheet("More or less money", "more_or_less_money", "What the best plan would be worth if all budgets were changed by the same share: at least and at most. Each amount has a plan of its own, so a project may leave although there is more money.", (
        Column("change_bp", "Change of the budgets", "share", 12), Column("amount_minor", "Money", "money"), Column("value", "Value at least", "worth"),
        Column("value_at_most", "Value at most", "worth"), Column("enters", "Enters", "wide"), Column("leaves", "Leaves", "wide"),
        Column("otherwise", "Runs otherwise", "wide"), Column("text", "Without a value because", width=26),
    ),
    summary="what the best plan would be worth at 25 amounts of money, and who would enter and leave"),
)  # fmt: skip
