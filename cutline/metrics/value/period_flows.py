"""Cash flows of a project by period, undiscounted and discounted.

`investment_appraisal.py` and `rates_of_return.py` read these flows. Flows that have a day instead of a period are in
`dated_flows.py`.
"""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.metrics.aggregates import PER_PROJECT
from cutline.valuation.discounting import FACTOR_SCALE, Discounting

FLOWS = ("capex_minor", "opex_minor", "cost_minor", "benefit_minor", "present_cost_minor", "present_benefit_minor")


def period_flows(lines: pl.LazyFrame, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """Cash flows of each project by period: the lines of a project added up.

    There is one row for each value of `by` and each period, sorted by both. lines: the result of
    `cutline.choices.options.mode_flows.mode_flows`. by: the columns that identify a project, or a way of running it.

    - capex_minor, opex_minor: costs of the class, signed: a credit is negative. From cost_lines.amount_minor,
      cost_lines.cost_class.
    - cost_minor, benefit_minor: expected costs and benefits by their sign: a credit counts as a benefit, and an expected loss
      as a cost. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - present_capex_minor: capex, discounted. From cost_lines.amount_minor, cost_lines.cost_class.
    - present_cost_minor, present_benefit_minor: costs and benefits, discounted. From cost_lines.amount_minor,
      benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.

    Source: Brealey, Myers, Allen, Principles of Corporate Finance, chapter 6.

    Edges: a period without a line has no row.

    >>> line = {name: [7, 3] for name in FLOWS}
    >>> period_flows(pl.LazyFrame({"project_id": ["P", "P"], "period_index": [0, 0], "cost_class": ["capex", None], **line})).collect().row(0)[2:4]
    (10, 10)
    """
    capex = (
        pl.when(pl.col("cost_class") == "capex").then(pl.col("present_cost_minor") - pl.col("present_benefit_minor")).otherwise(0)
    )
    return lines.group_by(*by, "period_index").agg(pl.col(FLOWS).sum(), present_capex_minor=capex.sum()).sort(*by, "period_index")


def discounted(flows: pl.LazyFrame, discounting: Discounting, calendar: Calendar, periods: int) -> pl.LazyFrame:
    """Cash flows by period, with the discounted amounts that `appraisal` needs.

    flows: period_index (from 0 to periods - 1), capex_minor, opex_minor and benefit_minor, one row for each period.

    - cost_minor: capex and opex together. From cost_lines.amount_minor.
    - present_capex_minor, present_cost_minor, present_benefit_minor: each amount times the discount factor of its period,
      rounded half away from zero. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.

    Source: Brealey, Myers, Allen, Principles of Corporate Finance, chapter 2.

    Edges: use this function for flows that are certain and that share one price basis. For lines with probabilities,
    `cutline.choices.options.mode_flows.mode_flows` discounts each line.

    >>> flows = pl.LazyFrame({"project_id": ["P"], "period_index": [1], "capex_minor": [110], "opex_minor": [0], "benefit_minor": [220]})
    >>> discounted(flows, Discounting(((1, 1000),), "start"), Calendar("year", date(2027, 1, 1), 3), 3).collect().row(0)[5:]
    (110, 100, 100, 200)
    """
    factors = discounting.factors(calendar, periods)
    table = pl.LazyFrame(
        {"period_index": range(periods), "factor": factors}, schema={"period_index": pl.Int64, "factor": pl.Int64}
    )

    def present(name: str) -> pl.Expr:
        product = pl.col(name).cast(pl.Int128) * pl.col("factor")
        return ((product.abs() + FACTOR_SCALE // 2) // FACTOR_SCALE * product.sign()).cast(pl.Int64)

    return flows.join(table, on="period_index", how="left", maintain_order="left").select(
        pl.exclude("factor"),
        cost_minor=pl.col("capex_minor") + pl.col("opex_minor"), present_capex_minor=present("capex_minor"),
        present_cost_minor=present("capex_minor") + present("opex_minor"), present_benefit_minor=present("benefit_minor"),
    )  # fmt: skip
