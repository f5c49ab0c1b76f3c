"""Earned schedule: ES, AT, SV(t), SPI(t), and the finish dates that they forecast."""

import polars as pl

from cutline.metrics.earned_value.cost_indices import reasons_text
from cutline.metrics.ratios import MILLI, proportion, ratio

SCHEDULE = (
    "status_finish", "es_milli_months", "at_milli_months", "sv_t_milli_months", "spi_t_milli", "planned_milli_months", "forecast_milli_months",
    "planned_finish", "forecast_finish",
)  # fmt: skip


def with_earned_schedule(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Adds the earned schedule to a frame with the columns of `_curve`, and takes those away."""
    ev, bac, plan, first = pl.col("earned_minor"), pl.col("budget_at_completion_minor"), pl.col("plan_minor"), pl.col("first")
    into = pl.max_horizontal(
        ev - pl.col("next_sofar") + pl.col("next_planned"), pl.lit(0)
    )  # of EV, what lies in the period that the plan passed it in
    part = proportion(into, (pl.col("next_end") - pl.col("next")).cast(pl.Int64) * MILLI, pl.col("next_planned")).cast(pl.Int64)
    whole = (pl.col("plan_end") - first).cast(pl.Int64) * MILLI
    is_short = plan < bac  # the plan is not all of the work
    earned = (
        pl.when("is_inside")
        .then((pl.col("next") - first).cast(pl.Int64) * MILLI + part.fill_null(0))
        .when(~is_short.fill_null(value=False))
        .then(whole)
    )
    return (
        frame.with_columns(
            es_milli_months=pl.when(ev.is_not_null() & ~pl.col("has_gap")).then(earned),
            at_milli_months=(pl.col("status_end") - first).cast(pl.Int64) * MILLI,
            planned_milli_months=pl.when(~is_short & ~pl.col("has_gap")).then(whole),
        )
        .with_columns(
            sv_t_milli_months=pl.col("es_milli_months") - pl.col("at_milli_months"),
            spi_t_milli=ratio(pl.col("es_milli_months"), pl.col("at_milli_months"), MILLI),
            forecast_milli_months=proportion(pl.col("planned_milli_months"), pl.col("at_milli_months"), pl.col("es_milli_months")).cast(pl.Int64),
        )
        .with_columns(
            status_finish=_last_day(first, pl.col("at_milli_months")),
            planned_finish=_last_day(first, pl.col("planned_milli_months")),
            forecast_finish=_last_day(first, pl.col("forecast_milli_months")),
            unknown_because=_with(reasons_text({
                "the plan stops before its budget": is_short & ev.is_not_null(),
                "part of the plan to come is unknown": pl.col("has_gap") & pl.col("planned_minor").is_not_null(),
            })),
        )
    )  # fmt: skip


def _with(more: pl.Expr) -> pl.Expr:
    told = pl.concat_str([pl.col("unknown_because"), more], separator="; ", ignore_nulls=True)
    return pl.when(told != "").then(told)


LATEST_MONTH = 9998 * 12


def _last_day(first: pl.Expr, duration: pl.Expr) -> pl.Expr:
    """The day before the month that follows `duration` thousandths of a month after month number `first`; null beyond the calendar."""
    month = first - (-duration // MILLI)
    fits = month.is_between(0, LATEST_MONTH)
    return pl.when(fits).then(pl.date(month // 12, month % 12 + 1, 1).dt.offset_by("-1d"))
