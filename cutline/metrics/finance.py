"""What a project is worth: NPV, ROI, IRR and payback of one way of running it. Money in minor units; shares in basis points."""

import itertools

import polars as pl
import pyxirr

from cutline.calendar import MONTHS, Calendar
from cutline.metrics.ratio import ratio
from cutline.tables import SHARE_SCALE

IRR_RANGE = (-0.99, 10.0)  # yearly rates looked at; a root outside says more about the data than about the project
IRR_GRID = 400


def finance_metrics(flows: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """One row for each project_id of `flows`: npv_minor, cost_minor, benefit_minor, roi_bp, irr_bp, irr_flag, payback_milli_periods.

    flows: project_id, period_index (>= 0), cost_minor, benefit_minor (expected, undiscounted), present_minor (discounted net).
    - npv_minor: sum of the discounted net flows (Brealey, Myers, Allen, ch. 5), exact in minor units.
    - roi_bp: (benefits - costs) / costs, undiscounted; null where there is no cost.
    - irr_bp, irr_flag: see `irr`.
    - payback_milli_periods: thousandths of periods from the first flow, each flow standing at its period's point in time, until the cumulated net flow reaches zero for good, interpolated between two
      periods; null where it never does.

    Worked example: cost 100 in period 0, benefit 60 in periods 1 and 2: ROI 2,000 bp, payback 1 + 40/60 periods = 1,666.
    """
    net = pl.col("benefit_minor") - pl.col("cost_minor")
    per_period = (
        flows.group_by("project_id", "period_index")
        .agg(pl.col("cost_minor", "benefit_minor", "present_minor").sum())
        .sort("project_id", "period_index")
        .with_columns(net=net)
        .with_columns(cumulated=pl.col("net").cum_sum().over("project_id"))
    )
    totals = per_period.group_by("project_id", maintain_order=True).agg(
        pl.col("present_minor").sum().alias("npv_minor"),
        pl.col("cost_minor").sum(),
        pl.col("benefit_minor").sum(),
        pl.col("period_index"),
        pl.col("net"),
        payback_milli_periods=_payback(),
    )
    rates = [
        irr(dict(zip(periods, nets, strict=True)), MONTHS[calendar.grain])
        for periods, nets in totals.select("period_index", "net").iter_rows()
    ]
    gain = pl.col("benefit_minor") - pl.col("cost_minor")
    return totals.select(
        "project_id", "npv_minor", "cost_minor", "benefit_minor",
        roi_bp=ratio(gain, pl.col("cost_minor"), SHARE_SCALE),
        irr_bp=pl.Series([rate for rate, _ in rates], dtype=pl.Int64),
        irr_flag=pl.Series([flag for _, flag in rates], dtype=pl.String),
        payback_milli_periods="payback_milli_periods",
    )  # fmt: skip


def _payback() -> pl.Expr:
    """Thousandths of a period from the first flow to the last time the cumulated flow turns from negative to zero or more."""
    before = pl.col("cumulated").shift(1)
    turns = (pl.col("cumulated") >= 0) & (before < 0)
    part = (-before * 1000 // pl.col("net")).cast(pl.Int64)
    at = (pl.col("period_index") - pl.col("period_index").first() - 1) * 1000 + part
    pays = pl.col("cumulated").last() >= 0
    return pl.when(pays & (pl.col("cumulated") >= 0).all()).then(0).when(pays).then(at.filter(turns).last())


def irr(flows: dict[int, int], months: int) -> tuple[int | None, str]:
    """Yearly internal rate of return in basis points, and `one`, `none`, `several` or `out_of_range`: a rate is given only when it is the only real root.

    flows: net minor units by period number; months: length of a period. Roots between -99 % and +1,000 % a year are looked for
    by sign changes of the net present value on a grid; pyxirr then refines the single one. Descartes' rule of signs (the number of sign
    changes of the flows bounds the number of roots) settles the common cases without a grid.

    >>> irr({0: -10_000, 1: 11_000}, 12)
    (1000, 'one')
    """
    amounts = [flows.get(t, 0) for t in range(min(flows, default=0), max(flows, default=-1) + 1)]
    signs = [amount > 0 for amount in amounts if amount]
    changes = sum(a != b for a, b in itertools.pairwise(signs))
    if changes == 0:
        return None, "none"
    if changes > 1 and (roots := _roots(amounts, months)) != 1:
        return None, "several" if roots else "none"
    rate = pyxirr.irr([float(amount) for amount in amounts])
    if rate is None:
        return None, "none"
    yearly = (1 + rate) ** (12 / months) - 1
    if not IRR_RANGE[0] <= yearly <= IRR_RANGE[1]:
        return None, "out_of_range"
    return round(yearly * SHARE_SCALE), "one"


def _roots(amounts: list[int], months: int) -> int:
    low, high = IRR_RANGE
    rates = [(1 + low + (high - low) * (i / IRR_GRID) ** 2) ** (months / 12) - 1 for i in range(IRR_GRID + 1)]
    values = [sum(amount / (1 + rate) ** t for t, amount in enumerate(amounts)) for rate in rates]
    return sum((a < 0) != (b < 0) for a, b in itertools.pairwise(values))
