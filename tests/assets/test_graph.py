"""The graph, the jobs and the schedules as they are: a change shows here before it shows at night."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from upath import UPath

from assets.resources.portfolio import Portfolio
from assets.resources.stores import FrameStore
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from pipelines.definitions import build_definitions
from pipelines.sensors import drop_zone

SNAPSHOT = Path(__file__).parents[1] / "golden" / "graph.json"


@pytest.fixture
def definitions(starter) -> dg.Definitions:
    return build_definitions(starter)


def graph_of(definitions: dg.Definitions) -> dict:
    graph = definitions.resolve_asset_graph()
    checks = list(graph.asset_check_keys)
    return {
        "assets": {
            key.to_user_string(): {
                "group": graph.get(key).group_name,
                "parents": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            }
            for key in sorted(graph.get_all_asset_keys())
        },
        "checks": sorted(f"{key.asset_key.to_user_string()}: {key.name}" for key in checks),
        "jobs": sorted(job.name for job in definitions.resolve_all_job_defs() if not job.name.startswith("__")),
        "schedules": sorted(schedule.name for schedule in definitions.schedules or []),
        "sensors": sorted(sensor.name for sensor in definitions.sensors or []),
    }


def test_the_graph_is_the_one_on_record(definitions):
    """Assets, their groups and parents, every check, jobs, schedules, sensors. Write it anew with: python -m tests.assets.write_graph"""
    assert graph_of(definitions) == json.loads(SNAPSHOT.read_text())


def test_every_asset_says_what_it_is_and_whose(definitions):
    """Group, description, owner, kind: what a person on call reads first."""
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.group_name != "default", key
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key


def test_core_assets_show_their_contract(definitions):
    """Column schema with meanings and null rules, known before anything has run."""
    graph = definitions.resolve_asset_graph()
    for table in EXPORTED:
        schema = graph.get(dg.AssetKey(f"core_{table}")).metadata["dagster/column_schema"]
        shown = {column.name: (column.description, column.constraints.nullable) for column in schema.columns}
        for column in TABLES[table].columns:
            assert column.meaning in shown[column.name][0]
            assert shown[column.name][1] == (not column.required)


def test_blocking_checks_stand_between_every_table_and_the_plan(definitions):
    """Each rule of severity block is a blocking check on an asset upstream of the plan."""
    graph = definitions.resolve_asset_graph()
    upstream = {"gate", *(f"typed_{table}" for table in EXPORTED)}
    assert {key.asset_key.to_user_string() for key in graph.asset_check_keys} == upstream


def test_the_schedule_is_the_portfolio_s(starter):
    """Cron and time zone come from portfolio.toml; without a portfolio the definitions still load, with the defaults."""
    path = starter / "portfolio.toml"
    path.write_text(path.read_text() + '\n[schedule]\ncron = "15 3 * * *"\ntime_zone = "Europe/Paris"\n')
    [schedule] = build_definitions(starter).schedules or []
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("15 3 * * *", "Europe/Paris")
    [default] = build_definitions(starter / "nowhere").schedules or []
    assert (default.cron_schedule, default.execution_timezone) == ("30 4 * * *", "UTC")


def test_the_drop_zone_waits_until_files_settle_and_runs_once_for_each_content(starter):
    """A change must be seen twice unchanged; the same content again starts nothing; going back to an old content does."""
    portfolio = Portfolio(folder=str(starter))
    file = starter / "exports" / "funds.csv"
    original, cursor = file.read_bytes(), None

    def look() -> bool:
        nonlocal cursor
        result = drop_zone(dg.build_sensor_context(cursor=cursor, resources={"portfolio": portfolio}))
        cursor = result.cursor
        return bool(result.run_requests)

    assert [look(), look(), look()] == [False, True, False]
    file.write_bytes(original)  # sent again, nothing new in it
    assert [look(), look(), look()] == [False, False, False]
    file.write_bytes(original + b"\n")
    assert [look(), look()] == [False, True]
    file.write_bytes(original)
    assert [look(), look()] == [False, True]


def test_frames_rest_whole_and_come_back_eager_or_lazy(tmp_path):
    """What is written is what is read; a failed write leaves the file before it."""
    store = FrameStore(UPath(tmp_path))
    frame = pl.DataFrame({"a": [1, None], "b": ["x", "y"]})
    path = UPath(tmp_path) / "f.parquet"
    store.dump_to_path(dg.build_output_context(definition_metadata={}), frame.lazy(), path)
    eager, lazy = (
        store.load_from_path(dg.build_input_context(dagster_type=dg.PythonObjectDagsterType(kind)), path)
        for kind in (pl.DataFrame, pl.LazyFrame)
    )
    assert isinstance(eager, pl.DataFrame)
    assert isinstance(lazy, pl.LazyFrame)
    assert eager.equals(frame)
    assert lazy.collect().equals(frame)
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        store.dump_to_path(dg.build_output_context(definition_metadata={}), frame.lazy().select("nowhere"), path)
    assert pl.read_parquet(path).equals(frame)
    assert [p.name for p in tmp_path.iterdir()] == ["f.parquet"]


def test_the_clock_has_a_zone():
    """A time without a zone is a guess."""
    from pipelines.clock import SystemClock

    assert SystemClock().now().tzinfo is UTC
    assert abs((datetime.now(UTC) - SystemClock().now()).total_seconds()) < 5


def test_the_workspace_loads_from_any_folder(starter, tmp_path):
    """What `dagster dev -w workspace.yaml` loads, validated as Dagster does it, with no daemon."""
    environment = {
        **os.environ,
        "CUTLINE_PORTFOLIO": str(starter),
        "DAGSTER_HOME": str(tmp_path),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    command = [
        sys.executable,
        "-m",
        "dagster",
        "definitions",
        "validate",
        "-w",
        str(Path(__file__).parents[2] / "workspace.yaml"),
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "cutline" in done.stderr + done.stdout
