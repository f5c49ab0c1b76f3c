"""The topic progress: earned value by project, by control account, and by programme, portfolio and in total."""

import polars as pl

from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.groups import earned_value_of_groups
from cutline.metrics.earned_value.time_phased import PER_ACCOUNT, time_phased
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency

PROGRESS_TABLES = ("evm", "projects", "rates")
METRIC_TABLES = (
    MetricTable("earned_value", (earned_value,), "earned value and earned schedule of each project in flight"),
    MetricTable(
        "earned_value_accounts",
        (earned_value,),
        "earned value and earned schedule of each control account",
        keys=("project_id", "control_account"),
    ),
    MetricTable(
        "earned_value_groups",
        (earned_value_of_groups, earned_value),
        "earned value by programme, by portfolio and in total, as ratios of sums",
    ),
)


def progress_metrics(tables: Tables, settings: Settings, aside: SetAside = NOTHING_SET_ASIDE) -> Frames:
    """earned_value, earned_value_accounts and earned_value_groups. aside: what was set aside on this night.

    A project of which a row was set aside is not counted in a group, even if no other row of it is left.
    """
    increments, estimate = in_portfolio_currency("evm", tables, settings).lazy(), settings.evm.estimate
    phased = time_phased(increments)
    lost = pl.LazyFrame({"project_id": aside.projects("evm")}, schema={"project_id": pl.String})
    measured = earned_value(phased, estimate=estimate).join(lost, on="project_id", how="full", coalesce=True).sort("project_id")
    per_project = aside.mask(measured.collect(), (earned_value,)).lazy()
    accounts = earned_value(
        time_phased(increments.filter(pl.col("control_account").is_not_null()), PER_ACCOUNT), PER_ACCOUNT, estimate
    )
    names = (
        tables["projects"]
        .lazy()
        .select("project_id", programme="programme_id", portfolio="portfolio_id", everything=pl.lit("all"))
        .unique("project_id", keep="any")
    )

    def groups(level: str, column: str) -> pl.LazyFrame:
        # A project whose own row was set aside has no place, so it is in no group.
        rows, sums = (frame.join(names, on="project_id") for frame in (phased, per_project))
        return (
            earned_value_of_groups(rows, sums, column, estimate)
            .rename({column: "id"})
            .select(pl.lit(level).alias("level"), pl.all())
        )

    together = groups("all", "everything").with_columns(id=pl.lit(None, pl.String))
    every_group = pl.concat([groups("programme", "programme"), groups("portfolio", "portfolio"), together]).collect()
    return {
        "earned_value": per_project.collect(),
        "earned_value_accounts": aside.mask(accounts.collect(), (earned_value,), ("project_id", "control_account")),
        "earned_value_groups": aside.flag(every_group),
    }
