"""The look of the sheets about people in the plan: titles, widths, and which columns are shown.

The sheets show the people who are bought, and how busy each role is. The tables are computed in
`cutline/reports/tables/people.py`: a new column is first made in that file.
"""

from cutline.reports.sheets.sheet import Column, MatrixSheet, Sheet

SHEETS = (
    Sheet("People bought", "people_bought", "Overtime, contractors and hires that the plan needs. They are paid as opex of their fiscal year. People who are hired stay to the end of the horizon.", (
        Column("role_id", "Role", width=28), Column("period", "Period", width=12), Column("kind", "Kind", width=14),
        Column("milli_fte", "FTE", "fte"), Column("fiscal_year", "Fiscal year", "integer", 11), Column("amount_minor", "Cost", "money"),
    ), totals=("amount_minor",), is_listed=False),
    MatrixSheet(
        "Utilisation", "utilisation", "Share of each role's project capacity that the plan uses; below, what all candidates together would ask.",
        summary="people: share of capacity used, by role and period",
        down="role_id", across="period", order="period_index", blocks=(("Planned", "utilisation_bp"), ("Asked", "asked_bp")),
    ),
)  # fmt: skip
