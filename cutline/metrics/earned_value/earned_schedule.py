"""Earned schedule: ES, AT, SV(t), SPI(t), and the finish dates that follow from them.

Durations are in thousandths of a month. The columns that this module reads are prepared in `earned_value.py`.
"""

import polars as pl

from cutline.metrics.earned_value.cost_indices import reasons_text
from cutline.metrics.ratios import MILLI, proportion, ratio

SCHEDULE = (
    "status_finish", "es_milli_months", "at_milli_months", "sv_t_milli_months", "spi_t_milli", "planned_milli_months", "forecast_milli_months",
    "planned_finish", "forecast_finish",
)  # fmt: skip


def with_earned_schedule(frame: pl.LazyFrame) -> pl.LazyFrame:
    """`frame` with the columns of the earned schedule.

    frame: the amounts to the status, and the points of the cumulative plan that `earned_value` reads off the rows.
    """
    ev, bac, plan, first = pl.col("earned_minor"), pl.col("budget_at_completion_minor"), pl.col("plan_minor"), pl.col("first")
    # The part of EV that belongs to the period in which the cumulative plan passes EV.
    earned_in_next = pl.max_horizontal(ev - pl.col("next_cumulative") + pl.col("next_planned"), pl.lit(0))
    part = proportion(earned_in_next, (pl.col("next_end") - pl.col("next")).cast(pl.Int64) * MILLI, pl.col("next_planned")).cast(
        pl.Int64
    )
    whole = (pl.col("plan_end") - first).cast(pl.Int64) * MILLI
    is_short = plan < bac  # the plan ends before it reaches the budget
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
            forecast_milli_months=proportion(
                pl.col("planned_milli_months"), pl.col("at_milli_months"), pl.col("es_milli_months")
            ).cast(pl.Int64),
        )
        .with_columns(
            status_finish=_last_day(first, pl.col("at_milli_months")),
            planned_finish=_last_day(first, pl.col("planned_milli_months")),
            forecast_finish=_last_day(first, pl.col("forecast_milli_months")),
            unknown_because=_with_earlier_reasons(reasons_text({
                "the plan stops before its budget": is_short & ev.is_not_null(),
                "part of the plan to come is unknown": pl.col("has_gap") & pl.col("planned_minor").is_not_null(),
            })),
        )
    )  # fmt: skip


def _with_earlier_reasons(more: pl.Expr) -> pl.Expr:
    joined = pl.concat_str([pl.col("unknown_because"), more], separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


LATEST_MONTH = 9998 * 12  # the last month number that a date can hold


def _last_day(first: pl.Expr, duration: pl.Expr) -> pl.Expr:
    """The last day of the month in which a duration ends that begins with month number `first`.

    duration: in thousandths of a month. The result is null if the calendar has no such day.
    """
    month = first - (-duration // MILLI)
    fits = month.is_between(0, LATEST_MONTH)
    return pl.when(fits).then(pl.date(month // 12, month % 12 + 1, 1).dt.offset_by("-1d"))
