"""By how much the costs of each option lower its value, by cost class and fiscal year: what a lower cost would add to the value."""

import polars as pl

from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.option_lines import lines_at_starts
from cutline.choices.options.option_values import valued_lines
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings

COST_VALUE_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "cost_class": pl.String(), "fiscal_year": pl.Int64(),
    "present_minor": pl.Int64(),
}  # fmt: skip


def cost_values(
    options: pl.DataFrame, stop_modes: pl.DataFrame, tables: Tables, quarantine: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    """The present value of the costs of every option that runs its project (COST_VALUE_SCHEMA), positive for a cost.

    options, stop_modes: the choice frames. The frame is empty if the objective is a score, because money does not count in a score.
    """
    if settings.planning.objective == "score":
        return pl.DataFrame(schema=COST_VALUE_SCHEMA)
    known, calendar = certain_rows(tables, quarantine), settings.horizon()
    starts = options.join(stop_modes, on=["project_id", "mode_id"], how="anti").select(OPTION_KEY)
    costs = lines_at_starts(starts, decision_costs(known, settings), calendar).filter(pl.col("period_index") >= 0)
    nothing = costs.clear().with_columns(probability_bp=pl.lit(None, pl.Int64), success_bp=pl.lit(None, pl.Int64))
    keys = (*OPTION_KEY, "cost_class", "fiscal_year")
    return (
        valued_lines(costs, nothing, known, settings)
        .with_columns(fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")))
        .group_by(keys)
        .agg(present_minor=-pl.col("present_minor").sum())
        .filter(pl.col("present_minor") != 0)
        .sort(keys)
        .select(pl.col(name).cast(dtype) for name, dtype in COST_VALUE_SCHEMA.items())
    )
