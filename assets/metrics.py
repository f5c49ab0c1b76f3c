"""The group `metrics`: the metric tables of the catalogue, with the meaning and the origin of each column.

The catalogue is `cutline.measures.catalogue`.

One step makes the tables of one topic. The figures themselves are computed in `cutline/measures` and `cutline/metrics`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import dagster as dg
import polars as pl

from assets.inputs import PORTFOLIO_OFFICE, asset_names, own_names, without_prefix
from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.ledger.frames import bought_frame, chosen_frame
from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import KEY_COLUMNS, documentation_of, documented_columns
from cutline.measures.metric_table import MetricTable
from cutline.measures.set_aside import set_aside
from cutline.measures.topics import alignment, condition, gathered, money, people, progress, risk, spread, themes, trend
from cutline.settings.all_settings import Settings
from data_quality.rule_model.night import day_of_night
from optimizer.plan import Plan

RISKS, EDITIONS = "risks_before", "editions"


def lineage(name: str) -> dg.TableColumnLineage:
    """The origin of each column of the metric table `name`: columns of core tables, or of the metric tables that it
    gathers.
    """
    gathered = {
        measure.name: table
        for table in CATALOGUE[name].gathers
        for each in CATALOGUE[table].functions
        for measure in documentation_of(each).columns
    }
    documented_measures = {
        measure.name: measure
        for each in CATALOGUE[name].functions
        for measure in documentation_of(each).columns
        if measure.inputs
    }
    return dg.TableColumnLineage({
        column: [dg.TableColumnDep(dg.AssetKey(f"metrics_{gathered[column]}"), column)] if column in gathered and column != "project_id"
        else [dg.TableColumnDep(dg.AssetKey(f"core_{table}"), source) for table, source in measure.inputs]
        for column, measure in {**documented_measures, "project_id": KEY_COLUMNS["project_id"]}.items()
    })  # fmt: skip


def _outs(tables: Sequence[MetricTable]) -> dict[str, dg.AssetOut]:
    return {
        f"metrics_{table.name}": dg.AssetOut(
            group_name="metrics",
            kinds={"polars"},
            owners=PORTFOLIO_OFFICE,
            description=table.description or documentation_of(table.functions[0]).summary,
            metadata={
                "dagster/column_lineage": lineage(table.name),
                "meanings": {column: measure.meaning for column, measure in documented_columns(table.functions).items()},
            },
        )
        for table in tables
    }


def _outputs(frames: Mapping[str, pl.DataFrame]) -> Iterator[dg.Output[pl.DataFrame]]:
    yield from (dg.Output(frame, f"metrics_{name}") for name, frame in frames.items())


@dg.multi_asset(
    name="measure_money",
    deps=["gate"],
    ins=own_names("core", money.MONEY_TABLES),
    outs=_outs(money.METRIC_TABLES),
)
def measure_money(
    portfolio: Portfolio, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **tables: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes what projects are worth."""
    yield from _outputs(money.money_metrics(tables, portfolio.settings(), set_aside(quarantine, emptied_cells, tables)))


@dg.multi_asset(
    name="measure_progress",
    deps=["gate"],
    ins=own_names("core", progress.PROGRESS_TABLES),
    outs=_outs(progress.METRIC_TABLES),
)
def measure_progress(
    portfolio: Portfolio, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **tables: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes earned value and earned schedule."""
    yield from _outputs(progress.progress_metrics(tables, portfolio.settings(), set_aside(quarantine, emptied_cells, tables)))


@dg.multi_asset(
    name="measure_alignment", deps=["gate"], ins=own_names("core", alignment.ALIGNMENT_TABLES),
    outs=_outs(alignment.METRIC_TABLES),
)  # fmt: skip
def measure_alignment(
    portfolio: Portfolio, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **tables: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes how projects serve the objectives of the portfolio."""
    yield from _outputs(alignment.alignment_metrics(tables, portfolio.settings(), set_aside(quarantine, emptied_cells, tables)))


def _day(portfolio: Portfolio, clock: Clock, deliveries: pl.DataFrame) -> tuple[Settings, date]:
    settings = portfolio.settings()
    return settings, day_of_night(settings, deliveries, portfolio.day(clock.now()))


@dg.multi_asset(
    name="measure_risk", deps=["gate"], ins=own_names("core", risk.RISK_TABLES),
    outs=_outs(risk.METRIC_TABLES),
)  # fmt: skip
def measure_risk(
    portfolio: Portfolio,
    clock: Clock,
    deliveries: pl.DataFrame,
    quarantine: pl.DataFrame,
    emptied_cells: pl.DataFrame,
    **tables: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes the risk exposure, and the causes of its change since the night before."""
    settings, day = _day(portfolio, clock, deliveries)
    before = portfolio.remembered.kept_frame(RISKS, risk.RISK_MEMORY, "the risks of the night before")
    yield from _outputs(risk.risk_metrics(tables, before, settings, day, set_aside(quarantine, emptied_cells, tables)))


@dg.multi_asset(
    name="measure_spread", deps=["gate"], ins=own_names("core", spread.SPREAD_TABLES), outs=_outs(spread.METRIC_TABLES)
)
def measure_spread(
    portfolio: Portfolio, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **tables: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes how far cost and value may be from their estimates."""
    yield from _outputs(spread.spread_metrics(tables, portfolio.settings(), set_aside(quarantine, emptied_cells, tables)))


@dg.multi_asset(
    name="measure_condition", deps=["gate"], ins=own_names("core", condition.CONDITION_TABLES) | own_names("metrics", condition.CONDITION_METRICS),
    outs=_outs(condition.METRIC_TABLES),
)  # fmt: skip
def measure_condition(
    portfolio: Portfolio,
    clock: Clock,
    deliveries: pl.DataFrame,
    quarantine: pl.DataFrame,
    emptied_cells: pl.DataFrame,
    **frames: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes health by the declared rules, rates of delivery, and how accurate estimates were."""
    settings, day = _day(portfolio, clock, deliveries)
    yield from _outputs(condition.condition_metrics(frames, frames, settings, day, set_aside(quarantine, emptied_cells, frames)))


@dg.multi_asset(
    name="measure_side_by_side", deps=["gate"], outs=_outs(gathered.METRIC_TABLES),
    ins=own_names("core", ("projects",)) | asset_names("core", gathered.TABLES_BEHIND) | asset_names("metrics", CATALOGUE["projects"].gathers),
)  # fmt: skip
def measure_side_by_side(
    projects: pl.DataFrame, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Puts every measure of a project into one row, and adds the rows up to totals that tie."""
    tables = without_prefix("core", frames)
    aside = set_aside(quarantine, emptied_cells, tables)
    yield from _outputs(gathered.gathered_metrics(projects, without_prefix("metrics", frames), aside))


PROBLEM = asset_names("problem", CHOICE_NAMES)


@dg.multi_asset(
    name="measure_people", deps=["gate", "verified"], ins=own_names("core", people.PEOPLE_TABLES) | PROBLEM,
    outs=_outs(people.METRIC_TABLES),
)  # fmt: skip
def measure_people(
    portfolio: Portfolio, plan: Plan, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes how busy people are before and after the plan."""
    aside = set_aside(quarantine, emptied_cells, {name: frames[name] for name in people.PEOPLE_TABLES})
    choices, chosen = without_prefix("problem", frames), chosen_frame(plan.chosen)
    bought = bought_frame(plan.bought)
    yield from _outputs(people.people_metrics(frames, choices, chosen, portfolio.settings(), aside, bought))


@dg.multi_asset(
    name="measure_plan_spread",
    deps=["gate", "verified"],
    ins=own_names("core", spread.SPREAD_TABLES),
    outs=_outs(spread.PLAN_METRIC_TABLES),
)
def measure_plan_spread(
    portfolio: Portfolio, plan: Plan, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **tables: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes how far cost and value of the plan may be from their estimates."""
    aside = set_aside(quarantine, emptied_cells, tables)
    yield from _outputs(spread.plan_spread_metrics(tables, chosen_frame(plan.chosen), portfolio.settings(), aside))


@dg.multi_asset(
    name="measure_plan_progress",
    deps=["gate", "verified"],
    ins=own_names("core", progress.PLAN_PROGRESS_TABLES) | PROBLEM,
    outs=_outs(progress.PLAN_METRIC_TABLES),
)
def measure_plan_progress(
    portfolio: Portfolio, plan: Plan, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Compares what projects in flight still cost with what the plan gives them."""
    aside = set_aside(quarantine, emptied_cells, {name: frames[name] for name in progress.PLAN_PROGRESS_TABLES})
    choices, chosen = without_prefix("problem", frames), chosen_frame(plan.chosen)
    yield from _outputs(progress.plan_progress_metrics(frames, choices, chosen, portfolio.settings(), aside))


@dg.multi_asset(
    name="measure_themes",
    deps=["gate", "verified"],
    ins=own_names("core", themes.THEME_TABLES) | PROBLEM,
    outs=_outs(themes.METRIC_TABLES),
)
def measure_themes(
    plan: Plan, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes spend and value of each theme."""
    aside = set_aside(quarantine, emptied_cells, {name: frames[name] for name in themes.THEME_TABLES})
    yield from _outputs(themes.theme_metrics(frames, without_prefix("problem", frames), chosen_frame(plan.chosen), aside))


@dg.multi_asset(name="measure_trend", deps=["gate"], ins=own_names("core", trend.TREND_TABLES), outs=_outs(trend.METRIC_TABLES))
def measure_trend(
    portfolio: Portfolio,
    clock: Clock,
    deliveries: pl.DataFrame,
    quarantine: pl.DataFrame,
    emptied_cells: pl.DataFrame,
    **tables: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Computes how ratings, cost and finish dates change over the nights."""
    settings, day = _day(portfolio, clock, deliveries)
    history = portfolio.remembered.kept_frame(EDITIONS, trend.EDITION_MEMORY, "the ratings of past nights")
    yield from _outputs(trend.trend_metrics(tables, history, settings, day, set_aside(quarantine, emptied_cells, tables)))


REMEMBERED_MEASURES = {
    "remembered_risks": "Tonight's risks and those of the night before, for comparison in later nights once this night is published.",
    "remembered_editions": "Ratings, costs and dates of all nights, for comparison in later nights once this night is published.",
}


@dg.multi_asset(
    deps=["gate"], ins=own_names("core", ("projects", "milestones", "rates", "risks")),
    outs={
        name: dg.AssetOut(group_name="metrics", kinds={"polars"}, owners=PORTFOLIO_OFFICE, description=meaning)
        for name, meaning in REMEMBERED_MEASURES.items()
    },
)  # fmt: skip
def remembered_measures(
    portfolio: Portfolio,
    clock: Clock,
    deliveries: pl.DataFrame,
    quarantine: pl.DataFrame,
    emptied_cells: pl.DataFrame,
    **tables: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Gathers what later nights compare their measures with."""
    (settings, day), aside = _day(portfolio, clock, deliveries), set_aside(quarantine, emptied_cells, tables)
    before = portfolio.remembered.kept_frame(RISKS, risk.RISK_MEMORY, "the risks of the night before")
    yield dg.Output(risk.risks_to_remember(tables, before, settings, day, aside), "remembered_risks")
    history = portfolio.remembered.kept_frame(EDITIONS, trend.EDITION_MEMORY, "the ratings of past nights")
    yield dg.Output(trend.with_edition(tables, history, settings, day, aside), "remembered_editions")


ASSETS = [
    measure_money, measure_progress, measure_alignment, measure_risk, measure_spread, measure_condition, measure_side_by_side, measure_people,
    measure_plan_spread, measure_plan_progress, measure_themes, measure_trend, remembered_measures,
]  # fmt: skip
