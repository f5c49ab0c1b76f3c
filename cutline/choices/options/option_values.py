"""The value of each option: the present value of its lines in the prices of finance, or its score; and what its costs take from it."""

import polars as pl

from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.option_lines import lines_at_starts, spend_of_options
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from cutline.valuation.discounting import discounting_of
from cutline.valuation.present_value import periods_reached, present_value
from cutline.valuation.price_basis import in_prices

COST_VALUE_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "cost_class": pl.String(), "fiscal_year": pl.Int64(),
    "present_minor": pl.Int64(),
}  # fmt: skip


def claimed_benefits(money_in: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """The option key, double_count_group, present_minor of every benefit line that names a group of projects claiming the same
    benefit.

    The frame is empty if no objective counts the value, because money does not count in a score.
    """
    lines = money_in.filter(pl.col("double_count_group").is_not_null() & (settings.planning.counts("value")))
    no_costs = lines.clear().with_columns(cost_class=pl.lit(None, pl.String))
    worth = valued_lines(no_costs, lines, tables, settings)  # keeps the order of the lines
    return worth.select(*OPTION_KEY, "present_minor").with_columns(lines["double_count_group"])


def valued_lines(money_out: pl.DataFrame, money_in: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """The option key, is_benefit, cost_class, period_index, amount_minor (negative for a cost), chance (1e-8), present_minor of
    each line.

    money_out, money_in: lines of cost and of benefit with period_index >= 0, in any price basis. The result is in the price basis
    that finance.prices names. The chance of a benefit is its own probability times the probability that the mode succeeds. A
    cost is certain.
    """
    costs = money_out.with_columns(
        amount_minor=-pl.col("amount_minor"), chance=pl.lit(SHARE_SCALE**2, pl.Int64), is_benefit=pl.lit(value=False)
    )
    chance = pl.col("probability_bp").fill_null(SHARE_SCALE) * pl.col("success_bp")
    gains = money_in.with_columns(chance=chance, is_benefit=pl.lit(value=True), cost_class=pl.lit(None, pl.String))
    kept = (*OPTION_KEY, "is_benefit", "cost_class", "price_basis", "period_index", "amount_minor", "chance")
    lines = in_prices(pl.concat([costs.select(kept), gains.select(kept)]), settings.finance.prices, tables, settings).drop(
        "price_basis"
    )
    return present_value(lines.lazy(), discounting_of(settings, tables), settings.horizon(), periods_reached(lines)).collect()


def with_stops(starts: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    """OPTION_KEY, finish_index, is_stop of every option."""
    both = pl.concat([starts.with_columns(is_stop=False), stops.with_columns(is_stop=True)], how="diagonal")
    return both.select(*OPTION_KEY, "finish_index", "is_stop").sort(OPTION_KEY)


def options_by_score(starts: pl.DataFrame, stops: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """OPTION_KEY, finish_index, value of every option, in thousandths of a score point. An option that stops a project scores nothing."""
    scored = starts.join(scores, on="project_id", how="left", maintain_order="left").rename({"score_milli": "value"})
    both = pl.concat([scored, stops.with_columns(value=pl.lit(0, pl.Int64))], how="diagonal")
    return both.select(*OPTION_KEY, "finish_index", "value").sort(OPTION_KEY)


def options_by_value(
    starts: pl.DataFrame,
    stops: pl.DataFrame,
    money_out: pl.DataFrame,
    money_in: pl.DataFrame,
    tables: Tables,
    settings: Settings,
) -> pl.DataFrame:
    """OPTION_KEY, finish_index, value of every option, in minor units of present value.

    An option whose lines all lie before the horizon is worth 0, because everything is sunk.
    """
    value = valued_lines(money_out, money_in, tables, settings).group_by(OPTION_KEY).agg(value=pl.col("present_minor").sum())
    return (
        pl.concat([starts, stops], how="diagonal")
        .sort(OPTION_KEY)
        .join(value, on=OPTION_KEY, how="left", maintain_order="left")
        .select(*OPTION_KEY, "finish_index", pl.col("value").fill_null(0))
    )


def cost_values(
    options: pl.DataFrame, stop_modes: pl.DataFrame, tables: Tables, quarantine: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    """The present value of the costs of every option that runs its project (COST_VALUE_SCHEMA), positive for a cost, in the unit of the
    first objective.

    options, stop_modes: the choice frames. The frame is empty if the first objective does not count money, as a score does not. A blend
    may count the value, and what is spent inside the horizon.
    """
    weights = settings.planning.first_weights
    at_price = {kind: -weights.get("spend", 0) - weights.get(kind, 0) for kind in ("capex", "opex")}
    if not weights.get("value") and not any(at_price.values()):
        return pl.DataFrame(schema=COST_VALUE_SCHEMA)
    known, calendar = certain_rows(tables, quarantine), settings.horizon()
    starts = options.join(stop_modes, on=["project_id", "mode_id"], how="anti").select(OPTION_KEY)
    costs = lines_at_starts(starts, decision_costs(known, settings), calendar).filter(pl.col("period_index") >= 0)
    nothing = costs.clear().with_columns(probability_bp=pl.lit(None, pl.Int64), success_bp=pl.lit(None, pl.Int64))
    keys = (*OPTION_KEY, "cost_class", "fiscal_year")
    in_value = valued_lines(costs, nothing, known, settings).select(
        *OPTION_KEY,
        "cost_class",
        fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")),
        present_minor=-pl.col("present_minor") * weights.get("value", 0),
    )
    spent = spend_of_options(costs, known, settings).filter(pl.col("fiscal_year").is_in(calendar.fiscal_years()))
    by_class = pl.col("amount_minor") * pl.col("cost_class").replace_strict(at_price, default=0, return_dtype=pl.Int64)
    in_spend = spent.select(*keys, present_minor=by_class) if any(at_price.values()) else in_value.clear()
    return (
        pl.concat([in_value, in_spend], how="vertical_relaxed")
        .group_by(keys)
        .agg(present_minor=pl.col("present_minor").sum())
        .filter(pl.col("present_minor") != 0)
        .sort(keys)
        .select(pl.col(name).cast(dtype) for name, dtype in COST_VALUE_SCHEMA.items())
    )
