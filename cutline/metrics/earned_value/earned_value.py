"""Earned value and earned schedule of projects in flight, one row for each project or control account.

This module sums PV, EV and the actual cost (AC) up to the status date; `time_phased.py` reads them from the table `evm`.
Groups of projects are in `groups.py`. The formulas of the indices are in `cost_indices.py` and `earned_schedule.py`.
"""

from collections.abc import Sequence

import polars as pl

from cutline.metrics.aggregates import PER_PROJECT
from cutline.metrics.earned_value.cost_indices import Estimate, indices
from cutline.metrics.earned_value.earned_schedule import with_earned_schedule


def earned_value(phased: pl.LazyFrame, by: Sequence[str] = PER_PROJECT, estimate: Estimate = "cpi") -> pl.LazyFrame:
    """Earned value and earned schedule of each project (or control account) at its status.

    The status is the last period with a known earned or actual amount. There is one row for each value of `by`. phased: the
    result of `time_phased`, sorted by `by` and period. Periods after the status have a planned amount only. estimate: the
    formula of eac_minor that applies if the export states no estimate to complete (the setting `estimate` of [evm]).

    - status_period: first day of the last period with a known earned or actual amount. From evm.period_start, evm.earned_minor,
      evm.actual_minor.
    - status_finish: last day of that period. From evm.period_start, evm.earned_minor, evm.actual_minor.
    - planned_minor: PV: sum of the planned amounts up to the status; unknown if one of these amounts is unknown. From
      evm.planned_minor, evm.period_start, evm.earned_minor, evm.actual_minor.
    - earned_minor: EV: sum of the earned amounts up to the status; unknown if one of these amounts is unknown. From
      evm.earned_minor, evm.period_start, evm.actual_minor.
    - actual_minor: AC: sum of the actual amounts up to the status; unknown if one of these amounts is unknown. From
      evm.actual_minor, evm.period_start, evm.earned_minor.
    - budget_at_completion_minor: BAC: the newest budget stated. From evm.budget_at_completion_minor.
    - cv_minor: CV = EV - AC. From evm.earned_minor, evm.actual_minor.
    - sv_minor: SV = EV - PV. From evm.earned_minor, evm.planned_minor.
    - cpi_milli: CPI = EV / AC, thousandths; null if nothing was spent. From evm.earned_minor, evm.actual_minor.
    - spi_milli: SPI = EV / PV, thousandths; null if nothing was planned. From evm.earned_minor, evm.planned_minor.
    - percent_complete_bp: EV / BAC. From evm.earned_minor, evm.budget_at_completion_minor.
    - percent_spent_bp: AC / BAC. From evm.actual_minor, evm.budget_at_completion_minor.
    - eac_cpi_minor: BAC / CPI: the remaining work costs as much as the work so far; null if nothing was earned or spent, or if
      the CPI is beyond a factor of 10 either way. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor.
    - eac_atypical_minor: AC + BAC - EV: the remaining work costs what was budgeted. From evm.budget_at_completion_minor,
      evm.earned_minor, evm.actual_minor.
    - eac_combined_minor: AC + (BAC - EV) / (CPI x SPI): the cost and the schedule so far both count; null if CPI or SPI is
      null, or beyond a factor of 10 either way. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor,
      evm.planned_minor.
    - eac_stated_minor: AC + the estimate to complete that the export states. From evm.estimate_to_complete_minor,
      evm.actual_minor.
    - eac_minor: eac_stated_minor; if that is null, the estimate at completion by the formula that the setting `estimate` of
      [evm] names. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor,
      evm.planned_minor.
    - etc_minor: ETC = EAC - AC. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor,
      evm.actual_minor, evm.planned_minor.
    - vac_minor: VAC = BAC - EAC. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor,
      evm.actual_minor, evm.planned_minor.
    - tcpi_bac_milli: (BAC - EV) / (BAC - AC), thousandths; null if the budget is spent. From evm.budget_at_completion_minor,
      evm.earned_minor, evm.actual_minor.
    - tcpi_eac_milli: (BAC - EV) / (EAC - AC), thousandths. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor,
      evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - es_milli_months: ES: the time at which the cumulative plan reached EV, interpolated, in thousandths of a month from the
      first period. From evm.earned_minor, evm.planned_minor, evm.period_start.
    - at_milli_months: AT: the time from the first period to the end of the status period, in thousandths of a month. From
      evm.period_start, evm.earned_minor, evm.actual_minor.
    - sv_t_milli_months: SV(t) = ES - AT. From evm.earned_minor, evm.planned_minor, evm.period_start.
    - spi_t_milli: SPI(t) = ES / AT, thousandths. From evm.earned_minor, evm.planned_minor, evm.period_start.
    - planned_milli_months: PD: the time from the first period to the end of the last planned period, in thousandths of a month.
      From evm.planned_minor, evm.period_start, evm.budget_at_completion_minor.
    - forecast_milli_months: PD / SPI(t). From evm.earned_minor, evm.planned_minor, evm.period_start,
      evm.budget_at_completion_minor.
    - planned_finish: last day of the month in which the planned duration ends. From evm.planned_minor, evm.period_start,
      evm.budget_at_completion_minor.
    - forecast_finish: last day of the month in which the forecast duration ends. From evm.earned_minor, evm.planned_minor,
      evm.period_start, evm.budget_at_completion_minor.
    - unknown_because: why a measure is null, as text. From evm.planned_minor, evm.earned_minor, evm.actual_minor,
      evm.budget_at_completion_minor.

    Source: PMI, Practice Standard for Earned Value Management, 2nd edition; Lipke, Schedule is Different, The Measurable News
    2003 (earned schedule).

    Edges: a zero or negative denominator gives null with a reason, never infinity. A negative EV is kept. If EV is negative or
    exceeds BAC, no formula gives an estimate at completion; if AC is negative, nothing does. ES is zero if EV is
    below zero, and it is the whole planned duration if EV reaches or exceeds the end of the plan. If a new baseline contains
    negative planned amounts, the last time at which the cumulative plan passes EV counts. A plan that ends before it reaches
    its budget has no planned duration. An estimate to complete that was stated before the status is out of date and is ignored.
    Months count as calendar months.

    >>> months = [date(2027, m, 1) for m in (1, 2, 3, 4)]
    >>> rows = {"project_id": ["P"] * 4, "period_start": months, "planned_minor": [40, 60, 50, 50], "earned_minor": [40, 30, None, None],
    ...         "actual_minor": [50, 50, None, None], "budget_at_completion_minor": [200] * 4, "estimate_to_complete_minor": [None] * 4}
    >>> found = earned_value(pl.LazyFrame(rows)).collect().row(0, named=True)
    >>> found["cpi_milli"], found["eac_cpi_minor"], found["es_milli_months"], found["spi_t_milli"], found["forecast_finish"]
    (700, 286, 1500, 750, datetime.date(2027, 6, 30))
    """
    rows = phased.set_sorted(by[0]).with_columns(month=_month(pl.col("period_start")))
    read = rows.group_by(*by).agg(**_readings()).with_columns(**_to_status()).with_columns(**_calendar())
    scaffolding = [name for name in (*_readings(), *_calendar()) if not name.endswith("_completion_minor")]
    return indices(read, estimate).pipe(with_earned_schedule).drop(*scaffolding, strict=False).sort(*by)


def _month(day: pl.Expr) -> pl.Expr:
    """The number of months since year 0."""
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1


def _readings() -> dict[str, pl.Expr]:
    """Values that are computed from the rows of a group: totals, and single points of the cumulative plan.

    The rows are in order of time. Only sums and positions are used, because filters within groups take several times as
    long.
    """
    month, planned, earned = pl.col("month"), pl.col("planned_minor"), pl.col("earned_minor")
    reported = earned.is_not_null() | pl.col("actual_minor").is_not_null()
    rows = month.len().cast(pl.Int64)
    status, planned_last = pl.when(reported).then(month).max(), pl.when(planned != 0).then(month).max()
    rows_to_status = (month <= status).sum().cast(pl.Int64)
    cumulative = planned.cum_sum()
    earned_already = cumulative <= earned.sum()
    passed = (
        pl.when(earned_already.any()).then(rows - earned_already.reverse().arg_max().cast(pl.Int64)).otherwise(0)
    )  # position of the row from which the cumulative plan stays above EV
    return {
        "first": month.first(), "length": month.diff().min(), "status": status, "rows_to_status": rows_to_status,
        "earned_sum": earned.sum(), "earned_known": earned.count(), "actual_sum": pl.col("actual_minor").sum(), "actual_known": pl.col("actual_minor").count(),
        "planned_cumulative": cumulative.get(rows_to_status - 1, null_on_oob=True), "plan_unknown_from": pl.when(planned.is_null()).then(month).min(),
        "plan_minor": planned.sum(), "planned_last": planned_last,
        "next": month.get(passed, null_on_oob=True), "next_cumulative": cumulative.get(passed, null_on_oob=True), "next_planned": planned.get(passed, null_on_oob=True),
        "budget_at_completion_minor": pl.col("budget_at_completion_minor").drop_nulls().last(),
        "estimate_to_complete_minor": pl.col("estimate_to_complete_minor").get(rows_to_status - 1, null_on_oob=True),  # an earlier estimate is out of date
    }  # fmt: skip


def _to_status() -> dict[str, pl.Expr]:
    """PV, EV and AC up to the status. An unknown increment makes the sum unknown, because the sum of the known increments
    would be wrong.
    """
    all_rows, reported = pl.col("rows_to_status"), pl.col("status").is_not_null()
    plan_known = (pl.col("plan_unknown_from") > pl.col("status")).fill_null(value=True)
    return {
        "status_period": pl.date(pl.col("status") // 12, pl.col("status") % 12 + 1, 1),
        "planned_minor": pl.when(reported & plan_known).then(pl.col("planned_cumulative")),
        "earned_minor": pl.when(reported & (pl.col("earned_known") == all_rows)).then(pl.col("earned_sum")),
        "actual_minor": pl.when(reported & (pl.col("actual_known") == all_rows)).then(pl.col("actual_sum")),
    }


def _calendar() -> dict[str, pl.Expr]:
    """The ends of periods. A period is as long as the shortest step between two rows; a single period lasts a month.

    A month without a row is therefore a gap between periods, and it does not make the period before it longer.
    """
    length = pl.col("length").fill_null(1)
    return {
        "status_end": pl.col("status") + length,
        "plan_end": pl.col("planned_last") + length,
        "next_end": pl.col("next") + length,
        "is_inside": pl.col("plan_minor") > pl.col("earned_minor"),  # EV lies below the end of the plan
        "has_gap": pl.col("plan_unknown_from").is_not_null(),
    }
