"""What each option adds to every measure that an objective names (`cutline.settings.planning.objectives.MEASURES`)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.records import Tables
from cutline.metrics.risk.exposure import risk_exposure
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency


@dataclass(frozen=True)
class OptionInputs:
    """What the measures are computed from.

    options: OPTION_KEY, finish_index and is_stop. of_value, of_score: OPTION_KEY and the value of each option as one objective.
    spend, demand, approved: the frames of `Choices`.
    """

    options: pl.DataFrame
    of_value: Callable[[], pl.DataFrame]
    of_score: Callable[[], pl.DataFrame]
    spend: pl.DataFrame
    demand: pl.DataFrame
    approved: pl.DataFrame


def option_measures(wanted: Iterable[str], inputs: OptionInputs, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`inputs.options` with a column for each measure in `wanted`. An option that stops a project adds only its value and its spend."""
    found = inputs.options
    for measure in wanted:
        amounts = _OF[measure](inputs, tables, settings).select(*OPTION_KEY, pl.col("amount").cast(pl.Int64).alias(measure))
        known = found.join(amounts, on=OPTION_KEY, how="left", maintain_order="left")
        found = known.with_columns(pl.col(measure).fill_null(0))  # no line means that the option adds nothing
    return found


def unknown_exposure(tables: Tables, quarantine: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """project_id of the projects with an open risk that is not assessed, and of those with a risk in quarantine."""
    risks = in_portfolio_currency("risks", tables, settings).lazy()
    unassessed = risk_exposure(risks).filter(pl.col("unassessed_risks") > 0).select("project_id").collect()
    bad = quarantine.filter((pl.col("table") == "risks") & pl.col("project_id").is_not_null()).select("project_id")
    return pl.concat([unassessed, bad]).unique().sort("project_id")


def changes_base(approved: pl.DataFrame) -> int:
    """The change of a plan without any project: each approved project is dropped."""
    return 2 * int(approved["project_id"].n_unique())


def _spend(inputs: OptionInputs, settings: Settings, *classes: str) -> pl.DataFrame:
    inside = inputs.spend.filter(pl.col("fiscal_year").is_in(settings.horizon().fiscal_years()))
    counted = inside.filter(pl.col("cost_class").is_in(classes)) if classes else inside
    return counted.group_by(OPTION_KEY).agg(amount=pl.col("amount_minor").sum())


def _running(inputs: OptionInputs) -> pl.DataFrame:
    return inputs.options.filter(~pl.col("is_stop"))


def _exposure(inputs: OptionInputs, tables: Tables, settings: Settings, column: str) -> pl.DataFrame:
    risks = in_portfolio_currency("risks", tables, settings).lazy()
    known = risk_exposure(risks).select("project_id", amount=column).collect()
    return _running(inputs).join(known, on="project_id", how="inner")


def _changes(inputs: OptionInputs) -> pl.DataFrame:
    approved = inputs.approved.unique("project_id", keep="last").rename(
        {"mode_id": "approved_mode", "start_index": "approved_start"}
    )
    is_same = (pl.col("mode_id") == pl.col("approved_mode")) & (pl.col("start_index") == pl.col("approved_start"))
    beside = _running(inputs).join(approved, on="project_id", how="left")
    change = pl.when(pl.col("approved_mode").is_null()).then(2).when(is_same.fill_null(value=False)).then(-2).otherwise(-1)
    return beside.with_columns(amount=change)


_OF: dict[str, Callable[[OptionInputs, Tables, Settings], pl.DataFrame]] = {
    "value": lambda inputs, _, __: inputs.of_value().rename({"value": "amount"}),
    "score": lambda inputs, _, __: inputs.of_score().rename({"value": "amount"}),
    "spend": lambda inputs, _, settings: _spend(inputs, settings),
    "capex": lambda inputs, _, settings: _spend(inputs, settings, "capex"),
    "opex": lambda inputs, _, settings: _spend(inputs, settings, "opex"),
    "people": lambda inputs, _, __: inputs.demand.group_by(OPTION_KEY).agg(amount=pl.col("milli_fte").sum()),
    "projects": lambda inputs, _, __: _running(inputs).with_columns(amount=pl.lit(1)),
    "exposure": lambda inputs, tables, settings: _exposure(inputs, tables, settings, "exposure_minor"),
    "residual_exposure": lambda inputs, tables, settings: _exposure(inputs, tables, settings, "residual_exposure_minor"),
    "changes": lambda inputs, _, __: _changes(inputs),
}
