"""Investment appraisal of each project: NPV, ROI, benefit-cost ratio, profitability index, paybacks, cost of delay.

Money is in minor units and shares are in basis points. Internal rates of return are in `rates_of_return.py`.
"""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import PER_PROJECT
from cutline.metrics.ratios import MILLI, ratio
from cutline.metrics.value.period_flows import FLOWS
from cutline.valuation.discounting import FACTOR_SCALE, Discounting


def appraisal(
    flows: pl.LazyFrame, discounting: Discounting, calendar: Calendar, periods: int, by: Sequence[str] = PER_PROJECT
) -> pl.LazyFrame:
    """What each project is expected to cost, to bring and to be worth, in the prices that the settings name.

    There is one row for each value of `by`. flows: the result of `period_flows`, sorted by `by` and period. periods: the
    number of periods, counted from the first, up to the last period in which there can be a flow.

    - npv_minor: net present value: the exact sum of the discounted net flows. From cost_lines.amount_minor,
      benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - capex_minor, opex_minor: costs of the class, undiscounted, less credits. From cost_lines.amount_minor,
      cost_lines.cost_class.
    - cost_minor: all costs, undiscounted, including expected losses. From cost_lines.amount_minor, benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp.
    - benefit_minor: all expected benefits, undiscounted. From benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - present_cost_minor: all costs, discounted, including expected losses. From cost_lines.amount_minor,
      benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - present_benefit_minor: all expected benefits, discounted. From benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - roi_bp: return on investment: (benefits - costs) / costs, undiscounted; null if there is no cost. From
      cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - bcr_milli: benefit-cost ratio: discounted benefits / discounted costs, thousandths; null if there is no cost. From
      cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - pi_milli: profitability index: 1 + NPV / discounted capex, thousandths; null if there is no capex. From
      cost_lines.amount_minor, cost_lines.cost_class, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - equivalent_annual_cost_minor: the constant yearly amount from the first flow to the last that has the same discounted
      cost. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - payback_milli_periods: time from the first flow until the cumulative net flow is zero or more and stays so, in thousandths
      of a period, interpolated linearly within a period; null if it never stays at zero or more. From
      cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - discounted_payback_milli_periods: the payback computed with the discounted net flow. From cost_lines.amount_minor,
      benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.

    Source: Brealey, Myers, Allen, Principles of Corporate Finance, chapters 5 and 6; HM Treasury, Green Book (2022), on
    benefit-cost ratios.

    Edges: a project whose cumulative net flow is never below zero has a payback of 0. A ratio is null if its denominator is not
    positive.

    >>> flat, years = Discounting(((1, 0),)), Calendar("year", date(2027, 1, 1), 3)
    >>> flows = {"project_id": ["P"] * 3, "period_index": [0, 1, 2], "capex_minor": [100, 0, 0], "opex_minor": [0, 0, 0], "cost_minor": [100, 0, 0],
    ...          "benefit_minor": [0, 60, 60], "present_capex_minor": [100, 0, 0], "present_cost_minor": [100, 0, 0], "present_benefit_minor": [0, 60, 60]}
    >>> found = appraisal(pl.LazyFrame(flows), flat, years, 3).collect().row(0, named=True)
    >>> found["npv_minor"], found["roi_bp"], found["bcr_milli"], found["pi_milli"], found["payback_milli_periods"], found["equivalent_annual_cost_minor"]
    (20, 2000, 1200, 1200, 1666, 33)
    """
    net, present = pl.col("benefit_minor") - pl.col("cost_minor"), pl.col("present_benefit_minor") - pl.col("present_cost_minor")
    sums = flows.set_sorted(by[0]).group_by(*by).agg(
        pl.col(FLOWS).sum(), pl.col("present_capex_minor").sum(), npv_minor=present.sum(),
        payback_milli_periods=_payback(net), discounted_payback_milli_periods=_payback(present),
        first=pl.col("period_index").first(), until=pl.col("period_index").last() + 1,
    )  # fmt: skip
    annuities = _annuities(discounting, calendar, periods)
    until = sums.join(annuities, left_on="until", right_on="period_index", how="left", maintain_order="left")
    both = until.join(
        annuities.rename({"annuity": "annuity_before"}),
        left_on="first",
        right_on="period_index",
        how="left",
        maintain_order="left",
    )
    per_year = 12 // MONTHS[calendar.grain] * FACTOR_SCALE
    return both.select(
        *by, "npv_minor", *FLOWS,
        roi_bp=ratio(pl.col("benefit_minor") - pl.col("cost_minor"), pl.col("cost_minor"), SHARE_SCALE),
        bcr_milli=ratio(pl.col("present_benefit_minor"), pl.col("present_cost_minor"), MILLI),
        pi_milli=ratio(pl.col("npv_minor") + pl.col("present_capex_minor"), pl.col("present_capex_minor"), MILLI),
        equivalent_annual_cost_minor=ratio(pl.col("present_cost_minor"), pl.col("annuity") - pl.col("annuity_before"), per_year),
        payback_milli_periods="payback_milli_periods", discounted_payback_milli_periods="discounted_payback_milli_periods",
    ).sort(*by)  # fmt: skip


def _payback(net: pl.Expr) -> pl.Expr:
    """Thousandths of a period from the first flow until the cumulative sum last turns from negative to zero or more.

    net: the net flow of each period, in order of time. The result is null if the sum ends below zero, and 0 if it is never
    below zero.
    """
    cumulative, period = net.cum_sum(), pl.col("period_index")
    below = cumulative < 0
    turn = pl.len().cast(pl.Int64) - below.reverse().arg_max().cast(pl.Int64)  # position of the row after the last row below zero
    owed = -cumulative.get(turn - 1)
    part = owed * MILLI // net.get(turn, null_on_oob=True)
    at = (period.get(turn, null_on_oob=True) - period.first() - 1) * MILLI + part
    return pl.when(cumulative.min() >= 0).then(0).when(cumulative.last() >= 0).then(at)


def _annuities(discounting: Discounting, calendar: Calendar, periods: int) -> pl.LazyFrame:
    """For each period_index from 0 to `periods`, annuity: the sum of the discount factors of all earlier periods."""
    factors = discounting.factors(calendar, periods)
    sums = [0]
    for factor in factors:
        sums.append(sums[-1] + factor)
    return pl.LazyFrame(
        {"period_index": range(periods + 1), "annuity": sums}, schema={"period_index": pl.Int64, "annuity": pl.Int64}
    )


def cost_of_delay(now: pl.LazyFrame, later: pl.LazyFrame) -> pl.LazyFrame:
    """What it costs to start each project one period later, one row for each project.

    now, later: the result of `appraisal` for a start in the earliest possible period, and for a start one period after it.

    - delay_loss_minor: NPV of the early start less NPV of the late start; negative if waiting pays. From
      cost_lines.amount_minor, cost_lines.period_offset, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp, benefits.period_offset.

    Source: cost of delay, Reinertsen 2009, The Principles of Product Development Flow, chapter 2.

    Edges: costs and benefits that are stated for fixed periods do not move with the start.

    >>> cost_of_delay(pl.LazyFrame({"project_id": ["P"], "npv_minor": [100]}), pl.LazyFrame({"project_id": ["P"], "npv_minor": [93]})).collect().row(0)
    ('P', 7)
    """
    both = now.select("project_id", "npv_minor").join(later.select("project_id", later="npv_minor"), on="project_id", how="left")
    return both.select("project_id", delay_loss_minor=pl.col("npv_minor") - pl.col("later")).sort("project_id")
