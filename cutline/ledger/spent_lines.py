"""Lists what the chosen options spend, line by line, in the prices of the budgets.

The spend of the plan was summed from these lines.
"""

from collections.abc import Mapping

import polars as pl

from cutline.choices.costing.cost_to_date import ACTUAL
from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.option_lines import costs_of_options
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.modes import stopping_modes
from cutline.settings.all_settings import Settings
from cutline.valuation.price_basis import in_prices


def spent_lines(chosen: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """project_id, cost_class, period_index, amount_minor, is_spent of every line that the options of `chosen` spend in the
    fiscal years of the horizon.

    chosen: project_id, mode_id, start_index. is_spent: whether the line is the actual cost of a period, and not a plan.
    """
    calendar = settings.horizon()
    options, stopping = chosen.select(OPTION_KEY), stopping_modes(tables["modes"])
    starts, stops = (options.join(stopping, on=["project_id", "mode_id"], how=how) for how in ("anti", "semi"))
    lines = costs_of_options(starts, stops, decision_costs(tables, settings), tables, settings)
    priced = in_prices(lines, settings.finance.budget_prices, tables, settings)
    inside = calendar.fiscal_year_expr(pl.col("period_index")).is_in(calendar.fiscal_years())
    is_spent = (pl.col("kind") == ACTUAL).fill_null(value=False)
    return priced.filter(inside).select("project_id", "cost_class", "period_index", "amount_minor", is_spent=is_spent)
