"""Which runs begin anew, and what an asset outside of a run sees."""

import json

import dagster as dg
import pytest

from assets.resources.portfolio import TAKE_IN, Portfolio, takes_in_exports
from tests.assets.test_graph import SNAPSHOT


@pytest.mark.parametrize(
    ("steps", "assets", "is_new"),
    [
        (None, None, True),
        (["plan", "ledger"], None, False),
        (["deliveries", "plan"], None, True),
        (None, ["plan"], False),
        (None, ["deliveries", "plan"], True),
        (["plan"], ["deliveries", "plan"], False),
    ],
)
def test_a_run_that_takes_in_the_exports_is_a_new_run(steps, assets, is_new):
    """Whatever Dagster says that it continues."""
    selected = frozenset(map(dg.AssetKey, assets)) if assets else None
    run = dg.DagsterRun("nightly", step_keys_to_execute=steps, asset_selection=selected)
    assert takes_in_exports(run) == is_new


def test_everything_is_made_from_the_exports():
    """So a run that takes them in reads no result of another run."""
    graph = json.loads(SNAPSHOT.read_text())["assets"]
    assert [name for name, asset in graph.items() if not asset["parents"]] == [TAKE_IN]


def test_outside_of_a_run_the_present_memory_is_read(tmp_path):
    """That of the published night."""
    night = tmp_path / "store" / "remembered" / "n1"
    night.mkdir(parents=True)
    (night / "shapes.json").write_text('{"a": 1}')
    (tmp_path / "published").symlink_to("store/nights/n1")
    assert Portfolio(folder=str(tmp_path)).remembered.accepted_shapes() == {"a": 1}
