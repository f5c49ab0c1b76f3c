"""Makes the columns of the contracts: one function for each kind of column, and the columns that several tables have alike."""

from cutline.contracts.tables.records import Column
from cutline.contracts.units import COUNT_MAX, MONEY_MAX

COST_CLASSES = "capex opex"


def id_column(name: str, meaning: str, *, required: bool = True, references: str | None = None) -> Column:
    return Column(name, "id", meaning, required=required, references=references)


def project_column(meaning: str = "the project") -> Column:
    return id_column("project_id", meaning, references="projects.project_id")


def mode_column(meaning: str = "the way of running it; unknown means every mode of the project") -> Column:
    return id_column("mode_id", meaning, required=False)


def money_column(
    name: str, meaning: str, *, required: bool = False, minimum: int = -MONEY_MAX, is_expected: bool = False
) -> Column:
    return Column(name, "money", meaning, required=required, minimum=minimum, maximum=MONEY_MAX, is_expected=is_expected)


def count_column(name: str, meaning: str, *, required: bool = False, minimum: int = 0, maximum: int = COUNT_MAX) -> Column:
    return Column(name, "integer", meaning, required=required, minimum=minimum, maximum=maximum)


def share_column(name: str, meaning: str, *, required: bool = False, maximum: int = 10_000) -> Column:
    return Column(name, "share", meaning, required=required, minimum=0, maximum=maximum)


def fte_column(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "fte", meaning, required=required, minimum=0, maximum=10**9)


def enum_column(name: str, values: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "enum", meaning, required=required, values=tuple(values.split()))


def text_column(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "text", meaning, required=required)


def date_column(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "date", meaning, required=required)


def flag_column(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "boolean", meaning, required=required)


PERIOD_OFFSET = count_column(
    "period_offset", "periods after the project's start; give this or period_start", minimum=-1200, maximum=1200
)
PERIOD_START = date_column("period_start", "a fixed calendar period, whatever the start; give this or period_offset")
