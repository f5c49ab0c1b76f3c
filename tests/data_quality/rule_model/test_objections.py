"""Objections to rows, to groups and in words have the same columns; a row keeps its place and its project."""

import polars as pl
import pytest

from data_quality.rule_model.objections import (
    OBJECTION_SCHEMA,
    find_rows_where,
    objections_in_words,
    objections_to_groups,
    objections_to_rows,
)
from tests.data_quality.nights import P, night, settings, tables


def test_an_objection_to_a_row_says_where_the_row_is():
    """File, row, column, project; the record number only where the table has one."""
    rows = tables(projects=[P])["projects"]
    [row] = objections_to_rows(rows, pl.lit("too long"), "name").to_dicts()
    assert (row["where"], row["found"], row["column"], row["project_id"]) == ("projects.csv row 2", "too long", "name", "P")
    assert (row["source_file"], row["source_row"], row["record"], row["table"]) == ("projects.csv", 2, None, None)
    numbered = rows.with_columns(record=pl.lit(7, pl.Int64))
    assert objections_to_rows(numbered, pl.lit(""), table="projects").select("record", "table").row(0) == (7, "projects")


def test_a_dependency_is_of_the_project_it_comes_from():
    """A row of dependencies has no project_id: its first project is meant."""
    rows = tables(dependencies=[{"from_project_id": "P", "to_project_id": "Q", "type": "requires"}])["dependencies"]
    assert objections_to_rows(rows, pl.lit(""))["project_id"].to_list() == ["P"]


def test_objections_to_groups_and_in_words_have_no_row():
    """Both have the whole schema, with null where nothing is known."""
    groups = objections_to_groups(pl.DataFrame({"p": ["P"], "n": [3]}), "here", pl.format("{} lines", "n"), "p")
    assert groups.select("where", "found", "project_id").row(0) == ("here", "3 lines", "P")
    words = objections_in_words([("there", "nothing")])
    assert words.select("where", "found", "project_id", "source_row").row(0) == ("there", "nothing", None, None)
    assert dict(groups.schema) == dict(words.schema) == OBJECTION_SCHEMA
    assert objections_in_words([]).is_empty()


def test_found_rows_name_the_cells_shown():
    """Each cell with its name; an empty one is unknown. A single cell is also the objection's column."""
    tonight = night(tables(projects=[P]), settings())
    both = find_rows_where("projects", pl.col("status") == "proposed", ("name", "sponsor"))(tonight)
    assert both.select("found", "column").row(0) == ("name P, sponsor unknown", "")
    assert find_rows_where("projects", pl.lit(True), ("name",))(tonight)["column"].to_list() == ["name"]
    assert find_rows_where("projects", pl.lit(False), ("name",))(tonight).is_empty()


def test_a_cell_that_is_not_there_is_an_error_although_no_row_is_found():
    """A rule that could not word what it finds is broken on every night, and not only on the night on which it finds something."""
    tonight = night(tables(projects=[P]), settings())
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        find_rows_where("projects", pl.lit(False), ("no_such_column",))(tonight)
