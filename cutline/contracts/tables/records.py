"""What a table contract is made of: `Table`, `Column`, and the kinds of column with their types and units.

The module also defines the provenance columns, which every table has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

Tables = Mapping[str, pl.DataFrame]  # canonical tables by name
Kind = Literal[
    "id", "text", "enum", "date", "datetime", "integer", "money", "fte", "points", "ratio", "index", "share", "rate", "boolean"
]
DTYPES: dict[Kind, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "enum": pl.String(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "integer": pl.Int64(),
    "money": pl.Int64(),
    "fte": pl.Int64(),
    "points": pl.Int64(),
    "ratio": pl.Int64(),
    "index": pl.Int64(),
    "share": pl.Int64(),
    "rate": pl.Int64(),
    "boolean": pl.Boolean(),
}
UNITS: dict[Kind, str] = {
    "money": "minor units",
    "fte": "milli-FTE",
    "points": "thousandths of a point",
    "ratio": "thousandths",
    "index": "thousandths",
    "share": "basis points",
    "rate": "1e-9",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    required: whether null is refused. Null in any other column means unknown.
    values: the allowed values of a column of kind `enum`.
    minimum, maximum: the range of the stored whole number.
    references: the column, as `table.column`, in which the value must also occur (a foreign key).
    is_expected: whether every export of the table must have the column, although single cells may be unknown.
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
        """The name of the column in portfolio.toml and in the intake templates, such as amount, fte or probability. Amounts
        in the templates are in whole units.
        """
        return (
            self.name.replace("milli_", "").removesuffix("_minor").removesuffix("_bp").removesuffix("_milli").removesuffix("_e9")
        )

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type of the column."""
        return DTYPES[self.kind]

    @property
    def unit(self) -> str:
        """The unit of the stored number; an empty text if the number has no unit."""
        return UNITS.get(self.kind, "")


@dataclass(frozen=True)
class Table:
    """One canonical table.

    grain: what each row is for.
    bad_row: what happens to a row that breaks the contract, unless its source says otherwise. `quarantine` sets the row and
    its project aside, and the night goes on. `refuse` stops the night, because dropping a row of such a table would
    silently change a limit or a rule of the portfolio.
    one_of: groups of columns; each row must state exactly one column of each group.
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
        """The Polars type of each column by name; the provenance columns come last."""
        return {column.name: column.dtype for column in (*self.columns, *PROVENANCE)}

    def column(self, name: str) -> Column:
        """The column called `name`. Raises StopIteration when there is none."""
        return next(column for column in self.columns if column.name == name)

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.schema)


PROVENANCE = (
    Column("source_system", "text", "Name of the source in portfolio.toml.", required=True),
    Column("source_file", "text", "File from which the row was read.", required=True),
    Column(
        "source_row",
        "integer",
        "Number of the row in that file, as a spreadsheet counts: the header is row 1.",
        required=True,
        minimum=1,
    ),
    Column("as_of_date", "date", "The day that the export describes."),
)
