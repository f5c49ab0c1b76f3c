"""What the measures do not know: the rows that were set aside, and the cells that were emptied, by project.

A row that was set aside is missing from its canonical table, so a sum over the table would count it as zero. This module
makes every figure that rests on such a row unknown and says why. Which figures rest on a table is read from the docstrings
of the measures (`dictionary.py`). Whether a project with such a row may be planned is decided in `cutline.choices`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.measures.dictionary import documented_columns
from cutline.measures.metric_table import Frames, MetricTable
from cutline.sources.typed_rows.quarantine import BY_RULE, EMPTIED, OUTRANKED, QUARANTINE_SCHEMA

BECAUSE, UNPLACED = "unknown_because", "unplaced"
ASIDE_SCHEMA = {"table": pl.String(), "column": pl.String(), "project_id": pl.String(), "because": pl.String()}


@dataclass(frozen=True)
class SetAside:
    """The rows that were set aside and the cells that were emptied (ASIDE_SCHEMA).

    column: the emptied cell; null if the whole row was set aside. project_id: null if the row concerns every project, as a
    row of a table without projects does.
    """

    rows: pl.DataFrame

    def projects(self, *tables: str) -> list[str]:
        """The projects of which a row of one of `tables` was set aside, or a cell emptied, in ascending order."""
        return _ids(self.rows.filter(pl.col("table").is_in(tables)))

    def projects_of_rows(self, *tables: str) -> list[str]:
        """The projects of which a whole row of one of `tables` was set aside, in ascending order."""
        return _ids(self.rows.filter(pl.col("table").is_in(tables) & pl.col("column").is_null()))

    def projects_with_empty(self, *columns: str) -> list[str]:
        """The projects of which a cell of one of `columns` of the table `projects` was emptied, in ascending order."""
        return _ids(self.rows.filter((pl.col("table") == "projects") & pl.col("column").is_in(columns)))

    def count(self, *tables: str) -> int:
        """The number of rows of `tables` that were set aside or have an emptied cell."""
        return self.rows.filter(pl.col("table").is_in(tables)).height

    @property
    def unplaced(self) -> int:
        """The number of projects of which it is not known in which sums over projects they belong: their own row was set
        aside, or a cell of it that says so was emptied.
        """
        lost = self.rows.filter((pl.col("table") == "projects") & pl.col("column").is_null()).height
        return lost + len(self.projects_with_empty(*GROUPING))

    def counting(self, tables: Sequence[str], also: Sequence[str]) -> "SetAside":
        """The same, and each row of `tables` counts as a row of each table of `also`, too: those figures rest on it as well."""
        rows = self.rows.filter(pl.col("table").is_in(tables) & pl.col("column").is_null())
        return self._with(rows, also)

    def counting_cells(self, table: str, columns: Sequence[str], also: Sequence[str]) -> "SetAside":
        """The same, and each cell of `columns` of `table` that was emptied counts as a row of each table of `also`."""
        return self._with(self.rows.filter((pl.col("table") == table) & pl.col("column").is_in(columns)), also)

    def _with(self, rows: pl.DataFrame, tables: Sequence[str]) -> "SetAside":
        copies = [rows.with_columns(table=pl.lit(name), column=pl.lit(None, pl.String)) for name in tables]
        return SetAside(pl.concat([self.rows, *copies]).unique(maintain_order=True))

    def touched(self, functions: Sequence[Callable[..., Any]], columns: Sequence[str]) -> pl.DataFrame:
        """Every figure that is unknown, as column, project_id (null: of every project) and because.

        functions: the documented functions that compute `columns`.
        """
        meanings = documented_columns(functions)
        origins = [
            {"name": name, "table": table, "origin": origin}
            for name in columns
            if name in meanings
            for table, origin in meanings[name].inputs
        ]
        known = pl.DataFrame(origins, schema={"name": pl.String, "table": pl.String, "origin": pl.String})
        whole = known.select("name", "table").unique().join(self.rows.filter(pl.col("column").is_null()), on="table")
        cells = known.join(self.rows, left_on=["table", "origin"], right_on=["table", "column"])
        both = [frame.select("project_id", "because", column="name") for frame in (whole, cells)]
        return pl.concat(both).unique().sort("project_id", "column", "because")

    def mask(
        self, frame: pl.DataFrame, functions: Sequence[Callable[..., Any]], keys: Sequence[str] = ("project_id",)
    ) -> pl.DataFrame:
        """`frame` with null in every figure that rests on a row that was set aside, and with the reason in `unknown_because`.

        keys: the columns that identify a row and stay as they are; project_id is one of them.
        """
        figures = [name for name in frame.columns if name not in keys and name != BECAUSE]
        touched = self.touched(functions, figures)
        everybody = touched.filter(pl.col("project_id").is_null())["column"].unique().to_list()
        hit = {name: touched.filter(pl.col("column") == name)["project_id"].drop_nulls().to_list() for name in figures}
        masked = frame.with_columns(
            pl.when(pl.lit(name not in everybody) & ~pl.col("project_id").is_in(hit[name]).fill_null(value=False)).then(name)
            for name in figures
        )
        return self.explained(masked, touched)

    def explained(self, frame: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
        """`frame` with the reasons of `touched` in `unknown_because`, after the reason that it may hold already."""
        own = frame[BECAUSE] if BECAUSE in frame.columns else pl.Series(BECAUSE, [None] * frame.height, dtype=pl.String)
        everybody = touched.filter(pl.col("project_id").is_null())["because"].unique().sort().to_list()
        each = touched.drop_nulls("project_id").group_by("project_id").agg(pl.col("because").unique().sort())
        by_project: dict[str, list[str]] = dict(each.iter_rows())
        texts = [
            "; ".join(dict.fromkeys(filter(None, [before, _listed(sorted({*everybody, *by_project.get(project, [])}))]))) or None
            for project, before in zip(frame["project_id"], own, strict=True)
        ]
        return frame.with_columns(pl.Series(BECAUSE, texts, dtype=pl.String))

    def flag(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame`, whose rows are sums over projects, with `unplaced`."""
        return frame.with_columns(pl.lit(self.unplaced, pl.Int64).alias(UNPLACED))


# The tables of which the gate answers for a row without a project, and the table of the projects themselves.
ANSWERED = ("projects", "actuals", "benefits", "cost_lines", "demand", "evm", "modes")
NOTHING_SET_ASIDE = SetAside(pl.DataFrame(schema=ASIDE_SCHEMA))

# The columns of `projects` that say to which sums over projects a project belongs.
GROUPING = ("programme_id", "portfolio_id", "project_class", "sponsor", "theme")
LINES = ("cost_lines", "benefits", "demand")
# The columns that say how a row counts: in which mode, currency, prices or time. If such a cell was emptied, an empty cell has
# a meaning that nobody stated. So the cell counts as a whole row of the tables whose rows it says this of.
QUALIFIERS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("projects", ("currency",), ("cost_lines", "benefits", "actuals", "evm", "risks")),
    ("projects", ("price_base_year",), ("cost_lines", "benefits", "actuals")),
    ("projects", ("earliest_start",), LINES),
    ("projects", ("project_class",), ("cost_lines",)),  # the class decides by which factor costs are corrected
    ("modes", ("is_default", "is_do_minimum", "duration_periods", "success_probability_bp", "is_eligible", "intent"), LINES),
    ("cost_lines", ("mode_id", "currency", "price_basis"), ("cost_lines",)),
    ("benefits", ("mode_id", "currency", "price_basis", "kind"), ("benefits",)),
    ("demand", ("mode_id", "kind"), ("demand",)),
    ("risks", ("status", "snapshot_date"), ("risks",)),
)


def mask_all(frames: Mapping[str, pl.DataFrame], metric_tables: Sequence[MetricTable], aside: SetAside) -> Frames:
    """The metric tables `frames`, in which every figure of a project that rests on a row that was set aside is unknown."""
    return {
        table.name: aside.mask(frames[table.name], table.functions, table.keys)
        if "project_id" in frames[table.name].columns
        else frames[table.name]
        for table in metric_tables
        if table.name in frames
    }


def _ids(rows: pl.DataFrame) -> list[str]:
    return rows["project_id"].drop_nulls().unique().sort().to_list()


def _listed(reasons: list[str]) -> str:
    rest = len(reasons) - 1
    return "".join(reasons[:1]) + (f" and {rest} more" if rest > 0 else "")


def set_aside(quarantine: pl.DataFrame, emptied: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> SetAside:
    """What was set aside on a night. quarantine, emptied: QUARANTINE_SCHEMA. tables: the canonical tables that are measured.

    A row of which the project cannot be told may belong to any project of its file, so it counts for each of them. In the
    tables of ANSWERED it counts for none: the gate stops for such a row, sets every project of the file aside by name, or
    has the word of somebody, in an exception, that the row is nobody's.
    """
    rows = pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), quarantine, emptied]).filter(pl.col("action") != OUTRANKED)
    is_cell = pl.col("action") == EMPTIED
    place = pl.format("{} row {}", "source_file", "source_row")
    what = (
        pl.when(pl.col("action").eq_missing(BY_RULE))
        .then(pl.format("{}, rule {}: {}", place, "rule", "found"))
        .otherwise(pl.format("{}: {} is '{}'", place, "column", "found"))
    )
    told = rows.with_columns(
        because=pl.format("{} {}", what, pl.when(is_cell).then(pl.lit("(cell emptied)")).otherwise(pl.lit("(row set aside)"))),
        column=pl.when(is_cell).then("column"),
    ).unique(["table", "source_file", "source_row", "column", "project_id"], keep="first", maintain_order=True)  # fmt: skip
    placed = [told.filter(pl.col("project_id").is_not_null() | ~_has_projects() | (pl.col("table") == "projects"))]
    for name, frame in tables.items():
        lost = told.filter((pl.col("table") == name) & pl.col("project_id").is_null())
        if lost.height and name not in ANSWERED and "project_id" in frame.columns:
            of_file = frame.select("source_file", "project_id").unique().drop_nulls()
            placed.append(lost.drop("project_id").join(of_file, on="source_file"))
    found = SetAside(pl.concat(frame.select(*ASIDE_SCHEMA) for frame in placed))
    # The modes decide which lines are measured.
    found = found.counting(("modes",), LINES)
    for table, columns, also in QUALIFIERS:
        found = found.counting_cells(table, columns, also)
    return found


def _has_projects() -> pl.Expr:
    return pl.col("table").is_in([name for name, table in TABLES.items() if "project_id" in table.schema])
