"""The topic progress: earned value by project, by control account, and by programme, portfolio and in total."""

import polars as pl

from cutline.choices.costing.cost_to_date import spent_by_period
from cutline.choices.costing.estimate_to_complete import estimates_to_complete
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.groups import earned_value_of_groups
from cutline.metrics.earned_value.money_to_complete import UNKNOWN, money_to_complete
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

PLAN_METRIC_TABLES = (
    MetricTable(
        "money_to_complete",
        (money_to_complete,),
        "the estimate to complete of each project in flight beside the money that the plan gives it",
    ),
)
PLAN_PROGRESS_TABLES = ("cost_lines", *PROGRESS_TABLES)


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


def plan_progress_metrics(
    tables: Tables, choices: Tables, chosen: pl.DataFrame, settings: Settings, aside: SetAside = NOTHING_SET_ASIDE
) -> Frames:
    """money_to_complete. choices: the tables of Choices. chosen: the option keys of the plan. aside: what was set aside."""
    run = chosen.join(choices["stop_modes"], on=["project_id", "mode_id"], how="anti").select(OPTION_KEY)
    spend = choices["spend"].join(run, on=OPTION_KEY)
    is_inside = pl.col("fiscal_year").is_in(choices["years"]["fiscal_year"].implode())
    planned = spend.group_by("project_id").agg(
        inside_minor=pl.col("amount_minor").filter(is_inside).sum(), later_minor=pl.col("amount_minor").filter(~is_inside).sum()
    )
    estimates = estimates_to_complete(tables, settings)
    spent = spent_by_period(in_portfolio_currency("evm", tables, settings), estimates, settings.horizon())
    to_date = spent.group_by("project_id").agg(pl.col("spent_minor").sum())
    known = estimates.join(to_date, on="project_id", how="left").select(
        "project_id",
        pl.col("spent_minor").fill_null(0),
        "etc_minor",  # nothing was spent inside the horizon
    )
    running = _basis_of_costs(tables["projects"].filter(is_in_flight()).join(run, on="project_id", how="semi"), tables, settings)
    found = money_to_complete(running.lazy(), known.lazy(), planned.lazy()).collect()
    masked = aside.mask(found, (money_to_complete,), ("project_id", "compared", "because"))
    lost = pl.col("difference_minor").is_null()
    return {"money_to_complete": masked.with_columns(pl.when(lost).then(pl.lit(UNKNOWN)).otherwise("compared").alias("compared"))}


def _basis_of_costs(projects: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, basis, not_compared: what the cost of each of `projects` in the plan rests on, in words."""
    forecast = tables["cost_lines"].filter(pl.col("kind") == "forecast")["project_id"].unique().to_list()
    one_basis = settings.finance.prices == settings.finance.budget_prices
    words = f"estimates are in {settings.finance.prices} prices, and budgets in {settings.finance.budget_prices} prices"
    plan = pl.lit("its plan counts, because evm.replaces_plan is not set")
    estimate = pl.lit("its estimate counts in the default mode, and the plan runs it otherwise")
    by_settings = estimate if settings.evm.replaces_plan else plan
    of_project = pl.when(pl.col("project_id").is_in(forecast)).then(pl.lit("its forecast counts")).otherwise(by_settings)
    return projects.select("project_id", basis=of_project, not_compared=pl.lit(None if one_basis else words, pl.String)).unique(
        "project_id", keep="any"
    )
