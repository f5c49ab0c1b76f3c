"""Shares of spend and of value by strategic theme, among all candidates and in the plan."""

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import sum_if_any_known

SIDES = ("candidate", "plan")


def theme_shares(candidates: pl.LazyFrame, plan: pl.LazyFrame, projects: pl.LazyFrame) -> pl.LazyFrame:
    """Share of spend and of value of each theme, among all candidates and in the plan.

    There is one row for each theme that a candidate has. candidates, plan: project_id, spend_minor and value (minor units or
    milli-points), one row for each project.

    - theme: the strategic theme; null gathers the projects that state none. From projects.theme.
    - candidate_spend_minor, plan_spend_minor: sum of the known spend, minor units; null if the theme has projects and no spend
      is known. From cost_lines.amount_minor.
    - candidate_value, plan_value: sum of the known value, in its own unit; null if the theme has projects and no value is
      known. From benefits.amount_minor, cost_lines.amount_minor, scores.raw_milli.
    - candidate_spend_bp, plan_spend_bp: share of all known spend, basis points by the largest remainder method, so that they
      sum to exactly 10,000; null if the whole is not positive or the sum is unknown. From cost_lines.amount_minor.
    - candidate_value_bp, plan_value_bp: share of all known value, by the same method as the share of spend; a theme that loses
      value has a negative share. From benefits.amount_minor, cost_lines.amount_minor, scores.raw_milli.
    - candidate_unknown, plan_unknown: number of projects whose spend or value is unknown and therefore not in the sums. From
      cost_lines.amount_minor, benefits.amount_minor.

    Source: strategic buckets, Cooper, Edgett and Kleinschmidt 2001, Portfolio Management for New Products, chapter 5; largest
    remainder, Hamilton 1792.

    Edges: a theme without a project in the plan has a known spend and value of 0 in the plan. Shares are rounded down,
    and the basis points that are then missing from 10,000 go one each to the themes with the largest remainders. Among equal
    remainders the larger amount comes first, then the first theme by name. Without projects there are no rows.

    >>> projects = pl.LazyFrame({"project_id": ["P", "Q"], "theme": ["green", "core"]})
    >>> both = pl.LazyFrame({"project_id": ["P", "Q"], "spend_minor": [100, 200], "value": [5, 5]})
    >>> shares = theme_shares(both, both.filter(pl.col("project_id") == "P"), projects).collect()
    >>> shares.select("theme", "candidate_spend_bp", "candidate_value_bp", "plan_spend_bp").rows()
    [('core', 6667, 5000, 0), ('green', 3333, 5000, 10000)]
    """
    themes = projects.select("project_id", "theme").unique("project_id", keep="any")
    both = [_by_theme(amounts, themes, side) for amounts, side in ((candidates, "candidate"), (plan, "plan"))]
    sums = both[0].join(both[1], on="theme", how="full", nulls_equal=True, coalesce=True)
    # A theme without a project on one side has a known sum of zero on that side. A theme whose projects are all unknown has
    # an unknown sum.
    for side in SIDES:
        amounts = pl.col(f"{side}_spend_minor", f"{side}_value", f"{side}_unknown")
        sums = sums.with_columns(pl.when(pl.col(f"{side}_projects").is_null()).then(0).otherwise(amounts).name.keep())
        sums = _with_share(sums, f"{side}_spend_minor", f"{side}_spend_bp")
        sums = _with_share(sums, f"{side}_value", f"{side}_value_bp")
    measures = [f"{side}_{what}" for side in SIDES for what in ("spend_minor", "value", "spend_bp", "value_bp", "unknown")]
    return sums.select("theme", *measures).sort("theme", nulls_last=True)


def _by_theme(amounts: pl.LazyFrame, themes: pl.LazyFrame, side: str) -> pl.LazyFrame:
    spend, value = pl.col("spend_minor"), pl.col("value")
    return (
        amounts.join(themes, on="project_id", how="left")
        .group_by("theme")
        .agg(
            sum_if_any_known(spend).alias(f"{side}_spend_minor"),
            sum_if_any_known(value).alias(f"{side}_value"),
            (spend.is_null() | value.is_null()).sum().cast(pl.Int64).alias(f"{side}_unknown"),
            pl.len().alias(f"{side}_projects"),
        )
    )


def _with_share(sums: pl.LazyFrame, name: str, share: str) -> pl.LazyFrame:
    """`sums` with column `share`: the basis points of column `name` by the largest remainder method."""
    amount, whole = pl.col(name).cast(pl.Int128), pl.col(name).cast(pl.Int128).sum()
    down = amount * SHARE_SCALE // whole
    place = pl.int_range(pl.len())
    return (
        sums.with_columns(down=down)
        .with_columns(rest=amount * SHARE_SCALE - pl.col("down") * whole)
        .sort("rest", name, "theme", descending=[True, True, False], nulls_last=True)
        .with_columns((pl.col("down") + (place < SHARE_SCALE - pl.col("down").sum()).cast(pl.Int128)).alias(share))
        .with_columns(pl.when(whole > 0).then(pl.col(share)).cast(pl.Int64).alias(share))
        .drop("down", "rest")
    )
