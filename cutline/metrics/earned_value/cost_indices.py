"""Indices of cost and value (CV, SV, CPI, SPI, EAC, VAC, TCPI) from PV, EV, AC and BAC, and why an index is unknown.

The indices of time are in `earned_schedule.py`.
"""

from collections.abc import Mapping
from typing import Literal

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.earned_value.time_phased import AMOUNTS
from cutline.metrics.ratios import MILLI, proportion, ratio, rounded

Estimate = Literal["stated", "cpi", "atypical", "combined"]

# A CPI or SPI beyond this factor, either way, is not performance: earned value or cost was not posted yet, or not in the same
# unit. No estimate is computed from it.
PERFORMANCE_FACTOR_MAX = 10


def indices(sums: pl.LazyFrame, estimate: Estimate = "cpi") -> pl.LazyFrame:
    """`sums` with every index of cost and value.

    sums: PV, EV, AC, BAC and the stated ETC, in columns as `earned_value` names them.

    - cv_minor, sv_minor, cpi_milli, spi_milli, percent_complete_bp, percent_spent_bp, eac_minor, etc_minor, vac_minor: as in
      `earned_value`

    Source: as in `earned_value`.

    Edges: as in `earned_value`.

    Earned value before any cost is posted gives no estimate at completion by the CPI:

    >>> early = {"planned_minor": [50], "earned_minor": [40], "actual_minor": [0], "budget_at_completion_minor": [200], "estimate_to_complete_minor": [None]}
    >>> indices(pl.LazyFrame(early)).select("cpi_milli", "eac_cpi_minor", "eac_atypical_minor", "etc_minor").collect().row(0)
    (None, None, 160, None)
    >>> sums = {"planned_minor": [90], "earned_minor": [80], "actual_minor": [100], "budget_at_completion_minor": [200], "estimate_to_complete_minor": [110]}
    >>> indices(pl.LazyFrame(sums)).select("cpi_milli", "spi_milli", "eac_minor", "vac_minor", "tcpi_bac_milli").collect().row(0)
    (800, 889, 210, -10, 1200)
    """
    pv, ev, ac, bac, etc = (pl.col(name) for name in (*AMOUNTS, "budget_at_completion_minor", "estimate_to_complete_minor"))
    rest = proportion(bac - ev, ac, ev, MILLI)  # (BAC - EV) / CPI, in thousandths of a minor unit
    # A budget that is earned already leaves a negative rest, and a negative amount is no progress: neither gives an estimate.
    has_rest = (ac >= 0) & (ev >= 0) & (ev <= bac)
    formulas = {
        "cpi": pl.when(has_rest & _is_performance(ev, ac)).then(proportion(bac, ac, ev)).cast(pl.Int64),
        "atypical": pl.when(has_rest).then(ac + bac - ev),
        "combined": pl.when(has_rest & _is_performance(ev, ac) & _is_performance(ev, pv)).then(
            ac + rounded(proportion(rest, pv, ev), MILLI)
        ),
        "stated": pl.when(ac >= 0).then(ac + etc),
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
            unknown_because=reasons_text(_REASONS),
        )
        .drop("estimate_to_complete_minor")
    )


def _is_performance(earned: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Whether `earned` / `base` is a ratio that an estimate may rest on: both are positive, and neither is more than
    PERFORMANCE_FACTOR_MAX times the other.
    """
    small, large = pl.min_horizontal(earned, base), pl.max_horizontal(earned, base)
    return (small > 0) & (large.cast(pl.Int128) <= small.cast(pl.Int128) * PERFORMANCE_FACTOR_MAX)


def reasons_text(reasons: Mapping[str, pl.Expr]) -> pl.Expr:
    """The texts of all conditions that hold, separated by semicolons; null if none holds."""
    joined = pl.concat_str(
        [pl.when(holds).then(pl.lit(text)) for text, holds in reasons.items()], separator="; ", ignore_nulls=True
    )
    return pl.when(joined != "").then(joined)


_REASONS = {
    "nothing is reported yet": pl.col("earned_minor").is_null() & pl.col("actual_minor").is_null(),
    "part of the plan is unknown": pl.col("planned_minor").is_null() & pl.col("earned_minor").is_not_null(),
    "part of what was earned is unknown": pl.col("earned_minor").is_null() & pl.col("actual_minor").is_not_null(),
    "part of what was spent is unknown": pl.col("actual_minor").is_null() & pl.col("earned_minor").is_not_null(),
    "nothing was planned yet, so no SPI": pl.col("planned_minor") <= 0,
    "nothing was spent yet, so no CPI": pl.col("actual_minor") == 0,
    "the actual cost is negative, so no CPI and no EAC": pl.col("actual_minor") < 0,
    "nothing was earned yet, so no EAC from CPI": pl.col("earned_minor") == 0,
    "what was earned is negative, so no EAC by a formula": pl.col("earned_minor") < 0,
    "more was earned than the budget, so no EAC by a formula": pl.col("earned_minor") > pl.col("budget_at_completion_minor"),
    f"the CPI is beyond a factor of {PERFORMANCE_FACTOR_MAX}, so no EAC from CPI": (pl.col("actual_minor") > 0)
    & (pl.col("earned_minor") > 0)
    & ~_is_performance(pl.col("earned_minor"), pl.col("actual_minor")),
    "no budget at completion": pl.col("budget_at_completion_minor").is_null(),
    "the budget is spent, so no TCPI to it": pl.col("budget_at_completion_minor") <= pl.col("actual_minor"),
}  # fmt: skip
