"""Makes the columns of the contracts: one function for each kind of column, and the columns that several tables share."""

from cutline.contracts.tables.records import Column
from cutline.contracts.units import COUNT_MAX, MONEY_MAX

COST_CLASSES = "capex opex"


def id_column(name: str, meaning: str, *, required: bool = True, references: str | None = None) -> Column:
    """A column of identifiers, as text exactly as exported."""
    return Column(name, "id", meaning, required=required, references=references)


def project_column(meaning: str = "The project.") -> Column:
    """The column that names the project of a row."""
    return id_column("project_id", meaning, references="projects.project_id")


def mode_column(meaning: str = "The mode of the project. Unknown means every mode of the project.") -> Column:
    """The column that names the mode of a row. It may be unknown."""
    return id_column("mode_id", meaning, required=False)


def money_column(
    name: str, meaning: str, *, required: bool = False, minimum: int = -MONEY_MAX, is_expected: bool = False
) -> Column:
    """A column of amounts in minor units."""
    return Column(name, "money", meaning, required=required, minimum=minimum, maximum=MONEY_MAX, is_expected=is_expected)


def count_column(name: str, meaning: str, *, required: bool = False, minimum: int = 0, maximum: int = COUNT_MAX) -> Column:
    """A column of whole numbers, such as counts or fiscal years."""
    return Column(name, "integer", meaning, required=required, minimum=minimum, maximum=maximum)


def share_column(name: str, meaning: str, *, required: bool = False, maximum: int = 10_000) -> Column:
    """A column of shares in basis points."""
    return Column(name, "share", meaning, required=required, minimum=0, maximum=maximum)


def fte_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of people in thousandths of an FTE."""
    return Column(name, "fte", meaning, required=required, minimum=0, maximum=10**9)


def enum_column(name: str, values: str, meaning: str, *, required: bool = False) -> Column:
    """A column with a fixed set of values, given as words separated by spaces."""
    return Column(name, "enum", meaning, required=required, values=tuple(values.split()))


def text_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of free text."""
    return Column(name, "text", meaning, required=required)


def date_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of dates."""
    return Column(name, "date", meaning, required=required)


def flag_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of yes and no."""
    return Column(name, "boolean", meaning, required=required)


PERIOD_OFFSET = count_column(
    "period_offset",
    "Number of periods after the start of the project. State either this or period_start.",
    minimum=-1200,
    maximum=1200,
)
PERIOD_START = date_column(
    "period_start",
    "First day of a fixed calendar period, which does not move with the start of the project. State either this or period_offset.",
)
