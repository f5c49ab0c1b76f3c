"""Computes how much more than planned an option may cost, by class and fiscal year, for the declared rule [rules.robust].

The rule asks for budgets that still pay when some projects cost more than planned.
"""

import polars as pl

from cutline.contracts.choice_frames import DEVIATION_SCHEMA, OPTION_KEY, ROBUST_SCHEMA
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from cutline.valuation.price_basis import in_prices


def robust_rule(settings: Settings) -> pl.DataFrame:
    """The declared rule (ROBUST_SCHEMA). No row if no such rule is declared, or if its gamma is 0."""
    rule = settings.rules.robust
    rows = [(rule.name, rule.owner, rule.gamma)] if rule is not None and rule.gamma else []
    return pl.DataFrame(rows, schema=ROBUST_SCHEMA, orient="row")


def deviations(lines: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """How much more each option may cost (DEVIATION_SCHEMA), in the prices of the budgets. Empty if no rule is declared.

    lines: the cost lines of every option, with period_index >= 0.

    A line that states a high amount may cost that much. Any other line may cost rules.robust.deviation_bp of its amount more,
    rounded up. A high amount below the amount itself is an error in the data and counts as no deviation. A credit does not
    deviate.
    """
    rule = settings.rules.robust
    if rule is None or not rule.gamma:
        return pl.DataFrame(schema=DEVIATION_SCHEMA)
    calendar = settings.horizon()
    high = pl.col("high_minor") if "high_minor" in lines.columns else pl.lit(None, pl.Int64)
    whole = pl.col("amount_minor").clip(lower_bound=0).cast(pl.Int128)
    by_share = (whole * rule.deviation_bp + SHARE_SCALE - 1) // SHARE_SCALE
    above = (pl.col("high_minor") - pl.col("amount_minor")).fill_null(by_share.cast(pl.Int64)).clip(lower_bound=0)
    priced = in_prices(
        lines.with_columns(high_minor=high), settings.finance.budget_prices, tables, settings, ("amount_minor", "high_minor")
    )
    return (
        priced.filter(pl.col("cost_class").is_in(rule.classes))
        .with_columns(fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")), above=above)
        .group_by(*OPTION_KEY, "cost_class", "fiscal_year")
        .agg(amount_minor=pl.col("above").sum())
        .filter(pl.col("amount_minor") > 0)
        .select(pl.col(name).cast(dtype) for name, dtype in DEVIATION_SCHEMA.items())
        .sort(*OPTION_KEY, "cost_class", "fiscal_year")
    )
