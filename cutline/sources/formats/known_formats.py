"""The table of the export formats that Cutline can read.

A new format needs one line in this table, and the file of its reader.

If an ending belongs to several formats, they are tried in the order of this table.
"""

from cutline.sources.formats.delimited_text import CSV
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.json_text.json_lines import JSON_LINES
from cutline.sources.formats.json_text.json_pages import JSON_DOCUMENT
from cutline.sources.formats.parquet import PARQUET
from cutline.sources.formats.schedules.mspdi import MSPDI
from cutline.sources.formats.schedules.pmxml import PMXML
from cutline.sources.formats.schedules.xer import XER
from cutline.sources.formats.workbooks.sheets import ODS, XLS, XLSX

FORMATS: tuple[ExportFormat, ...] = (
    PARQUET,
    CSV,
    XLSX,
    XLS,
    ODS,
    JSON_LINES,
    JSON_DOCUMENT,
    MSPDI,
    XER,
    PMXML,
)


def format_named(name: str) -> ExportFormat:
    """The format that `format = "..."` in portfolio.toml calls `name`."""
    return next(each for each in FORMATS if each.name == name)


def formats_for_ending(ending: str) -> tuple[ExportFormat, ...]:
    """The formats whose files have this ending, such as `.txt`; a file with an unknown ending may be CSV."""
    return tuple(each for each in FORMATS if ending in each.endings) or (CSV,)


def ready_made_tables(declared_format: str) -> tuple[str, ...]:
    """The canonical tables that the reader of a declared format makes without a mapping of columns; none for `auto`, whose
    format is not declared.
    """
    return () if declared_format == "auto" else format_named(declared_format).ready_made_tables
