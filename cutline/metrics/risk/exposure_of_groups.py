"""Risk exposure by theme and by category: sums over projects, with the number of risks that could not be read."""

from typing import Literal

import polars as pl

from cutline.metrics.risk.exposure import risk_exposure

GROUPS: tuple[Literal["theme", "category"], ...] = ("theme", "category")


def exposure_of_groups(
    risks: pl.LazyFrame, projects: pl.LazyFrame, unread: pl.LazyFrame, by: Literal["theme", "category"]
) -> pl.LazyFrame:
    """The risk exposure of each theme or category, with the number of rows that were set aside.

    There is one row for each theme or category that has an open risk. projects: the canonical table. unread: project_id of
    each row of risks that was set aside.

    - level: theme or category. From projects.theme, risks.category.
    - id: which theme or category; null gathers the risks for which none is stated. From projects.theme, risks.category.
    - unread_risks: number of rows that were set aside and may belong here: for a theme, those of its projects; for a
      category, all of them, because the category of such a row is not known; such rows add nothing to the exposure. From
      risks.project_id, projects.theme.

    The other columns are those of `risk_exposure`.

    Source: as risk_exposure.

    Edges: as in `risk_exposure`. A theme of which every risk was set aside has no row.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"project_id": ["P"], "risk_id": ["r"], "probability_bp": [3000], "impact_likely_minor": [100_000]}
    >>> risks, projects = conform("risks", pl.DataFrame(rows)).lazy(), pl.LazyFrame({"project_id": ["P"], "theme": ["green"]})
    >>> exposure_of_groups(risks, projects, pl.LazyFrame({"project_id": ["P"]}), "theme").collect().rows()
    [('theme', 'green', 30000, 30000, 1, 0, 1)]
    """
    found = risk_exposure(risks, by, projects).rename({by: "id"}).select(pl.lit(by).alias("level"), pl.all())
    if by == "category":
        return found.join(unread.select(unread_risks=pl.len().cast(pl.Int64)), how="cross")
    themes = projects.select("project_id", id="theme").unique("project_id", keep="any")
    counts = unread.join(themes, on="project_id").group_by("id").agg(unread_risks=pl.len().cast(pl.Int64))
    return found.join(counts, on="id", how="left", nulls_equal=True, maintain_order="left").with_columns(
        pl.col("unread_risks").fill_null(0)  # no row of the theme was set aside
    )
