"""Public-sector measures: net present social value of each way of running a project, and its switching values."""

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.ratios import MILLI, ratio


def social_value(with_bias: pl.LazyFrame, without_bias: pl.LazyFrame, modes: pl.LazyFrame) -> pl.LazyFrame:
    """Net present social value (NPSV) of each project and mode, compared with doing nothing and with doing the minimum.

    with_bias, without_bias: the result of `appraisal` by project and mode, in real prices at the social discount schedule. In
    with_bias the costs are raised by the optimism bias of the project's class; in without_bias they are as submitted.

    - mode_id: way of running the project. From modes.mode_id.
    - is_do_minimum: whether the mode is the least that could be done. From modes.is_do_minimum.
    - npsv_minor: discounted social benefits less discounted costs with optimism bias, in real prices: the gain compared with
      doing nothing. From benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp, cost_lines.amount_minor,
      optimism_bias.uplift_bp, discount_rates.rate_bp, deflators.index_milli.
    - present_cost_minor: discounted cost, including optimism bias. From cost_lines.amount_minor, optimism_bias.uplift_bp,
      discount_rates.rate_bp, deflators.index_milli.
    - present_benefit_minor: discounted benefit. From benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp, discount_rates.rate_bp, deflators.index_milli.
    - optimism_bias_minor: the amount that optimism bias adds to the discounted cost. From cost_lines.amount_minor,
      optimism_bias.uplift_bp.
    - bcr_milli: discounted benefit / discounted cost, thousandths. From benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp, cost_lines.amount_minor, optimism_bias.uplift_bp.
    - over_do_minimum_minor: NPSV less the NPSV of the do-minimum mode; null if the project has no such mode. From
      modes.is_do_minimum, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp,
      cost_lines.amount_minor.
    - incremental_bcr_milli: additional benefit / additional cost, both compared with the do-minimum mode; null if the mode
      costs no more than the do-minimum mode. From modes.is_do_minimum, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp, cost_lines.amount_minor.
    - switching_benefit_bp: the share by which benefits may fall before the NPSV is zero; above 10,000 no fall of benefits makes
      it zero, and below zero the NPSV is already negative. From benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp, cost_lines.amount_minor.
    - switching_cost_bp: the share by which costs may rise before the NPSV is zero. From benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp, cost_lines.amount_minor.

    Source: HM Treasury, The Green Book (2022), chapters 5 and 6, annexes A5 (optimism bias) and A6 (discounting).

    Edges: if a project has several do-minimum modes, the first one by id counts. A ratio to benefits or to costs is null if
    there are no such benefits or costs.

    >>> sums = {"project_id": ["P", "P"], "mode_id": ["full", "least"], "npv_minor": [50, 10], "present_cost_minor": [100, 20], "present_benefit_minor": [150, 30]}
    >>> modes = pl.LazyFrame({"project_id": ["P", "P"], "mode_id": ["full", "least"], "is_do_minimum": [False, True]})
    >>> social_value(pl.LazyFrame(sums), pl.LazyFrame(sums), modes).collect().row(0)[2:]
    (False, 50, 100, 150, 0, 1500, 40, 1500, 3333, 5000)
    """
    about = modes.select("project_id", "mode_id", pl.col("is_do_minimum").fill_null(value=False)).unique(
        ["project_id", "mode_id"], keep="any"
    )
    bare = without_bias.select("project_id", "mode_id", bare_minor="present_cost_minor")
    keys = ["project_id", "mode_id"]
    rows = (
        with_bias.join(about, on=keys, how="left")
        .with_columns(pl.col("is_do_minimum").fill_null(value=False))
        .join(bare, on=keys, how="left")
    )
    least = (
        rows.filter("is_do_minimum").sort(keys).unique("project_id", keep="first", maintain_order=True)
        .select("project_id", least_npsv="npv_minor", least_cost="present_cost_minor", least_benefit="present_benefit_minor")
    )  # fmt: skip
    benefit, cost, value = pl.col("present_benefit_minor"), pl.col("present_cost_minor"), pl.col("npv_minor")
    return rows.join(least, on="project_id", how="left").sort(keys).select(
        *keys, "is_do_minimum", npsv_minor=value, present_cost_minor=cost, present_benefit_minor=benefit,
        optimism_bias_minor=cost - pl.col("bare_minor"), bcr_milli=ratio(benefit, cost, MILLI),
        over_do_minimum_minor=pl.when(~pl.col("is_do_minimum")).then(value - pl.col("least_npsv")),
        incremental_bcr_milli=ratio(benefit - pl.col("least_benefit"), cost - pl.col("least_cost"), MILLI),
        switching_benefit_bp=ratio(value, benefit, SHARE_SCALE), switching_cost_bp=ratio(value, cost, SHARE_SCALE),
    )  # fmt: skip
