"""The look of the sheets about selected and not selected projects: titles, widths, which columns are shown.

The tables are computed in `cutline/reports/tables/selection.py`: a new column is first made in that file.
"""

import polars as pl

from cutline.reports.sheets.sheet import PROJECT, Column, Sheet


def _with_words(displacements: pl.DataFrame) -> pl.DataFrame:
    """The displacements with a word in the place of the truth value, which a sheet would show as a number."""
    return displacements.with_columns(must_leave=pl.when("must_leave").then(pl.lit("yes")))


SHEETS = (
    Sheet("Selected", "selected", "Projects to fund, the most valuable first.", (
        *PROJECT, Column("mode", "Option", width=14), Column("course", "Course", width=16), Column("start", "Start", width=10), Column("finish_date", "Finish", "date"),
        Column("value", "Value", "worth"), Column("capex_minor", "Capex", "money"), Column("opex_minor", "Opex", "money"),
        Column("spend_minor", "Total in horizon", "money"), Column("later_minor", "After horizon", "money"),
        Column("required", "Required because", width=44), Column("exceeds", "Takes part in exceeding", width=44),
    ), totals=("value", "capex_minor", "opex_minor", "spend_minor", "later_minor"),
    summary="projects to fund, their option, start, cost and value", is_always_shown=True),
    Sheet("Not selected", "not_selected", "Every other project, and why it is not selected. 'Price' is by how much choosing it would lower the value of the portfolio: proven, bounded (between two figures), or found (a plan is known, and nothing more is proven).", (
        *PROJECT, Column("verdict", "Verdict", width=22), Column("reason", "Reason", "wide"), Column("best_value", "Own value", "worth"),
        Column("price_state", "Price is", width=12), Column("loss", "Price at least", "worth"), Column("loss_at_most", "Price at most", "worth"),
        Column("leaves", "Leaves", "wide"), Column("enters", "Enters", "wide"), Column("otherwise", "Runs otherwise", "wide"), Column("blocking", "Runs into", "wide"),
    ),
    summary="every other project with its reason and its price", is_always_shown=True),
    Sheet("Displacements", "displacements", "What changes in the best plan if a project that is left out is forced in. The differences of one project add up to its price with the sign turned. Only proven plans are shown.", (
        Column("project_id", "Forced in", width=12), Column("change", "Change", width=12), Column("subject", "Of", width=14), Column("name", "Name", width=34),
        Column("must_leave", "Must leave", width=12), Column("mode_before", "Option before", width=14), Column("start_before", "Start before", width=12),
        Column("mode_after", "Option after", width=14), Column("start_after", "Start after", width=12), Column("value_difference", "Difference", "worth"),
    ), of=_with_words,
    summary="what each project that is left out would push out, let in and move"),
)  # fmt: skip
