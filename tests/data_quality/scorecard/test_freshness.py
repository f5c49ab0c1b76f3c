"""Since when a field is unchanged, and how much of it is known."""

from datetime import timedelta

import polars as pl

from data_quality.scorecard.freshness import FRESHNESS_SCHEMA, freshness
from tests.data_quality.nights import DAY
from tests.data_quality.scorecard.one_night import OF


def test_a_field_nobody_maintains_is_seen_by_its_contents():
    """In the second export one field has changed and is fresh. Everything else is unchanged since the first night,
    although the rows are in another order.
    """
    first = freshness(OF, pl.DataFrame(schema=FRESHNESS_SCHEMA), DAY)
    later = DAY + timedelta(days=10)
    changed = {**OF, "projects": OF["projects"].with_columns(name=pl.lit("new")).reverse()}
    second = freshness(changed, first, later)
    since = {(t, c): day for t, c, day in second.select("table", "column", "unchanged_since").iter_rows()}
    assert since["projects", "name"] == later
    assert since["projects", "status"] == DAY
    assert since["benefits", "amount_minor"] == DAY


def test_freshness_says_what_is_known_and_how_old_the_export_is():
    """A quarter of the benefits have no owner, so 75 % are known. A field that nobody fills is not listed."""
    dated = {**OF, "benefits": OF["benefits"].with_columns(as_of_date=pl.lit(DAY - timedelta(days=4)))}
    told = freshness(dated, pl.DataFrame(schema=FRESHNESS_SCHEMA), DAY)
    own = told.filter((pl.col("table") == "benefits") & (pl.col("column") == "owner"))
    assert own.select("known_bp", "age_days", "rows").row(0) == (7500, 4, 4)
    assert told.filter((pl.col("table") == "benefits") & (pl.col("column") == "double_count_group")).is_empty()
