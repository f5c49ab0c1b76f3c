"""The lineage of metric columns is true.

When one core column changes, the metric columns that change are those that name it as an origin.
"""

from datetime import date

import dagster as dg
import polars as pl
import pytest

from assets.metrics import lineage
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import documented_columns
from cutline.measures.topics import alignment, condition, money, progress, risk, spread
from cutline.settings.all_settings import Settings
from pipelines.definitions import build_definitions

IN_WORDS = ("because", "unknown_because", "differs", "reported_is", "computed_rag")  # they speak of every measure beside them
DAY = date(2027, 3, 1)
MOVED = [
    ("cost_lines", "amount_minor"), ("benefits", "amount_minor"), ("benefits", "probability_bp"), ("modes", "success_probability_bp"), ("evm", "planned_minor"),
    ("evm", "earned_minor"), ("evm", "actual_minor"), ("evm", "budget_at_completion_minor"), ("risks", "probability_bp"), ("risks", "impact_likely_minor"),
    ("risks", "residual_probability_bp"), ("scores", "raw_milli"), ("criteria", "weight_bp"), ("actuals", "amount_minor"), ("milestones", "baseline_date"),
]  # fmt: skip


@pytest.fixture(scope="module")
def night(sample_night) -> tuple[dict[str, pl.DataFrame], Settings, dict[str, pl.DataFrame]]:
    """The core tables of a sample portfolio, its settings, and the metric tables computed from them."""
    tables, settings = {table: sample_night.frame(f"core_{table}") for table in EXPORTED}, sample_night.settings()
    settings = settings.model_copy(update={"uncertainty": settings.uncertainty.model_copy(update={"draws_log2": 8})})
    return tables, settings, measured(tables, settings)


def measured(tables: dict[str, pl.DataFrame], settings: Settings) -> dict[str, pl.DataFrame]:
    """Every metric table that needs no plan."""
    remembered = pl.DataFrame(schema=risk.RISK_MEMORY)
    found = {
        **money.money_metrics(tables, settings), **progress.progress_metrics(tables, settings), **alignment.alignment_metrics(tables, settings),
        **risk.risk_metrics(tables, remembered, settings, DAY), **spread.spread_metrics(tables, settings),
    }  # fmt: skip
    return found | condition.condition_metrics(tables, found, settings, DAY)


def moved(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The frame with changed values in one column: divided amounts, or earlier dates. The contract of the table allows them."""
    if frame.schema[column] == pl.Date:
        return frame.with_columns(pl.col(column).dt.offset_by("-40d"))
    uneven = pl.int_range(pl.len()) % 3 + 2  # so that shares and ratios move as well
    return frame.with_columns(pl.col(column) // uneven)


@pytest.mark.parametrize(
    ("table", "column"), [pytest.param(*each, marks=pytest.mark.long if i % 2 else ()) for i, each in enumerate(MOVED)]
)
def test_what_moves_says_so(night, table, column):
    """Every column that changes with a core column names it as an origin, and at least one column changes."""
    tables, settings, before = night
    after = measured({**tables, table: moved(tables[table], column)}, settings)
    changed, silent = 0, []
    for name, frame in before.items():
        for each, measure in documented_columns(CATALOGUE[name].functions).items():
            if each in frame.columns and not frame[each].equals(after[name][each], null_equal=True):
                changed += 1
                if measure.inputs and each not in IN_WORDS and (table, column) not in measure.inputs:
                    silent.append(f"{name}.{each}")
    assert silent == []
    assert changed


def test_every_metric_asset_shows_meaning_and_lineage(starter):
    """The graph shows them before any run. Every origin is an existing asset and column."""
    graph = build_definitions(starter).resolve_asset_graph()
    for name in CATALOGUE:
        node = graph.get(dg.AssetKey(f"metrics_{name}"))
        assert node.metadata["meanings"], name
        deps = lineage(name).deps_by_column
        assert deps
        for column, origins in deps.items():
            for origin in origins:
                assert graph.has(origin.asset_key), (name, column)
                core = origin.asset_key.to_user_string().removeprefix("core_")
                assert core not in TABLES or origin.column_name in TABLES[core].schema


def test_a_materialised_metric_carries_its_lineage(starter_run):
    """The event of the run has the column schema with meanings, and the lineage, which Dagster's page draws."""
    [event] = starter_run[1].asset_materializations_for_node("measure_side_by_side")[:1]
    metadata = event.metadata
    assert metadata["dagster/column_lineage"].value.deps_by_column["npv_minor"]
    described = {column.name: column.description for column in metadata["dagster/column_schema"].value.columns}
    assert "net present value" in described["npv_minor"]
