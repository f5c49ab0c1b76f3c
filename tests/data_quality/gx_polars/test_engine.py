"""The engine in Great Expectations' own machinery: validation definition, checkpoint, save and reload; what falls back, and that it says so."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.data_quality.gx_polars.engines import fallbacks, ours, raised
from tests.data_quality.gx_polars.test_contract import CASES

C = "expect_column_"
DATA = pl.DataFrame({"a": [1, 2, 2, None], "b": ["x", "y", "z", "x"], "when": [0, 0, 1, 1]})
SAVED = """
import os, sys, json
os.environ["GX_ANALYTICS_ENABLED"] = "false"
import polars as pl, great_expectations as gx, great_expectations.expectations as gxe
from data_quality.gx_polars import attach, hold, register
register()
context = gx.get_context(mode="file", project_root_dir=sys.argv[2])
frame = pl.LazyFrame({"a": [1, 2, 2, None]})
if sys.argv[1] == "save":
    asset = attach(context).add_frame_asset("lines")
    suite = context.suites.add(gx.ExpectationSuite(name="s", expectations=[gxe.ExpectColumnValuesToBeUnique(column="a"), gxe.ExpectColumnMaxToBeBetween(column="a", max_value=2)]))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="v", data=asset.add_batch_definition_whole_frame("whole"), suite=suite))
    context.checkpoints.add(gx.Checkpoint(name="c", validation_definitions=[definition]))
result = context.checkpoints.get("c").run(batch_parameters={"frame": hold(frame, "nightly")})
[one] = result.run_results.values()
print(json.dumps({"success": result.success, "of": {each.expectation_config.type: each.success for each in one.results},
                  "asset": type(context.data_sources.get("polars").get_asset("lines")).__name__}))
"""


def test_a_checkpoint_is_saved_and_reloaded_in_another_process(tmp_path):
    """Datasource, asset, suite, validation definition and checkpoint come back from their files and run on a frame held there."""
    answers = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", SAVED, mode, str(tmp_path)],
                capture_output=True,
                text=True,
                check=True,
                cwd=Path(__file__).parents[3],
            ).stdout.splitlines()[-1]
        )
        for mode in ("save", "load")
    ]
    assert answers[0] == answers[1]
    assert answers[0]["of"] == {C + "values_to_be_unique": False, C + "max_to_be_between": True}
    assert answers[0]["asset"] == "FrameAsset"


def test_what_is_not_native_falls_back_and_says_so():
    """A metric without a provider here, and a native one with a pattern that Polars has not: answered by pandas, and named."""
    fallbacks()
    increasing = ours(C + "values_to_be_increasing", {"column": "a"}, DATA.drop_nulls())
    assert (raised(increasing), increasing.success) == (False, True)
    assert "column_values.increasing.unexpected_count" in fallbacks()
    ahead = ours(C + "values_to_match_regex", {"column": "b", "regex": "^(?!x)"}, DATA)
    assert ahead.result["unexpected_count"] == 2
    assert fallbacks() == {"column_values.match_regex.unexpected_count", "column_values.match_regex.unexpected_values"}


NATIVE_EXAMPLES: dict[str, dict] = {
    C + "values_to_be_in_set": {"value_set": [1, 2]},
    C + "values_to_not_be_in_set": {"value_set": [9]},
    C + "values_to_be_between": {"min_value": 0},
    C + "values_to_match_regex": {"column": "b", "regex": "x"},
    C + "values_to_not_match_regex": {"column": "b", "regex": "x"},
    C + "values_to_match_regex_list": {"column": "b", "regex_list": ["x"]},
    C + "values_to_not_match_regex_list": {"column": "b", "regex_list": ["x"]},
    C + "value_lengths_to_be_between": {"column": "b", "min_value": 1},
    C + "value_lengths_to_equal": {"column": "b", "value": 1},
    C + "values_to_be_of_type": {"type_": "int"},
    C + "values_to_be_in_type_list": {"type_list": ["int"]},
    C + "quantile_values_to_be_between": {"quantile_ranges": {"quantiles": [0.5], "value_ranges": [[0, 2]]}},
    C + "distinct_values_to_be_in_set": {"value_set": [1]},
    C + "distinct_values_to_contain_set": {"value_set": [1]},
    C + "distinct_values_to_equal_set": {"value_set": [1]},
    C + "pair_values_to_be_in_set": {"value_pairs_set": [(1, 1)]},
    "expect_multicolumn_sum_to_equal": {"sum_total": 2},
    "expect_table_columns_to_match_set": {"column_set": ["a"]},
    "expect_table_columns_to_match_ordered_list": {"column_list": ["a"]},
    "expect_table_row_count_to_equal": {"value": 4},
    "expect_table_column_count_to_equal": {"value": 3},
}


@pytest.mark.parametrize("kind", CASES)
def test_every_expectation_of_the_contract_is_native(kind):
    """No pandas frame is made for any of them: an agreement with oneself would prove nothing."""
    pair = {"column_A": "a", "column_B": "when"} if "pair" in kind else {}
    lists = {"column_list": ["a", "when"]} if "compound" in kind or "record" in kind or "multicolumn" in kind else {}
    arguments = {
        **({} if pair or lists or "table" in kind else {"column": "a"}),
        **pair,
        **lists,
        **NATIVE_EXAMPLES.get(kind, {}),
    }
    if kind.endswith("between") and kind not in NATIVE_EXAMPLES:
        arguments["min_value"] = 0
    fallbacks()
    result = ours(kind, arguments, DATA)
    assert not raised(result), result.exception_info
    assert not fallbacks()


def test_one_expectation_that_cannot_be_evaluated_leaves_the_others_alone():
    """A column that is not there: that expectation raises, its neighbours are answered."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    from data_quality.gx_polars import hold
    from tests.data_quality.gx_polars.engines import _assets

    suite = gx.ExpectationSuite(
        name="mixed",
        expectations=[gxe.ExpectColumnValuesToNotBeNull(column="nowhere"), gxe.ExpectColumnValuesToNotBeNull(column="a"), gxe.ExpectColumnSumToBeBetween(column="b", min_value=0)],
    )  # fmt: skip
    results = _assets()[0].get_batch({"frame": hold(DATA, "mixed")}).validate(suite, result_format="BASIC").results
    by = {each.expectation_config.kwargs["column"]: each for each in results}
    assert {column: raised(each) for column, each in by.items()} == {"nowhere": True, "a": False, "b": True}
    assert by["a"].result["unexpected_count"] == 1
    assert "nowhere" in str(by["nowhere"].exception_info)
    assert "nowhere" not in str(by["b"].exception_info)


def test_the_same_key_with_another_frame_is_another_batch():
    """Nothing is remembered from the frame before."""
    first = ours(C + "values_to_not_be_null", {"column": "a"}, DATA)
    second = ours(C + "values_to_not_be_null", {"column": "a"}, DATA.drop_nulls())
    assert (first.success, second.success) == (False, True)


def test_lazy_frames_are_scanned_not_loaded(tmp_path):
    """A scan of a file is a batch like any other."""
    DATA.write_parquet(tmp_path / "f.parquet")
    assert (
        ours(C + "values_to_be_between", {"column": "a", "max_value": 1}, pl.scan_parquet(tmp_path / "f.parquet")).result[
            "unexpected_count"
        ]
        == 2
    )


def test_other_engines_keep_their_metrics():
    """Registering here changes the arguments of no metric and the provider of no other engine."""
    code = (
        "import os; os.environ['GX_ANALYTICS_ENABLED']='false'\n"
        "import great_expectations\nfrom great_expectations.expectations.registry import _registered_metrics as r\n"
        "look = lambda: {n: (d['metric_domain_keys'], d['metric_value_keys'], {k: v for k, v in d['providers'].items() if k != 'PolarsExecutionEngine'}) for n, d in r.items()}\n"
        "before = look()\nfrom data_quality.gx_polars import register; register()\nprint(before == look(), len(before) > 100)"
    )
    assert subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    ).stdout.split() == ["True", "True"]


def test_another_minor_version_is_refused(monkeypatch):
    """What was proven on one version is not said of the next."""
    import great_expectations

    from data_quality.gx_polars import register

    monkeypatch.setattr(great_expectations, "__version__", "1.25.0")
    with pytest.raises(RuntimeError, match=r"proven on 1\.24 only"):
        register()


def test_importing_the_room_imports_neither_great_expectations_nor_the_product():
    """So that it could be published by itself, and definitions stay quick to load."""
    code = "import sys, data_quality.gx_polars; print([m for m in ('great_expectations', 'pandas', 'cutline', 'dagster', 'optimizer') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
        ).stdout.strip()
        == "[]"
    )


def test_a_key_nobody_holds_is_named():
    """The error says what to do."""
    from data_quality.gx_polars.frames import held

    with pytest.raises(KeyError, match="hold"):
        held("nobody")
