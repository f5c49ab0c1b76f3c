"""Earned value of programmes, portfolios and all projects together: sums over projects, and ratios of these sums.

The earned value of one project or control account is in `earned_value.py`.
"""

import polars as pl

from cutline.metrics.earned_value.cost_indices import Estimate, indices
from cutline.metrics.earned_value.earned_schedule import SCHEDULE
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import AMOUNTS, time_phased


def earned_value_of_groups(
    phased: pl.LazyFrame, per_project: pl.LazyFrame, group: str, estimate: Estimate = "cpi"
) -> pl.LazyFrame:
    """Earned value of each programme, portfolio or other group: sums over its projects, and ratios of these sums.

    phased: the result of `time_phased` by project. per_project: the result of `earned_value` by project. group: a column of
    both frames. Projects whose PV, EV or AC is unknown are left out of every sum; left_out is their number. Each project
    counts up to its own status, so that the sums over projects are the sums of the group. The earned schedule needs one day
    for all projects: it is taken at the earliest status of the projects that are not complete.

    - projects: number of projects that are counted: those whose PV, EV and AC are known. From evm.project_id.
    - left_out: number of projects that are not counted. From evm.project_id.
    - status_period: the earliest status of the projects that are not complete; if all are complete, the latest status. From
      evm.period_start.
    - planned_minor, earned_minor, actual_minor: sums over the projects. From evm.planned_minor, evm.earned_minor,
      evm.actual_minor.
    - budget_at_completion_minor: sum over the projects; unknown if the budget of one project is unknown. From
      evm.budget_at_completion_minor.
    - eac_stated_minor: sum of the counted projects' eac_minor, by a formula or stated; null if that of one of them is
      unknown. From evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor,
      evm.planned_minor.
    - eac_minor: eac_stated_minor: a group whose estimate would lack a member has none. From
      evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - unknown_because: why a measure is null, as text. From evm.planned_minor, evm.earned_minor, evm.actual_minor,
      evm.budget_at_completion_minor, evm.estimate_to_complete_minor.

    The other columns are those of `earned_value`.

    Source: PMI, Practice Standard for Earned Value Management, 2nd edition, chapter 5.

    Edges: a group without a counted project has counts, and nulls in all other columns. The estimates by formula (eac_cpi_minor
    and so on) are ratios of the sums, and may be known if the estimate of a project is not.

    >>> months, none = [date(2027, 1, 1), date(2027, 2, 1)], [None, None]
    >>> rows = {"project_id": ["P", "P", "Q", "Q"], "period_start": months * 2, "planned_minor": [50, 50, 50, 50], "earned_minor": [40, 50, 60, 40],
    ...         "actual_minor": [50, 60, 50, 40], "budget_at_completion_minor": [100] * 4, "estimate_to_complete_minor": none * 2, "programme": ["G"] * 4}
    >>> each = earned_value(pl.LazyFrame(rows)).with_columns(programme=pl.lit("G"))
    >>> earned_value_of_groups(pl.LazyFrame(rows), each, "programme").select("projects", "earned_minor", "actual_minor", "cpi_milli").collect().row(0)
    (2, 190, 200, 950)
    """
    is_counted = pl.all_horizontal(pl.col(name).is_not_null() for name in AMOUNTS)
    is_open = ~(pl.col("earned_minor") >= pl.col("budget_at_completion_minor")).fill_null(value=False)
    status = pl.coalesce(
        pl.col("status_period").filter(is_counted & is_open).min(), pl.col("status_period").filter(is_counted).max()
    )
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
    # A formula of the sums would stand in for the estimate of a project that has none, so the group takes no formula.
    measured = indices(sums, "stated").with_columns(unknown_because=_with_unknown_estimate())
    return measured.join(schedule, on=group, how="left", nulls_equal=True).sort(group)


def _with_unknown_estimate() -> pl.Expr:
    is_lost = pl.col("eac_minor").is_null() & (pl.col("projects") > 0)
    told = pl.when(is_lost).then(pl.lit("the estimate at completion of a project is unknown"))
    joined = pl.concat_str("unknown_because", told, separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)
