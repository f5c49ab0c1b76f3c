"""The docstrings of the metrics are complete, and their examples run."""

import doctest
import importlib
import pkgutil
from datetime import date

import polars as pl
import pytest

import cutline.metrics
from cutline.contracts.tables.all_tables import TABLES
from cutline.measures.catalogue import CATALOGUE
from cutline.measures.dictionary import documentation_of

MODULES = [each.name for each in pkgutil.walk_packages(cutline.metrics.__path__, "cutline.metrics.") if not each.ispkg]
DOCUMENTING = {function.__module__ for table in CATALOGUE.values() for function in table.functions}


@pytest.mark.parametrize(
    "name", [*MODULES, "cutline.valuation.discounting", "cutline.valuation.money", "cutline.valuation.rounding"]
)
def test_every_worked_example_comes_out(name):
    """Every example in a docstring gives the result that it shows."""
    failed, tried = doctest.testmod(importlib.import_module(name), extraglobs={"date": date, "pl": pl})
    assert failed == 0
    assert tried or name not in DOCUMENTING


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_metric_has_formula_source_edges_and_example(name):
    """Every column has a meaning, and its origins are columns of canonical tables."""
    for function in CATALOGUE[name].functions:
        told = documentation_of(function)
        assert told.summary
        assert told.example
        for measure in told.columns:
            assert measure.meaning
            for table, column in measure.inputs:
                assert column in TABLES[table].schema, (measure.name, table, column)


def test_a_docstring_that_leaves_something_out_is_refused():
    """The error names the parts that are missing."""

    def bare() -> None:
        """One sentence.

        Source: somebody.
        """

    with pytest.raises(ValueError, match="lacks Edges, an example"):
        documentation_of(bare)
