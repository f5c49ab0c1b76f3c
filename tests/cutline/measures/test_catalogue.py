"""The catalogue describes the tables that a night makes."""

import polars as pl
import pytest

from cutline.measures.catalogue import CATALOGUE, METRIC_TABLES, PUBLISHED_METRICS
from cutline.measures.dictionary import documentation_of, documented_columns


def test_no_two_tables_have_the_same_name():
    """The later one would hide the earlier one."""
    assert len(CATALOGUE) == len(METRIC_TABLES)


def test_what_a_table_gathers_is_in_the_catalogue():
    """A table that is not published is a part of the table of projects, so that no measure is lost."""
    assert {name for table in METRIC_TABLES for name in table.gathers} <= set(CATALOGUE)
    assert set(CATALOGUE) - set(PUBLISHED_METRICS) - {"projects"} <= set(CATALOGUE["projects"].gathers)


@pytest.fixture(scope="module")
def published_tables(sample_night) -> dict[str, pl.DataFrame]:
    """Every metric table of a night on a sample portfolio."""
    return {name: sample_night.frame(f"metrics_{name}") for name in CATALOGUE}


def test_every_column_that_is_made_is_documented_and_every_one_documented_is_made(published_tables):
    """The documentation, Dagster and the tables name the same columns. Every table has columns."""
    for name, frame in published_tables.items():
        meanings = documented_columns(CATALOGUE[name].functions)
        assert frame.columns, name
        assert [column for column in frame.columns if column not in meanings] == [], name
        first = {measure.name for measure in documentation_of(CATALOGUE[name].functions[0]).columns}
        one_of = {"theme", "category", "project_id", "skill", "unit", "role_id"}  # what `by` may name
        assert first - set(frame.columns) - one_of == set(), name


def test_the_sample_gives_every_table_a_row_but_those_that_need_a_second_night(published_tables):
    """A table that is never filled in a test is never checked."""
    without = {name for name, frame in published_tables.items() if frame.is_empty()}
    assert without <= {
        "risk_change",
        "risk_changes",
        "social_value",
        "shared_benefits",
        "consistency",
        "overdue_reviews",
        "unaligned",
    }
