"""The register of quarantined rows says since when each is there."""

import polars as pl

from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA
from cutline.sources.typed_rows.quarantine_register import REGISTER_SCHEMA, updated_register
from tests.data_quality.nights import DAY


def test_the_register_remembers_rows_that_rules_set_aside():
    """Since when, as for those that could not be read."""
    row = {
        "table": "scores",
        "source_system": "s",
        "source_file": "s.csv",
        "source_row": 2,
        "record": 0,
        "project_id": "P",
        "rule": "scores_within_scale",
        "action": BY_RULE,
    }
    from cutline.sources.deliveries.intake import DELIVERY_SCHEMA

    kept = updated_register(
        pl.DataFrame(schema=REGISTER_SCHEMA),
        pl.DataFrame([row], schema=QUARANTINE_SCHEMA),
        pl.DataFrame(schema=DELIVERY_SCHEMA),
        ["s"],
        pl.datetime_range(DAY, DAY, eager=True, time_zone="UTC")[0],
    )
    assert kept["rule"].to_list() == ["scores_within_scale"]
