"""The topic themes: spend and value of each strategic theme, among all candidates and in the plan."""

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside
from cutline.metrics.alignment.theme_shares import theme_shares

THEME_TABLES = ("projects",)
METRIC_TABLES = (
    MetricTable("theme_shares", (theme_shares,), "spend and value of each theme, among all candidates and in the plan"),
)


def theme_metrics(tables: Tables, choices: Tables, chosen: pl.DataFrame, aside: SetAside = NOTHING_SET_ASIDE) -> Frames:
    """theme_shares: spend and value of each theme, among all candidates (each in its most valuable option) and in the plan.

    A candidate that has no option because of its data has an unknown spend and value. Such a candidate is missing from the
    whole of which every row shows a share, so every row says how many there are (`unplanned`).
    aside: what was set aside on this night.
    """
    options, years = choices["options"], choices["years"]
    best = options.sort("value", *OPTION_KEY, descending=[True, False, False, False], nulls_last=True).unique(
        "project_id", keep="first", maintain_order=True
    )
    spend = (
        choices["spend"]
        .join(years, on="fiscal_year", how="semi")
        .group_by(OPTION_KEY)
        .agg(spend_minor=pl.col("amount_minor").sum())
    )

    # An option without a spend line is known to spend nothing.
    def amounts(picked: pl.DataFrame) -> pl.LazyFrame:
        own = (
            picked.select(OPTION_KEY)
            .join(options.select(*OPTION_KEY, "value"), on=OPTION_KEY, how="left")
            .join(spend, on=OPTION_KEY, how="left")
        )
        return own.select("project_id", pl.col("spend_minor").fill_null(0), "value").lazy()

    unread = choices["left_out"].filter(pl.col("code") == "data").select("project_id").lazy()
    candidates = pl.concat([amounts(best), unread], how="diagonal")
    shares = theme_shares(candidates, amounts(chosen), tables["projects"].lazy()).collect()
    unplanned = pl.lit(choices["left_out"].filter(pl.col("code") == "data").height, pl.Int64)
    return {"theme_shares": aside.flag(shares.with_columns(unplanned=unplanned))}
