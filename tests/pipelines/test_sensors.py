"""The drop zone starts a night for each content, once its files have settled."""

import dagster as dg

from assets.resources.portfolio import Portfolio
from pipelines.sensors import drop_zone


def test_the_drop_zone_waits_until_files_settle_and_runs_once_for_each_content(starter):
    """A change must be seen twice unchanged; the same content again starts nothing; going back to an old content does."""
    portfolio = Portfolio(folder=str(starter))
    file = starter / "exports" / "funds.csv"
    original, cursor = file.read_bytes(), None

    def look() -> bool:
        nonlocal cursor
        with dg.build_sensor_context(cursor=cursor, resources={"portfolio": portfolio}) as context:
            result = drop_zone(context)
        cursor = result.cursor
        return bool(result.run_requests)

    assert [look(), look(), look()] == [False, True, False]
    file.write_bytes(original)  # sent again, nothing new in it
    assert [look(), look(), look()] == [False, False, False]
    file.write_bytes(original + b"\n")
    assert [look(), look()] == [False, True]
    file.write_bytes(original)
    assert [look(), look()] == [False, True]
