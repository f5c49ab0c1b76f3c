"""The metrics as their docstrings tell them: complete, running, and true of the tables that are made."""

import doctest
import importlib
import pkgutil
from datetime import date

import polars as pl
import pytest

import cutline.metrics
from cutline.contracts.tables.all_tables import TABLES
from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import documentation_of, documented_columns

MODULES = [each.name for each in pkgutil.walk_packages(cutline.metrics.__path__, "cutline.metrics.") if not each.ispkg]
DOCUMENTING = {function.__module__ for table in CATALOGUE.values() for function in table.functions}


@pytest.mark.parametrize("name", [*MODULES, "cutline.valuation.discounting", "cutline.valuation.money"])
def test_every_worked_example_comes_out(name):
    """Docstrings are run, not believed."""
    failed, tried = doctest.testmod(importlib.import_module(name), extraglobs={"date": date, "pl": pl})
    assert failed == 0
    assert tried or name not in DOCUMENTING


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_metric_has_formula_source_edges_and_example(name):
    """And every column names canonical columns that are there."""
    for function in CATALOGUE[name].functions:
        told = documentation_of(function)
        assert told.summary
        assert told.example
        for measure in told.columns:
            assert measure.meaning
            for table, column in measure.inputs:
                assert column in TABLES[table].schema, (measure.name, table, column)


def test_a_docstring_that_leaves_something_out_is_refused():
    """What is missing is named."""

    def bare() -> None:
        """One sentence.

        Source: somebody.
        """

    with pytest.raises(ValueError, match="lacks Edges, an example"):
        documentation_of(bare)


@pytest.fixture(scope="module")
def published_tables(tmp_path_factory) -> dict[str, pl.DataFrame]:
    """Every metric table of a night on a sample portfolio."""
    from cutline.samples.sample_folder import write_sample
    from pipelines.night import run_job

    folder = tmp_path_factory.mktemp("metrics") / "sample"
    write_sample(folder, 20, 3)
    night = run_job("nightly", folder)
    return {name: night.frame(f"metrics_{name}") for name in CATALOGUE}


def test_every_column_that_is_made_is_documented_and_every_one_documented_is_made(published_tables):
    """The page, Dagster and the tables say the same; a table of a night is never empty of columns."""
    for name, frame in published_tables.items():
        meanings = documented_columns(CATALOGUE[name].functions)
        assert frame.columns, name
        assert [column for column in frame.columns if column not in meanings] == [], name
        first = {measure.name for measure in documentation_of(CATALOGUE[name].functions[0]).columns}
        one_of = {"theme", "category", "project_id", "skill", "unit", "role_id"}  # what `by` may name
        assert first - set(frame.columns) - one_of == set(), name


def test_the_sample_gives_every_table_a_row_but_those_that_need_a_second_night(published_tables):
    """A table nobody has ever seen filled is a table nobody has checked."""
    without = {name for name, frame in published_tables.items() if frame.is_empty()}
    assert without <= {
        "risk_change",
        "risk_changes",
        "social_value",
        "shared_benefits",
        "consistency",
        "overdue_reviews",
        "unaligned",
    }
