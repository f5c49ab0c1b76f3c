"""How projects in flight are doing: earned value and earned schedule, from incremental rows, for control account, project, programme, portfolio."""

from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.known import PER_PROJECT, known_sum
from cutline.metrics.ratio import MILLI, proportion, ratio, rounded

PER_ACCOUNT = ("project_id", "control_account")
AMOUNTS = ("planned_minor", "earned_minor", "actual_minor")
SCHEDULE = (
    "status_finish", "es_milli_months", "at_milli_months", "sv_t_milli_months", "spi_t_milli", "planned_milli_months", "forecast_milli_months",
    "planned_finish", "forecast_finish",
)  # fmt: skip
Estimate = Literal["stated", "cpi", "atypical", "combined"]


def time_phased(evm: pl.LazyFrame, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """One row for each of `by` and period, sorted: the amounts of the control accounts under it added up.

    by: columns of `evm`, or of projects joined to it. A period is a month, or as many as lie between the rows; several rows of a month are one.
    A period's amount is unknown when that of one account is.

    - planned_minor, earned_minor, actual_minor: sums over the accounts, minor units. From evm.planned_minor, evm.earned_minor, evm.actual_minor.
    - budget_at_completion_minor: sum over the accounts of the newest known one; null when an account states none. From evm.budget_at_completion_minor.
    - estimate_to_complete_minor: sum of what the accounts state in the period; null when one of them states none. From evm.estimate_to_complete_minor.

    Source: PMI, Practice Standard for Earned Value Management, 2nd edition, chapter 3.

    Edges: an account without a row in a period adds nothing to it.

    >>> rows = {"project_id": ["P", "P"], "control_account": ["a", "b"], "period_start": [date(2027, 1, 1)] * 2, "planned_minor": [10, 20],
    ...         "earned_minor": [5, None], "actual_minor": [5, 5], "budget_at_completion_minor": [10, 20], "estimate_to_complete_minor": [None, None]}
    >>> time_phased(pl.LazyFrame(rows)).collect().row(0)[2:6]
    (30, None, 10, 30)
    """
    keys = tuple(dict.fromkeys((*by, *PER_ACCOUNT)))
    # Weeks of a month are one period; what they state is what the last of them states.
    months = evm.sort("period_start").with_columns(pl.col("period_start").dt.truncate("1mo"))
    newest = months.group_by(*keys).agg(pl.col("budget_at_completion_minor").drop_nulls().last())
    stated = months.group_by(*keys, "period_start").agg(pl.col("estimate_to_complete_minor").drop_nulls().last())
    sums = months.group_by(*by, "period_start").agg(known_sum(pl.col(name)) for name in AMOUNTS)
    budgets = newest.group_by(*by).agg(known_sum(pl.col("budget_at_completion_minor")))
    estimates = stated.group_by(*by, "period_start").agg(known_sum(pl.col("estimate_to_complete_minor")))
    joined = sums.join(budgets, on=list(by), how="left", nulls_equal=True)
    return joined.join(estimates, on=[*by, "period_start"], how="left", nulls_equal=True).sort(*by, "period_start")


def earned_value(phased: pl.LazyFrame, by: Sequence[str] = PER_PROJECT, estimate: Estimate = "cpi") -> pl.LazyFrame:
    """One row for each of `by`: earned value and earned schedule at its status, which is the last period with a known earned or actual amount.

    phased: `time_phased`, sorted by `by` and period, one row each; periods after the status have a planned amount only.
    estimate: the formula of eac_minor where the export states no estimate to complete (settings evm.estimate).

    - status_period: first day of the last period with a known earned or actual amount. From evm.period_start, evm.earned_minor, evm.actual_minor.
    - status_finish: last day of that period. From evm.period_start, evm.earned_minor, evm.actual_minor.
    - planned_minor: PV, sum of the plan to the status; unknown when an increment is. From evm.planned_minor, evm.period_start, evm.earned_minor, evm.actual_minor.
    - earned_minor: EV, the same of what was earned. From evm.earned_minor, evm.period_start, evm.actual_minor.
    - actual_minor: AC, the same of what was spent. From evm.actual_minor, evm.period_start, evm.earned_minor.
    - budget_at_completion_minor: BAC, the newest one stated. From evm.budget_at_completion_minor.
    - cv_minor: CV = EV - AC. From evm.earned_minor, evm.actual_minor.
    - sv_minor: SV = EV - PV. From evm.earned_minor, evm.planned_minor.
    - cpi_milli: CPI = EV / AC, thousandths; null where nothing was spent. From evm.earned_minor, evm.actual_minor.
    - spi_milli: SPI = EV / PV, thousandths; null where nothing was planned. From evm.earned_minor, evm.planned_minor.
    - percent_complete_bp: EV / BAC. From evm.earned_minor, evm.budget_at_completion_minor.
    - percent_spent_bp: AC / BAC. From evm.actual_minor, evm.budget_at_completion_minor.
    - eac_cpi_minor: BAC / CPI: work goes on at the cost so far; null where nothing was earned. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor.
    - eac_atypical_minor: AC + BAC - EV: the rest goes as budgeted. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor.
    - eac_combined_minor: AC + (BAC - EV) / (CPI x SPI): cost and schedule so far both weigh. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - eac_stated_minor: AC + the estimate to complete of the export. From evm.estimate_to_complete_minor, evm.actual_minor.
    - eac_minor: the stated one, else that of `estimate`. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - etc_minor: ETC = EAC - AC. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - vac_minor: VAC = BAC - EAC. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - tcpi_bac_milli: (BAC - EV) / (BAC - AC), thousandths; null where the budget is spent. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor.
    - tcpi_eac_milli: (BAC - EV) / (EAC - AC), thousandths. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - es_milli_months: ES, the time by which the plan had reached EV, interpolated, thousandths of a month from the first period. From evm.earned_minor, evm.planned_minor, evm.period_start.
    - at_milli_months: AT, from the first period to the end of the status period. From evm.period_start, evm.earned_minor, evm.actual_minor.
    - sv_t_milli_months: SV(t) = ES - AT. From evm.earned_minor, evm.planned_minor, evm.period_start.
    - spi_t_milli: SPI(t) = ES / AT, thousandths. From evm.earned_minor, evm.planned_minor, evm.period_start.
    - planned_milli_months: PD, from the first period to the end of the last one with a plan. From evm.planned_minor, evm.period_start, evm.budget_at_completion_minor.
    - forecast_milli_months: PD / SPI(t). From evm.earned_minor, evm.planned_minor, evm.period_start, evm.budget_at_completion_minor.
    - planned_finish, forecast_finish: last day of the month in which the planned, the forecast duration ends. From evm.earned_minor, evm.planned_minor, evm.period_start, evm.budget_at_completion_minor.
    - unknown_because: why a measure is null, in words. From evm.planned_minor, evm.earned_minor, evm.actual_minor, evm.budget_at_completion_minor.

    Source: PMI, Practice Standard for Earned Value Management, 2nd edition; Lipke, Schedule is Different, The Measurable News 2003 (earned schedule).

    Edges: zero or negative denominators give null with a reason, never infinity; a negative EV is kept; ES is nothing below an EV of zero and the
    whole plan at or above its end; after a re-baseline with negative plans, the last time the plan passes EV counts; a plan that ends before its budget
    has no planned duration; an estimate to complete of before the status is stale and counts for nothing. Months count as calendar months.

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
    return indices(read, estimate).pipe(_schedule).drop(*scaffolding, strict=False).sort(*by)


def _month(day: pl.Expr) -> pl.Expr:
    """Months since year 0, as a number."""
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1


def _readings() -> dict[str, pl.Expr]:
    """What is read off the rows of a group, which stand in order of time: totals, and single places of the plan added up.

    Sums and places only: filters within groups cost several times as much.
    """
    month, planned, earned = pl.col("month"), pl.col("planned_minor"), pl.col("earned_minor")
    reported = earned.is_not_null() | pl.col("actual_minor").is_not_null()
    rows = month.len().cast(pl.Int64)
    status, planned_last = pl.when(reported).then(month).max(), pl.when(planned != 0).then(month).max()
    rows_to_status = (month <= status).sum().cast(pl.Int64)
    sofar = planned.cum_sum()
    earned_already = sofar <= earned.sum()
    passed = (
        pl.when(earned_already.any()).then(rows - earned_already.reverse().arg_max().cast(pl.Int64)).otherwise(0)
    )  # after which the plan stays beyond EV
    return {
        "first": month.first(), "length": month.diff().min(), "status": status, "rows_to_status": rows_to_status,
        "earned_sum": earned.sum(), "earned_known": earned.count(), "actual_sum": pl.col("actual_minor").sum(), "actual_known": pl.col("actual_minor").count(),
        "planned_sofar": sofar.get(rows_to_status - 1, null_on_oob=True), "plan_unknown_from": pl.when(planned.is_null()).then(month).min(),
        "plan_minor": planned.sum(), "planned_last": planned_last,
        "next": month.get(passed, null_on_oob=True), "next_sofar": sofar.get(passed, null_on_oob=True), "next_planned": planned.get(passed, null_on_oob=True),
        "budget_at_completion_minor": pl.col("budget_at_completion_minor").drop_nulls().last(),
        "estimate_to_complete_minor": pl.col("estimate_to_complete_minor").get(rows_to_status - 1, null_on_oob=True),  # an older one is stale
    }  # fmt: skip


def _to_status() -> dict[str, pl.Expr]:
    """PV, EV and AC to the status. An increment that is unknown makes the sum unknown: it is not the sum of the rest."""
    all_rows, reported = pl.col("rows_to_status"), pl.col("status").is_not_null()
    plan_known = (pl.col("plan_unknown_from") > pl.col("status")).fill_null(value=True)
    return {
        "status_period": pl.date(pl.col("status") // 12, pl.col("status") % 12 + 1, 1),
        "planned_minor": pl.when(reported & plan_known).then(pl.col("planned_sofar")),
        "earned_minor": pl.when(reported & (pl.col("earned_known") == all_rows)).then(pl.col("earned_sum")),
        "actual_minor": pl.when(reported & (pl.col("actual_known") == all_rows)).then(pl.col("actual_sum")),
    }


def _calendar() -> dict[str, pl.Expr]:
    """Ends of periods. A period is as long as the shortest step between two rows, a single one a month: a month nobody reports is a gap, no period."""
    length = pl.col("length").fill_null(1)
    return {
        "status_end": pl.col("status") + length,
        "plan_end": pl.col("planned_last") + length,
        "next_end": pl.col("next") + length,
        "is_inside": pl.col("plan_minor") > pl.col("earned_minor"),  # EV lies within the plan, not at or beyond its end
        "has_gap": pl.col("plan_unknown_from").is_not_null(),
    }


def indices(sums: pl.LazyFrame, estimate: Estimate = "cpi") -> pl.LazyFrame:
    """`sums` (PV, EV, AC, BAC and the stated ETC in columns as `earned_value` names them) with every index of cost and value.

    - cv_minor, sv_minor, cpi_milli, spi_milli, percent_complete_bp, percent_spent_bp, eac_minor, etc_minor, vac_minor: as in `earned_value`.

    Source: as in `earned_value`.

    Edges: as in `earned_value`.

    >>> sums = {"planned_minor": [90], "earned_minor": [80], "actual_minor": [100], "budget_at_completion_minor": [200], "estimate_to_complete_minor": [110]}
    >>> indices(pl.LazyFrame(sums)).select("cpi_milli", "spi_milli", "eac_minor", "vac_minor", "tcpi_bac_milli").collect().row(0)
    (800, 889, 210, -10, 1200)
    """
    pv, ev, ac, bac, etc = (pl.col(name) for name in (*AMOUNTS, "budget_at_completion_minor", "estimate_to_complete_minor"))
    rest = proportion(bac - ev, ac, ev, MILLI)  # (BAC - EV) / CPI, in thousandths of a minor unit
    formulas = {
        "cpi": proportion(bac, ac, ev).cast(pl.Int64),
        "atypical": ac + bac - ev,
        "combined": ac + rounded(proportion(rest, pv, ev), MILLI),
        "stated": ac + etc,
    }
    names = {name: f"eac_{name}_minor" for name in formulas}
    chosen = pl.coalesce(names["stated"], names[estimate])
    return (
        sums.with_columns(
            cv_minor=ev - ac,
            sv_minor=ev - pv,
            cpi_milli=ratio(ev, ac, MILLI),
            spi_milli=ratio(ev, pv, MILLI),
            percent_complete_bp=ratio(ev, bac, SHARE_SCALE),
            percent_spent_bp=ratio(ac, bac, SHARE_SCALE),
            **{names[name]: formula for name, formula in formulas.items()},
        )
        .with_columns(eac_minor=chosen)
        .with_columns(
            etc_minor=pl.col("eac_minor") - ac,
            vac_minor=bac - pl.col("eac_minor"),
            tcpi_bac_milli=ratio(bac - ev, bac - ac, MILLI),
            tcpi_eac_milli=ratio(bac - ev, pl.col("eac_minor") - ac, MILLI),
            unknown_because=_because(_REASONS),
        )
        .drop("estimate_to_complete_minor")
    )


def _because(reasons: Mapping[str, pl.Expr]) -> pl.Expr:
    told = pl.concat_str(
        [pl.when(holds).then(pl.lit(text)) for text, holds in reasons.items()], separator="; ", ignore_nulls=True
    )
    return pl.when(told != "").then(told)


_REASONS = {
    "nothing is reported yet": pl.col("earned_minor").is_null() & pl.col("actual_minor").is_null(),
    "part of the plan is unknown": pl.col("planned_minor").is_null() & pl.col("earned_minor").is_not_null(),
    "part of what was earned is unknown": pl.col("earned_minor").is_null() & pl.col("actual_minor").is_not_null(),
    "part of what was spent is unknown": pl.col("actual_minor").is_null() & pl.col("earned_minor").is_not_null(),
    "nothing was planned yet, so no SPI": pl.col("planned_minor") <= 0,
    "nothing was spent yet, so no CPI": pl.col("actual_minor") <= 0,
    "nothing was earned yet, so no EAC from CPI": pl.col("earned_minor") <= 0,
    "no budget at completion": pl.col("budget_at_completion_minor").is_null(),
    "the budget is spent, so no TCPI to it": pl.col("budget_at_completion_minor") <= pl.col("actual_minor"),
}  # fmt: skip


def _schedule(frame: pl.LazyFrame) -> pl.LazyFrame:
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
            unknown_because=_with(_because({
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


def earned_value_of_groups(
    phased: pl.LazyFrame, per_project: pl.LazyFrame, group: str, estimate: Estimate = "cpi"
) -> pl.LazyFrame:
    """One row for each value of `group` (a column of both frames): sums over its projects, and ratios of these sums, never means of ratios.

    phased: `time_phased` by project. per_project: `earned_value` by project. Projects whose PV, EV or AC is unknown are left out and counted.
    Every project counts to its own status, so that sums over projects are the group's; the earned schedule, which needs one day for all, is
    taken at the earliest status of the projects that are not complete.

    - projects, left_out: how many are counted, how many are not. From evm.project_id.
    - status_period: the earliest status of the projects that are not complete, else the latest. From evm.period_start.
    - planned_minor, earned_minor, actual_minor: sums of the projects'. From evm.planned_minor, evm.earned_minor, evm.actual_minor.
    - budget_at_completion_minor: sum of the projects'; unknown when one is. From evm.budget_at_completion_minor.
    - eac_stated_minor, eac_minor: sum of the projects' eac_minor; unknown when one is. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.

    The other columns are those of `earned_value`.

    Source: PMI, Practice Standard for Earned Value Management, 2nd edition, chapter 5.

    Edges: a group without a counted project has counts and nulls.

    >>> months, none = [date(2027, 1, 1), date(2027, 2, 1)], [None, None]
    >>> rows = {"project_id": ["P", "P", "Q", "Q"], "period_start": months * 2, "planned_minor": [50, 50, 50, 50], "earned_minor": [40, 50, 60, 40],
    ...         "actual_minor": [50, 60, 50, 40], "budget_at_completion_minor": [100] * 4, "estimate_to_complete_minor": none * 2, "programme": ["G"] * 4}
    >>> each = earned_value(pl.LazyFrame(rows)).with_columns(programme=pl.lit("G"))
    >>> earned_value_of_groups(pl.LazyFrame(rows), each, "programme").select("projects", "earned_minor", "actual_minor", "cpi_milli").collect().row(0)
    (2, 190, 200, 950)
    """
    is_counted = pl.all_horizontal(pl.col(name).is_not_null() for name in AMOUNTS)
    is_open = ~(pl.col("earned_minor") >= pl.col("budget_at_completion_minor")).fill_null(value=False)
    status = pl.coalesce(pl.col("status_period").filter(is_counted & is_open).min(), pl.col("status_period").filter(is_counted).max())
    counted = {name: pl.col(name).filter(is_counted) for name in (*AMOUNTS, "budget_at_completion_minor", "etc_minor")}
    sums = per_project.group_by(group).agg(
        projects=is_counted.sum().cast(pl.Int64), left_out=(~is_counted).sum().cast(pl.Int64), status_period=status,
        **{name: pl.when(part.is_not_null().all() & is_counted.any()).then(part.sum()) for name, part in counted.items()},
    ).rename({"etc_minor": "estimate_to_complete_minor"})  # fmt: skip
    known = per_project.filter(is_counted).select("project_id")
    at_status = sums.select(group, common="status_period")
    rows = phased.join(known, on="project_id", how="semi").join(at_status, on=group, how="left", nulls_equal=True).with_columns(
        pl.when(pl.col("period_start") <= pl.col("common")).then(pl.col("earned_minor", "actual_minor")),
        control_account=pl.lit(None, pl.String),
    )  # fmt: skip
    schedule = earned_value(time_phased(rows, (group,)), (group,), estimate).select(group, *SCHEDULE)
    return indices(sums, estimate).join(schedule, on=group, how="left", nulls_equal=True).sort(group)
