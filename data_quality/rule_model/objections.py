"""What a rule returns: a frame with a row for each objection, and functions that make it from rows, groups or words."""

from collections.abc import Callable

import polars as pl

from data_quality.rule_model.night import Night

# One row for each objection. `where` and `found` are for people; the other columns give the place of the cell if the
# objection is about a single row.
OBJECTION_SCHEMA: dict[str, pl.DataType] = {
    "where": pl.String(), "found": pl.String(), "project_id": pl.String(), "column": pl.String(), "source_system": pl.String(),
    "source_file": pl.String(), "source_row": pl.Int64(), "record": pl.Int64(), "table": pl.String(),
}  # fmt: skip
NO_OBJECTIONS = pl.DataFrame(schema=OBJECTION_SCHEMA)
PROJECT_COLUMNS = ("project_id", "from_project_id")


def row_place() -> pl.Expr:
    """The place of a row in words: its file and its number in the file."""
    return pl.format("{} row {}", "source_file", "source_row").alias("where")


def objections_to_rows(rows: pl.DataFrame, found: pl.Expr, column: str = "", table: str | None = None) -> pl.DataFrame:
    """One objection to each of `rows`, which are rows of a canonical table.

    found: what is wrong, in words. column: the cell that is meant. table: the rows' table, needed if the rule is not about
    one table.
    """
    about = next((name for name in PROJECT_COLUMNS if name in rows.columns), None)
    unlike = {
        "where": row_place(),
        "found": found,
        "project_id": pl.col(about) if about else pl.lit(None),
        "column": pl.lit(column),
        "record": pl.col("record") if "record" in rows.columns else pl.lit(None),
        "table": pl.lit(table),
    }
    return rows.select(unlike.get(name, pl.col(name)).cast(dtype).alias(name) for name, dtype in OBJECTION_SCHEMA.items())


def objections_to_groups(rows: pl.DataFrame, where: pl.Expr | str, found: pl.Expr, project: str | None = None) -> pl.DataFrame:
    """One objection to each of `rows`, which stand for something larger than a row: a project, a period, a table.

    where: the place in words. found: what is wrong, in words. project: the column that holds the project's id, if there is
    such a column.
    """
    place = where if isinstance(where, pl.Expr) else pl.lit(where)
    return as_objections(
        rows.select(
            place.alias("where"),
            found.alias("found"),
            project_id=pl.col(project) if project else pl.lit(None, pl.String),
        )
    )


def objections_in_words(rows: list[tuple[str, str]]) -> pl.DataFrame:
    """One objection for each pair of texts: the place, and what was found in that place."""
    return as_objections(pl.DataFrame(rows, schema={"where": pl.String, "found": pl.String}, orient="row"))


def as_objections(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the columns of OBJECTION_SCHEMA; a column that is absent becomes null."""
    return frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in OBJECTION_SCHEMA.items()
    )


def find_rows_where(table: str, bad: pl.Expr, shown: tuple[str, ...]) -> Callable[[Night], pl.DataFrame]:
    """A rule's `find`: it objects to the rows of `table` for which `bad` holds, and names the cells `shown`."""
    column = shown[0] if len(shown) == 1 else ""
    described = pl.concat_str(
        [pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("unknown")) for name in shown], separator=", "
    ) if shown else pl.lit("")  # fmt: skip

    def find(night: Night) -> pl.DataFrame:
        rows = night.tables[table].filter(bad)
        # Most rules find nothing, and to word nothing costs as much as to word a row. A cell that is not there is an error all the same.
        if rows.is_empty() and {*shown, "source_file"} <= set(rows.columns):
            return NO_OBJECTIONS.clone()
        return objections_to_rows(rows, described, column)

    return find
