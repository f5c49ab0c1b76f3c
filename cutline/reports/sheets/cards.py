"""The look of the sheet of cards: titles, widths, which columns are shown. The table is in `cutline/reports/tables/cards.py`."""

from cutline.reports.sheets.sheet import Column, Sheet

SHEETS = (
    Sheet("Cards", "cards", "How far each project is from the plan, or from leaving it. Each figure has its state: proven, or an interval of two ends, or not reached within the budget of work (solver.card_work). 'cutline explain PROJECT' searches further.", (
        Column("project_id", "Project", width=11), Column("name", "Name", width=42), Column("verdict", "Verdict", width=22),
        Column("more_value_state", "More value is", width=12), Column("more_value_at_least", "More value, at least", "worth"), Column("more_value_at_most", "More value, at most", "worth"),
        Column("cheaper_state", "Cheaper is", width=12), Column("cheaper_bp", "Cheaper by, at most", "share"), Column("cheaper_minor", "Which saves", "money"),
        Column("least_money_state", "Money is", width=12), Column("least_money_at_least_minor", "Money, at least", "money"), Column("least_money_at_most_minor", "Money, at most", "money"),
        Column("least_people_state", "People are", width=12), Column("least_people_at_least_milli_fte", "People, at least", "fte"), Column("least_people_at_most_milli_fte", "People, at most", "fte"),
        Column("may_lose_state", "May lose is", width=12), Column("may_lose_at_least", "May lose, at least", "worth"), Column("may_lose_at_most", "May lose, at most", "worth"),
        Column("may_cost_state", "May cost is", width=12), Column("may_cost_bp", "May cost more by", "share"), Column("may_cost_minor", "Which costs", "money"),
    ), summary="how far each project is from the plan, or from leaving it"),
)  # fmt: skip
