"""Benefits that several projects claim, so that they may be counted more than once."""

from collections.abc import Sequence

import polars as pl

from cutline.metrics.aggregates import sum_if_all_known


def shared_benefits(benefits: pl.LazyFrame, incomplete: Sequence[str] = ()) -> pl.LazyFrame:
    """Benefits that two or more projects claim, one row for each group that they name.

    benefits: the lines that a decision rests on, of one mode for each project, in the portfolio's currency.
    incomplete: the projects of which a line was set aside.

    - double_count_group: the benefit that is claimed. From benefits.double_count_group.
    - projects: the projects that claim it, in ascending order, separated by commas. From benefits.project_id.
    - claimed_minor: sum of all claims, minor units; null if a line is unknown. From benefits.amount_minor.
    - largest_minor: the largest claim of one project, minor units; null if a line is unknown. From benefits.amount_minor.
    - twice_minor: sum of all claims less the largest: the most that can be counted twice; null if a line is unknown. From
      benefits.amount_minor.
    - unread_claims: number of projects of which a line was set aside: it may claim this benefit or another one. From
      benefits.project_id.

    Source: HM Treasury, Green Book 2022, chapter 5 (no benefit counted twice); Infrastructure and Projects Authority, Guide for
    Effective Benefits Management 2017.

    Edges: amounts are as claimed, not multiplied by their probability. A group that only one project names, even in several
    lines, has no row. The claim of a project of which a line was set aside is unknown.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"project_id": ["P", "Q"], "double_count_group": ["g", "g"], "category": ["revenue"] * 2, "amount_minor": [100, 70]}
    >>> shared_benefits(conform("benefits", pl.DataFrame(rows)).lazy()).collect().rows()
    [('g', 'P, Q', 170, 100, 70, 0)]
    """
    return (
        benefits.filter(pl.col("double_count_group").is_not_null())
        .group_by("double_count_group", "project_id")
        .agg(claim=sum_if_all_known(pl.col("amount_minor")))
        .with_columns(pl.when(~pl.col("project_id").is_in(list(incomplete))).then("claim").alias("claim"))
        .group_by("double_count_group")
        .agg(
            pl.col("project_id").sort().str.join(", ").alias("projects"),
            pl.len().alias("claimants"),
            claimed_minor=sum_if_all_known(pl.col("claim")),
            largest_minor=pl.when(pl.col("claim").is_not_null().all()).then(pl.col("claim").max()),
        )
        .filter(pl.col("claimants") > 1)
        .drop("claimants")
        .with_columns(
            twice_minor=pl.col("claimed_minor") - pl.col("largest_minor"), unread_claims=pl.lit(len(incomplete), pl.Int64)
        )
        .sort("double_count_group")
    )
