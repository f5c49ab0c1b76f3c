"""The graph, the jobs and the schedules as they are, so that a change is seen here before it is seen at night."""

import json
from pathlib import Path

import dagster as dg
import pytest

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.settings.loading import load_settings
from data_quality.gate.rule_table import night_rules, table_rules
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
    """Every asset has a group, a description, an owner and a kind, which a person on call reads first."""
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.group_name != "default", key
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key


def test_core_assets_show_their_contract(definitions):
    """The column schema with meanings and null rules is known before anything has run."""
    graph = definitions.resolve_asset_graph()
    for table in EXPORTED:
        schema = graph.get(dg.AssetKey(f"core_{table}")).metadata["dagster/column_schema"]
        shown = {column.name: (column.description, column.constraints.nullable) for column in schema.columns}
        for column in TABLES[table].columns:
            assert column.meaning in shown[column.name][0]
            assert shown[column.name][1] == (not column.required)


def test_blocking_checks_stand_between_every_table_and_the_plan(definitions, starter):
    """Each rule is a check, exactly those of severity block are blocking, and every asset with a check is upstream of the plan."""
    graph, settings = definitions.resolve_asset_graph(), load_settings(starter / "portfolio.toml")
    expected = {
        (f"typed_{table}", rule.id): rule.severity == "block" for table in EXPORTED for rule in table_rules(table, settings)
    }
    expected |= {("gate", rule.id): rule.severity == "block" for rule in night_rules(settings)}
    found = {(key.asset_key.to_user_string(), key.name): graph.get(key).blocking for key in graph.asset_check_keys}
    assert found == expected
    assert {asset for asset, _ in found} <= {key.to_user_string() for key in ancestors(graph, dg.AssetKey("plan"))}


def ancestors(graph, asset: dg.AssetKey) -> set[dg.AssetKey]:
    """Every asset that `asset` depends on, directly or not."""
    found: set[dg.AssetKey] = set()
    waiting = [asset]
    while waiting:
        parents = graph.get(waiting.pop()).parent_keys - found
        found |= parents
        waiting.extend(parents)
    return found
