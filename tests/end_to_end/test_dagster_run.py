"""A night as Dagster runs it: what every asset reports of itself, and which check turns red."""

from typing import Any

import dagster as dg
import pytest

from tests.dagster_nights import run_in_dagster
from tests.end_to_end.exports_changed import edit, twice


def checks_of(result: dg.ExecuteInProcessResult) -> list[Any]:
    return [
        event.asset_check_evaluation_data for event in result.all_events if event.event_type_value == "ASSET_CHECK_EVALUATION"
    ]


def test_every_asset_of_a_good_night_reports_rows_and_columns_and_every_check_is_green(starter_run):
    """All assets that are frames materialise with a schema and a row count."""
    _, good = starter_run
    assert len(checks_of(good)) > 150
    assert all(check.passed for check in checks_of(good))
    told = [event.materialization.metadata for event in good.all_events if event.event_type_value == "ASSET_MATERIALIZATION"]
    counted = [metadata for metadata in told if "dagster/row_count" in metadata]
    assert len(counted) > 70
    assert all("dagster/column_schema" in metadata for metadata in counted)


@pytest.mark.long
def test_a_bad_export_turns_the_right_check_red(published_starter, tmp_path):
    """A duplicate id fails exactly its check, and the published night stays."""
    before = (published_starter / "published").resolve()
    edit("projects.csv", twice)(published_starter)
    bad = run_in_dagster(published_starter, tmp_path / "work")
    assert not bad.success
    assert [check.check_name for check in checks_of(bad) if not check.passed] == ["projects_key_is_unique"]
    assert (published_starter / "published").resolve() == before
