"""The topic progress: earned value by project, by control account, and by programme, portfolio and in total."""

import polars as pl

from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.groups import earned_value_of_groups
from cutline.metrics.earned_value.time_phased import PER_ACCOUNT, time_phased
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency

PROGRESS_TABLES = ("evm", "projects", "rates")
METRIC_TABLES = (
    MetricTable("earned_value", (earned_value,), "earned value and earned schedule of each project in flight"),
    MetricTable("earned_value_accounts", (earned_value,), "earned value and earned schedule of each control account"),
    MetricTable(
        "earned_value_groups",
        (earned_value_of_groups, earned_value),
        "earned value by programme, by portfolio and in total, as ratios of sums",
    ),
)


def progress_metrics(tables: Tables, settings: Settings) -> Frames:
    """earned_value, earned_value_accounts and earned_value_groups."""
    increments, estimate = in_portfolio_currency("evm", tables, settings).lazy(), settings.evm.estimate
    phased = time_phased(increments)
    per_project = earned_value(phased, estimate=estimate)
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
        rows, sums = (frame.join(names, on="project_id", how="left") for frame in (phased, per_project))
        return (
            earned_value_of_groups(rows, sums, column, estimate)
            .rename({column: "id"})
            .select(pl.lit(level).alias("level"), pl.all())
        )

    together = groups("all", "everything").with_columns(id=pl.lit(None, pl.String))
    return {
        "earned_value": per_project.collect(),
        "earned_value_accounts": accounts.collect(),
        "earned_value_groups": pl.concat(
            [groups("programme", "programme"), groups("portfolio", "portfolio"), together]
        ).collect(),
    }
