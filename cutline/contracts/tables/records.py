"""What a table contract is made of: `Column`, `Table`, the kinds of column with their types and units, and the provenance columns of every table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

Tables = Mapping[str, pl.DataFrame]  # canonical tables by name
Kind = Literal["id", "text", "enum", "date", "datetime", "integer", "money", "fte", "share", "rate", "boolean"]
DTYPES: dict[Kind, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "enum": pl.String(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "integer": pl.Int64(),
    "money": pl.Int64(),
    "fte": pl.Int64(),
    "share": pl.Int64(),
    "rate": pl.Int64(),
    "boolean": pl.Boolean(),
}
UNITS: dict[Kind, str] = {"money": "minor units", "fte": "milli-FTE", "share": "basis points", "rate": "1e-9"}


@dataclass(frozen=True)
class Column:
    """One column. `required` refuses null; otherwise null means unknown. `references` is `table.column` of a foreign key.

    `is_expected`: a cell may be unknown, but an export without the column is not the export it should be.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    references: str | None = None
    is_expected: bool = False

    @property
    def plain(self) -> str:
        """The name people use for it in portfolio.toml and in the intake templates, where amounts are in whole units: amount, fte, probability."""
        return (
            self.name.replace("milli_", "").removesuffix("_minor").removesuffix("_bp").removesuffix("_milli").removesuffix("_e9")
        )

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type that holds it."""
        return DTYPES[self.kind]

    @property
    def unit(self) -> str:
        """The unit of the stored number, empty where there is none."""
        return UNITS.get(self.kind, "")


@dataclass(frozen=True)
class Table:
    """One canonical table.

    bad_row: what a row that breaks the contract does unless its source says otherwise. `quarantine` sets the row and its project
    aside and goes on; `refuse` stops the night, because a lost row there would silently change a limit or a rule of the portfolio.
    one_of: groups of columns of which exactly one must be known.
    """

    name: str
    grain: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    bad_row: Literal["quarantine", "refuse"] = "quarantine"
    one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Name to Polars type, the provenance columns last."""
        return {column.name: column.dtype for column in (*self.columns, *PROVENANCE)}

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        return next(column for column in self.columns if column.name == name)

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.schema)


PROVENANCE = (
    Column("source_system", "text", "name of the source in portfolio.toml", required=True),
    Column("source_file", "text", "file the row was read from", required=True),
    Column(
        "source_row", "integer", "row in that file as a spreadsheet numbers it, the header being row 1", required=True, minimum=1
    ),
    Column("as_of_date", "date", "the day the export speaks of"),
)
