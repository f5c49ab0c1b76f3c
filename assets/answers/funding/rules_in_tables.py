"""The rules that stand in the tables and not in the optimiser's input: decisions that keep a project out, and reserves for stage gates.

Each comes with the frames without it, so that it has a price as other rules have.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.costing.cost_to_date import ACTUAL
from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.building import build_choices
from cutline.choices.options.option_lines import costs_of_options
from cutline.contracts.choice_frames import CHOICE_FRAMES, OPTION_KEY
from cutline.ledger.stage_gates import next_gates
from cutline.settings.all_settings import Settings
from cutline.valuation.price_basis import in_prices
from optimizer.explain.funding.rule_prices import Lifted

Frames = Mapping[str, pl.DataFrame]
KEPT_OUT = ("force_out", "reject", "defer")


def rules_in_tables(
    tables: dict[str, pl.DataFrame], quarantine: pl.DataFrame, frames: Frames, settings: Settings
) -> Iterator[Lifted]:
    """Every decision that keeps a project out, and the reserve for stage gates if money is reserved for any option."""
    for row in tables["decisions"].filter(pl.col("decision").is_in(KEPT_OUT)).sort("project_id").iter_rows(named=True):
        project, decision = row["project_id"], row["decision"]
        others = tables["decisions"].filter(pl.col("project_id") != project)
        lifted = build_choices({**tables, "decisions": others}, quarantine, settings).frames()
        label = f"{project} is kept out by a decision ({decision}: {row['reason'] or 'no reason given'})"
        yield Lifted(decision, project, label, row["decided_by"] or "unknown", chosen_columns(lifted))
    released = _released(certain_rows(tables, quarantine), frames, settings)
    if released is not None:
        label = "money is reserved for what selected projects spend after their next stage gate"
        yield Lifted("reserve", "stage gates", label, "finance", {**frames, "spend": released})


def chosen_columns(frames: Frames) -> dict[str, pl.DataFrame]:
    """The frames with the columns that the optimiser reads."""
    return {name: frames[name].select(list(schema)) for name, schema in CHOICE_FRAMES.items()}


def _released(tables: dict[str, pl.DataFrame], frames: Frames, settings: Settings) -> pl.DataFrame | None:
    """The spend of each option up to the next gate of its project; None if no option has money after a gate."""
    running = frames["options"].join(frames["stop_modes"], on=["project_id", "mode_id"], how="anti")
    starts = running.select("project_id", "start_index").unique()
    gates = [
        next_gates(running.filter(pl.col("start_index") == start).unique("project_id", keep="first"), tables, settings)
        .filter("is_reserving")
        .select("project_id", last="period_index", start_index=pl.lit(start, dtype=pl.Int64))
        for start in starts["start_index"].unique().sort()
    ]
    if not gates or all(each.is_empty() for each in gates):
        return None
    calendar = settings.horizon()
    costs = costs_of_options(
        running.select(OPTION_KEY), running.select(OPTION_KEY).clear(), decision_costs(tables, settings), tables, settings
    )
    later = (
        in_prices(costs, settings.finance.budget_prices, tables, settings)
        .join(pl.concat(gates), on=["project_id", "start_index"])
        .filter((pl.col("kind") != ACTUAL).fill_null(value=True))
        .filter(pl.col("last").is_null() | (pl.col("period_index") > pl.col("last")))
        .with_columns(fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")))
        .group_by(*OPTION_KEY, "cost_class", "fiscal_year")
        .agg(reserved=pl.col("amount_minor").sum())
        .filter(pl.col("reserved") > 0)
    )
    if later.is_empty():
        return None
    free = (pl.col("amount_minor") - pl.col("reserved").fill_null(0)).clip(lower_bound=0)
    spend = frames["spend"].join(later, on=[*OPTION_KEY, "cost_class", "fiscal_year"], how="left", maintain_order="left")
    return spend.with_columns(amount_minor=free).filter(pl.col("amount_minor") > 0).drop("reserved")
