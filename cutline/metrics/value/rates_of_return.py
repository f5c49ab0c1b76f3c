"""Yearly rates of return of each project: internal rate of return (IRR) and modified internal rate of return (MIRR).

This module works on frames. The search for the roots of one cash flow is in `internal_rates.py`.
"""

from collections.abc import Mapping, Sequence

import polars as pl
import pyxirr

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import PER_PROJECT
from cutline.metrics.value.internal_rates import irr
from cutline.settings.finance import FinanceSection

RETURNS = {"irr_bp": pl.Int64(), "irr_flag": pl.String(), "irr_roots_bp": pl.List(pl.Int64()), "mirr_bp": pl.Int64()}


def returns(flows: pl.LazyFrame, calendar: Calendar, finance: FinanceSection, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """Yearly rates of return of each project, from its undiscounted net flows.

    There is one row for each value of `by`. flows: the result of `period_flows`. finance: the section of the settings with the
    finance rate and the reinvestment rate.

    - irr_bp: internal rate of return, if the flow has exactly one such rate between -99 % and 1,000 % a year. From
      cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - irr_flag: one, none, several or out_of_range: how many internal rates of return the flow has. From
      cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - irr_roots_bp: every rate between -99 % and 1,000 % a year at which the NPV is zero; a rate at which the NPV touches
      zero without crossing it is listed twice. From cost_lines.amount_minor, benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp.
    - mirr_bp: modified internal rate of return: costs are financed at the finance rate and benefits are reinvested at the
      reinvestment rate; null if the flow has no cost or no benefit. From cost_lines.amount_minor, benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp.

    Source: Brealey, Myers, Allen, chapter 5; Lin 1976, The Modified Internal Rate of Return and Investment Criterion. MIRR by
    pyxirr.

    Edges: a project whose net flows never change sign has the flag none. The net flow of a period counts at the index of that period, whatever
    finance.discounting says; the point of the period at which money moves does not change a root.

    >>> flows = {"project_id": ["P", "P"], "period_index": [0, 1], "cost_minor": [10_000, 0], "benefit_minor": [0, 11_000]}
    >>> returns(pl.LazyFrame(flows), Calendar("year", date(2027, 1, 1), 2), FinanceSection(discount_rate_bp=500)).collect().row(0)
    ('P', 1000, 'one', [1000], 1000)
    """
    rates = tuple(
        finance.discount_rate_bp if rate is None else rate for rate in (finance.finance_rate_bp, finance.reinvestment_rate_bp)
    )
    months = MONTHS[calendar.grain]

    def of_row(row: Mapping[str, list[int]]) -> tuple[object, ...]:
        by_period = dict(zip(row["period_index"], row["net"], strict=True))
        found = irr(by_period, months)
        return found.rate_bp, found.flag, list(found.roots_bp), _mirr(by_period, months, *rates)

    def of_all(frame: pl.DataFrame) -> pl.DataFrame:
        rows = [of_row(row) for row in frame.select("period_index", "net").iter_rows(named=True)]
        return frame.select(by).hstack(pl.DataFrame(rows, schema=RETURNS, orient="row"))

    nets = (
        flows.with_columns(net=pl.col("benefit_minor") - pl.col("cost_minor"))
        .group_by(*by, maintain_order=True)
        .agg("period_index", "net")
    )
    keys = {name: dtype for name, dtype in flows.collect_schema().items() if name in by}
    return nets.map_batches(of_all, schema=keys | RETURNS).sort(*by)


def _mirr(flows: Mapping[int, int], months: int, finance_bp: int, reinvestment_bp: int) -> int | None:
    amounts = [float(flows.get(period, 0)) for period in range(min(flows, default=0), max(flows, default=-1) + 1)]
    if not (min(amounts, default=0) < 0 < max(amounts, default=0)):
        return None
    part = months / 12
    rate = pyxirr.mirr(amounts, (1 + finance_bp / SHARE_SCALE) ** part - 1, (1 + reinvestment_bp / SHARE_SCALE) ** part - 1)
    return None if rate is None else round(((1 + rate) ** (1 / part) - 1) * SHARE_SCALE)
