"""The topic risk: exposure, the causes of its change since the night before, and overdue reviews."""

from datetime import date

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside, mask_all
from cutline.metrics.risk.exposure import exposure_by_period, risk_exposure
from cutline.metrics.risk.exposure_change import exposure_change, risk_changes
from cutline.metrics.risk.exposure_of_groups import GROUPS, exposure_of_groups
from cutline.metrics.risk.overdue_reviews import overdue_reviews
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency

RISK_TABLES = ("projects", "rates", "risks")
RISK_MEMORY = TABLES["risks"].schema | {"night_day": pl.Date()}
COMPARED = ("risk_change", "risk_changes")  # the tables that compare with the night before
METRIC_TABLES = (
    MetricTable("risk", (risk_exposure,)),
    MetricTable("risk_groups", (exposure_of_groups, risk_exposure), "risk exposure by theme and category"),
    MetricTable(
        "risk_by_period",
        (exposure_by_period,),
        "risk exposure of each project as it was known at the end of each period",
        keys=("period_start", "project_id"),
    ),
    MetricTable(
        "risk_change", (exposure_change,), "change of each project's risk exposure since the night before, and what moved it"
    ),
    MetricTable(
        "risk_changes",
        (risk_changes,),
        "change of each risk since the night before, and what moved it",
        keys=("project_id", "risk_id"),
    ),
    MetricTable(
        "overdue_reviews",
        (overdue_reviews,),
        "open risks whose review is overdue",
        keys=("project_id", "risk_id", "owner"),
    ),
)


def risk_metrics(
    tables: Tables, remembered: pl.DataFrame, settings: Settings, day: date, aside: SetAside = NOTHING_SET_ASIDE
) -> Frames:
    """risk, risk_groups, risk_by_period, risk_change, risk_changes and overdue_reviews.

    risk is by project, risk_groups by theme and category. risk_change and risk_changes compare with the night before.
    remembered: the result of `risks_to_remember` of the last published night. day: the day of the night.
    aside: what was set aside on this night.
    """
    projects = tables["projects"].lazy()
    risks = in_portfolio_currency("risks", tables, settings).lazy().join(projects, on="project_id", how="semi")
    # Of a project whose own row was set aside tonight, nothing is known to compare with.
    known = ~pl.col("project_id").is_in(aside.projects_of_rows("projects"))
    before = _night_before(remembered, day).filter(known)
    lost_before = before.filter(pl.col("risk_id").is_null())["project_id"].unique().to_list()
    before = before.drop_nulls("risk_id")
    # If there is no earlier night, nothing has changed. A comparison with an empty register would make every risk new.
    was, cut = (before.lazy(), None) if before.height else (risks, 0)

    unread = aside.rows.filter(pl.col("table") == "risks").select("project_id").lazy()
    found = {
        "risk": risk_exposure(risks).collect(),
        "risk_groups": aside.flag(pl.concat([exposure_of_groups(risks, projects, unread, by) for by in GROUPS]).collect()),
        "risk_by_period": exposure_by_period(risks, settings.horizon()).collect(),
        "risk_change": exposure_change(was, risks).collect()[:cut],
        "risk_changes": risk_changes(was, risks).collect()[:cut],
        "overdue_reviews": overdue_reviews(risks, day, settings.risk.review_days).collect(),
    }
    compared = [table for table in METRIC_TABLES if table.name in COMPARED]
    return mask_all(found, METRIC_TABLES, aside) | mask_all(found, compared, _lost_on_either_night(aside, lost_before))


def _lost_on_either_night(aside: SetAside, lost_before: list[str]) -> SetAside:
    """What was set aside tonight, and the risks of `lost_before`, of which a row was set aside on the night before."""
    rows = pl.DataFrame({"project_id": lost_before}, schema={"project_id": pl.String}).with_columns(
        table=pl.lit("risks"), column=pl.lit(None, pl.String), because=pl.lit("a risk was set aside on the night before")
    )
    return SetAside(pl.concat([aside.rows, rows.select(aside.rows.columns)]))


def _night_before(remembered: pl.DataFrame, day: date) -> pl.DataFrame:
    earlier = remembered.filter(pl.col("night_day") < day)
    return earlier.filter(pl.col("night_day") == pl.col("night_day").max())


def risks_to_remember(
    tables: Tables, remembered: pl.DataFrame, settings: Settings, day: date, aside: SetAside = NOTHING_SET_ASIDE
) -> pl.DataFrame:
    """Tonight's risks and those of the newest day before, in the columns of RISK_MEMORY.

    A later night, or a second run on the same day, is compared with the rows that this function returns. A row without a
    risk_id stands for the risks of a project of which a row was set aside.
    """
    before = _night_before(remembered, day)
    tonight = in_portfolio_currency("risks", tables, settings).with_columns(night_day=pl.lit(day))
    lost = pl.DataFrame({"project_id": aside.projects("risks")}, schema={"project_id": pl.String}).with_columns(
        night_day=pl.lit(day)
    )
    schema = pl.DataFrame(schema=RISK_MEMORY)
    kept = pl.concat([schema, before, tonight, lost], how="diagonal_relaxed")
    return kept.select(pl.col(name).cast(dtype) for name, dtype in RISK_MEMORY.items())
