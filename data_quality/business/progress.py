"""Rules about progress: earned value, the estimates that follow from it, and status dates.

Earned value in the table `evm` must be incremental: each row states the amount of its period, not a running total.
"""

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from cutline.contracts.statuses import is_in_flight
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import time_phased
from data_quality.rule_model.figures import money_words
from data_quality.rule_model.night import Night
from data_quality.rule_model.objections import objections_to_groups, objections_to_rows
from data_quality.rule_model.owners import OFFICE
from data_quality.rule_model.rule import Rule

PERIODS_TO_TELL = 3  # at least three amounts are needed: two rising ones are no pattern
ACCOUNT = (
    "project_id",
    "control_account",
)  # a control account has a budget of its own; a project without control accounts has a budget for the whole project
MEASURES = ("planned_minor", "earned_minor", "actual_minor")


def _cumulative(night: Night) -> pl.DataFrame:
    """The earned value rows by control account in order of time, with the running totals and the budget of each account."""
    return night.tables["evm"].sort(*ACCOUNT, "period_start", maintain_order=True).with_columns(
        *(pl.col(name).fill_null(0).cum_sum().over(ACCOUNT).alias(f"{name}_to_date") for name in MEASURES),
        budget=pl.col("budget_at_completion_minor").max().over(ACCOUNT),
    )  # fmt: skip


def _beyond_budget(word: str, column: str) -> Callable[[Night], pl.DataFrame]:
    """The first period of each control account in which the running total of `column` exceeds its budget."""

    def find(night: Night) -> pl.DataFrame:
        amounts = [money_words(name, night.settings) for name in (f"{column}_to_date", "budget")]
        found = pl.format("project {}: {} {} of a budget of {}", "project_id", pl.lit(word), *amounts)
        rows = _cumulative(night).filter((pl.col(f"{column}_to_date") > pl.col("budget")) & ~_looks_cumulative())
        return objections_to_rows(rows.unique(ACCOUNT, keep="first", maintain_order=True), found, column)

    return find


def _budgets_that_differ(night: Night) -> pl.DataFrame:
    stated = night.tables["evm"].drop_nulls("budget_at_completion_minor")
    several = stated.filter(pl.col("budget_at_completion_minor").n_unique().over(*ACCOUNT, "baseline_version") > 1)
    first = several.unique("project_id", keep="first", maintain_order=True)
    return objections_to_rows(
        first, pl.format("project {}: several budgets at completion in one baseline", "project_id"), "budget_at_completion_minor"
    )


def _looks_cumulative() -> pl.Expr:
    """Whether the amounts of a control account look like running totals.

    Such amounts rise from period to period, stay within the budget, and would exceed the budget if they were added up.
    """
    rising = pl.any_horizontal(
        (pl.col(name).count() >= PERIODS_TO_TELL) & (pl.col(name).drop_nulls().diff().min() >= 0) & (pl.col(name).drop_nulls().first() < pl.col(name).drop_nulls().last())
        & (pl.col(name).max() <= pl.col("budget").max()) & (pl.col(name).sum() > pl.col("budget").max())
        for name in MEASURES
    )  # fmt: skip
    return rising.over(ACCOUNT).fill_null(value=False)


def _sent_as_running_total(night: Night) -> pl.DataFrame:
    rows = _cumulative(night).filter(_looks_cumulative()).unique(ACCOUNT, keep="last", maintain_order=True)
    highest, summed = pl.max_horizontal(MEASURES), pl.max_horizontal(f"{name}_to_date" for name in MEASURES)
    amounts = [money_words(each, night.settings) for each in (highest, summed, "budget")]
    found = pl.format("project {}: amounts rise to {} and would add up to {}, its budget is {}", "project_id", *amounts)
    return objections_to_rows(rows, found, "planned_minor")


def _falling(night: Night) -> pl.DataFrame:
    evm = night.tables["evm"]
    parts = [
        objections_to_rows(
            evm.filter(pl.col(name) < 0),
            pl.format(
                "project {}: {} of {} in the period",
                "project_id",
                pl.lit(name.removesuffix("_minor")),
                money_words(name, night.settings),
            ),
            name,
        )
        for name in ("earned_minor", "actual_minor")
    ]
    posted = night.tables["actuals"].sort("project_id", "period_start", maintain_order=True).with_columns(
        to_date=pl.col("amount_minor").cum_sum().over("project_id", "cost_class")
    )  # fmt: skip
    below = posted.filter(pl.col("to_date") < 0).unique(["project_id", "cost_class"], keep="first", maintain_order=True)
    return pl.concat(
        [
            *parts,
            objections_to_rows(
                below,
                pl.format(
                    "project {}: {} postings sum to {} so far", "project_id", "cost_class", money_words("to_date", night.settings)
                ),
                "amount_minor",
            ),
        ]
    )


def _without_estimate(night: Night) -> pl.DataFrame:
    """Projects in flight that report progress from which no estimate to complete follows, so that their plan counts.

    A project with a forecast needs no estimate. If the settings ask for stated estimates only, a project that states none
    keeps its plan as the settings say.
    """
    wanted = night.settings.evm
    evm = night.tables["evm"]
    forecast = night.tables["cost_lines"].filter(pl.col("kind") == "forecast")
    needs = night.tables["projects"].filter(is_in_flight() & wanted.replaces_plan).join(forecast, on="project_id", how="anti")
    if wanted.estimate == "stated":
        needs = needs.join(evm.drop_nulls("estimate_to_complete_minor"), on="project_id", how="semi")
    reported = evm.join(needs, on="project_id", how="semi").lazy()
    measured = earned_value(time_phased(reported), estimate=wanted.estimate).collect()
    unknown = measured.filter(pl.col("etc_minor").is_null() & pl.col("status_period").is_not_null()).sort("project_id")
    known = [money_words(name, night.settings) for name in ("earned_minor", "actual_minor")]
    why = pl.col("unknown_because").fill_null("the estimate that the export states is older than the status")
    found = pl.format("earned {}, spent {}, no estimate to complete: {}; the plan counts", *known, why)
    return objections_to_groups(unknown, pl.format("project {}", "project_id"), found, "project_id")


def _stale_status(night: Night) -> pl.DataFrame:
    if night.day is None:
        return objections_to_rows(night.tables["evm"].clear(), pl.lit(""))
    oldest = night.day - timedelta(days=night.settings.quality.stale_after_days)
    running = night.tables["projects"].filter(is_in_flight()).select("project_id")
    newest = (
        night.tables["evm"]
        .drop_nulls("status_date")
        .sort("status_date", maintain_order=True)
        .unique("project_id", keep="last", maintain_order=True)
    )
    bad = newest.join(running, on="project_id", how="semi").filter(
        (pl.col("status_date") < oldest) | (pl.col("status_date") > night.day)
    )
    status = objections_to_rows(
        bad.sort("project_id"), pl.format("project {}: status of {}", "project_id", "status_date"), "status_date"
    )
    silent = (
        night.tables["projects"].join(newest, on="project_id", how="anti").filter(is_in_flight() & pl.col("updated_at").is_null())
    )
    if newest.is_empty():
        silent = silent.clear()  # no project has a status: the portfolio does not report earned value
    without = objections_to_rows(silent, pl.format("project {}: no status and no day of change", "project_id"), "status")
    record = night.tables["projects"].filter(is_in_flight() & (pl.col("updated_at") < oldest))
    return pl.concat(
        [
            status,
            without,
            objections_to_rows(
                record, pl.format("project {}: record last changed on {}", "project_id", "updated_at"), "updated_at"
            ),
        ]
    )


RULES = (
    Rule("earned_within_budget", "evm", "warn", OFFICE, "earned values sum to no more than the budget at completion",
         "mend the earned value, or re-baseline the budget", _beyond_budget("earned", "earned_minor")),
    Rule("planned_within_budget", "evm", "warn", OFFICE, "planned values sum to no more than the budget at completion",
         "mend the planned values or the budget", _beyond_budget("planned", "planned_minor")),
    Rule("one_budget_a_baseline", "evm", "warn", OFFICE, "each baseline of a project has one budget at completion", "mend the rows that differ", _budgets_that_differ),
    Rule("earned_value_is_incremental", "evm", "warn", OFFICE, "amounts are those of each period, and not running totals",
         "send the amounts of each period; running totals that are added up make every figure of earned value wrong", _sent_as_running_total),
    Rule("progress_does_not_fall", "evm", "warn", OFFICE, "earned values and actual costs do not fall",
         "mend the row; a correction belongs to the period it corrects", _falling),
    Rule("estimate_to_complete_is_known", "evm", "warn", OFFICE, "the progress that a project in flight reports gives an estimate to complete; without one, the plan of the project counts",
         "state estimate_to_complete, or mend the earned value, the actual cost or the budget", _without_estimate),
    Rule("status_is_fresh", "evm", "warn", OFFICE, "every project in flight has a status of the last weeks (quality.stale_after_days), and none of the future",
         "ask the project manager for a status", _stale_status),
)  # fmt: skip
