"""The topic risk: exposure, the causes of its change since the night before, and overdue reviews."""

from datetime import date
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.metrics.risk.exposure import exposure_by_period, risk_exposure
from cutline.metrics.risk.exposure_change import exposure_change, risk_changes
from cutline.metrics.risk.overdue_reviews import overdue_reviews
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency

RISK_TABLES = ("projects", "rates", "risks")
RISK_MEMORY = TABLES["risks"].schema | {"night_day": pl.Date()}
METRIC_TABLES = (
    MetricTable("risk", (risk_exposure,)),
    MetricTable("risk_groups", (risk_exposure,), "risk exposure by theme and category"),
    MetricTable(
        "risk_by_period", (exposure_by_period,), "risk exposure of each project as it was known at the end of each period"
    ),
    MetricTable(
        "risk_change", (exposure_change,), "change of each project's risk exposure since the night before, and what moved it"
    ),
    MetricTable("risk_changes", (risk_changes,), "change of each risk since the night before, and what moved it"),
    MetricTable("overdue_reviews", (overdue_reviews,), "open risks whose review is overdue"),
)


def risk_metrics(tables: Tables, remembered: pl.DataFrame, settings: Settings, day: date) -> Frames:
    """risk, risk_groups, risk_by_period, risk_change, risk_changes and overdue_reviews.

    risk is by project, risk_groups by theme and category. risk_change and risk_changes compare with the night before.
    remembered: the result of `risks_to_remember` of the last published night. day: the day of the night.
    """
    projects = tables["projects"].lazy()
    risks = in_portfolio_currency("risks", tables, settings).lazy().join(projects, on="project_id", how="semi")
    before = _night_before(remembered, day)
    # If there is no earlier night, nothing has changed. A comparison with an empty register would make every risk new.
    was, cut = (before.lazy(), None) if before.height else (risks, 0)

    def group(by: Any) -> pl.LazyFrame:
        return risk_exposure(risks, by, projects).rename({by: "id"}).select(pl.lit(by).alias("level"), pl.all())

    return {
        "risk": risk_exposure(risks).collect(),
        "risk_groups": pl.concat([group("theme"), group("category")]).collect(),
        "risk_by_period": exposure_by_period(risks, settings.horizon()).collect(),
        "risk_change": exposure_change(was, risks).collect()[:cut],
        "risk_changes": risk_changes(was, risks).collect()[:cut],
        "overdue_reviews": overdue_reviews(risks, day, settings.risk.review_days).collect(),
    }


def _night_before(remembered: pl.DataFrame, day: date) -> pl.DataFrame:
    earlier = remembered.filter(pl.col("night_day") < day)
    return earlier.filter(pl.col("night_day") == pl.col("night_day").max())


def risks_to_remember(tables: Tables, remembered: pl.DataFrame, settings: Settings, day: date) -> pl.DataFrame:
    """Tonight's risks and those of the newest day before, in the columns of RISK_MEMORY.

    A later night, or a second run on the same day, is compared with the rows that this function returns.
    """
    before = _night_before(remembered, day)
    tonight = in_portfolio_currency("risks", tables, settings).with_columns(night_day=pl.lit(day))
    return pl.concat(
        [frame.select(pl.col(name).cast(dtype) for name, dtype in RISK_MEMORY.items()) for frame in (before, tonight)]
    )
