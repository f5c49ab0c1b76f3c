"""Great Expectations is imported only when rules are evaluated, and judges each table by itself."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import polars as pl

from data_quality.rule_model.objections import NO_OBJECTIONS
from data_quality.rule_model.rule import Rule


def test_importing_the_gate_does_not_import_great_expectations():
    """The import takes seconds and 260 MB, so it happens only when rules are run. The definitions that Dagster loads do
    not import it either.
    """
    code = "import sys, data_quality.gate.runner, data_quality.gate.judging, pipelines.definitions; print('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_tables_judged_one_after_another_have_nothing_of_each_other():
    """The engine is used again, so the rows, the answers and the names of fallbacks of a table must be gone when the next one comes."""
    from data_quality.expectations import evaluation

    negative = Rule("negative", "funds", "block", "o", "r", "f", _find_nothing,
                    expectation="expect_column_values_to_be_between", arguments={"column": "a", "max_value": -1})  # fmt: skip
    increasing = replace(
        negative, id="increasing", expectation="expect_column_values_to_be_increasing", arguments={"column": "a"}
    )
    first, second = pl.LazyFrame({"a": [1, 2]}), pl.LazyFrame({"a": [-1, 5, -2]})
    answers, left_to_pandas = evaluation.evaluate((negative, increasing), first)
    assert answers == {"negative": (False, 2), "increasing": (True, 0)}
    assert left_to_pandas
    assert evaluation.evaluate((negative,), second) == ({"negative": (False, 1)}, set())
    assert evaluation.evaluate((negative,), first) == ({"negative": (False, 2)}, set())
    engine = evaluation._frame_asset().datasource.get_execution_engine()
    assert not engine.batch_manager.batch_data_cache
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(evaluation.evaluate, (negative,), second).result() == ({"negative": (False, 1)}, set())
        assert pool.submit(evaluation._frame_asset).result() is not evaluation._frame_asset()


def _find_nothing(_: object) -> pl.DataFrame:
    return NO_OBJECTIONS
