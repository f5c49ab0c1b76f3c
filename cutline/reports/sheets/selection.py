"""The look of the sheets about selected and not selected projects: titles, widths, which columns are shown.

The tables are computed in `cutline/reports/tables/selection.py`: a new column is first made in that file.
"""

from cutline.reports.sheets.sheet import PROJECT, Column, Sheet

SHEETS = (
    Sheet("Selected", "selected", "Projects to fund, the most valuable first.", (
        *PROJECT, Column("mode", "Option", width=14), Column("course", "Course", width=16), Column("start", "Start", width=10), Column("finish_date", "Finish", "date"),
        Column("value", "Value", "worth"), Column("capex_minor", "Capex", "money"), Column("opex_minor", "Opex", "money"),
        Column("spend_minor", "Total in horizon", "money"), Column("later_minor", "After horizon", "money"),
        Column("required", "Required because", width=44), Column("exceeds", "Takes part in exceeding", width=44),
    ), totals=("value", "capex_minor", "opex_minor", "spend_minor", "later_minor"),
    summary="projects to fund, their option, start, cost and value", is_always_shown=True),
    Sheet("Not selected", "not_selected", "Every other project, and why it is not selected. 'Price' is by how much choosing it would lower the value of the portfolio.", (
        *PROJECT, Column("verdict", "Verdict", width=22), Column("reason", "Reason", "wide"), Column("best_value", "Own value", "worth"),
        Column("loss", "Price at least", "worth"), Column("loss_at_most", "Price at most", "worth"), Column("blocking", "Runs into", "wide"),
    ),
    summary="every other project with its reason and its price", is_always_shown=True),
)  # fmt: skip
