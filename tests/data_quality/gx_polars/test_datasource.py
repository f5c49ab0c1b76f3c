"""The datasource in the machinery of Great Expectations: saved, reloaded, scanned, and only on a proven version."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.data_quality.gx_polars.engines import DATA, C, ours

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


def test_lazy_frames_are_scanned_not_loaded(tmp_path):
    """A scan of a file is a batch like any other."""
    DATA.write_parquet(tmp_path / "f.parquet")
    assert (
        ours(C + "values_to_be_between", {"column": "a", "max_value": 1}, pl.scan_parquet(tmp_path / "f.parquet")).result[
            "unexpected_count"
        ]
        == 2
    )


def test_another_minor_version_is_refused(monkeypatch):
    """What was proven on one version may not hold on the next."""
    import great_expectations

    from data_quality.gx_polars import register

    monkeypatch.setattr(great_expectations, "__version__", "1.25.0")
    with pytest.raises(RuntimeError, match=r"proven on 1\.24 only"):
        register()


def test_importing_the_room_imports_neither_great_expectations_nor_the_product():
    """The package could be published by itself, and definitions load quickly."""
    code = "import sys, data_quality.gx_polars; print([m for m in ('great_expectations', 'pandas', 'cutline', 'dagster', 'optimizer') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
        ).stdout.strip()
        == "[]"
    )
