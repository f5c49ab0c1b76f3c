"""How the rows of an export become the rows of a table: wide layouts, outlines, and the text of cells in the settings."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from cutline.settings.layouts.patterns import check_patterns
from cutline.settings.section import Section


def _as_text(value: Any) -> Any:
    """A TOML value as the text of a cell. A value of any other type stays and is refused by the type check."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float | date) else value


# The text of a cell. Numbers, dates and booleans of TOML are accepted and become text.
CellText = Annotated[str, BeforeValidator(_as_text)]


class Unpivot(Section):
    """Reads a wide layout: columns whose header matches `columns` become rows. An empty cell makes no row, and a null word
    makes an unknown amount.
    """

    columns: str = Field(
        description="Regular expression for the headers. name_to receives its first group, or the whole header where it has no group."
    )
    name_to: str = Field(description="Canonical column that receives the header.")
    value_to: str = Field(description="Canonical column that receives the cell.")

    @model_validator(mode="after")
    def _patterncheck_patterns(self) -> Self:
        check_patterns(self.columns)
        return self


class TextPattern(Section):
    """The cells that match a regular expression as a whole, in upper or lower case."""

    match: str = Field(description="Regular expression, such as Total.*")

    @model_validator(mode="after")
    def _pattern_compiles(self) -> Self:
        check_patterns(self.match, for_cells=True)
        return self


class Leaves(Section):
    """Reads only the rows of an outline that have no row below them, such as the lowest level of a work breakdown structure.

    A row above others that states another figure than the sum of its leaves stops the night.
    """

    column: str = Field(min_length=1, description="Header of the outline code, such as WBS.")
    separator: str = Field(".", min_length=1, description="Text between the levels of the code: P1.2 lies below P1.")
