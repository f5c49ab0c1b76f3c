"""The graph, the jobs and the schedules as they are: a change shows here before it shows at night."""

import json
from pathlib import Path

import dagster as dg
import pytest

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from pipelines.definitions import build_definitions

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
