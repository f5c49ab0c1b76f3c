"""The contracts of all tables: column, type, unit, key, null rule, meaning."""

from cutline.contracts.tables.all_tables import EXPORTED, TABLES, conform
from cutline.contracts.tables.projects import IMPLICIT_MODE
from cutline.contracts.tables.records import PROVENANCE, Column, Kind, Table, Tables
from cutline.contracts.units import COUNT_MAX, INT64_MAX, MONEY_MAX, SHARE_SCALE

__all__ = [
    "COUNT_MAX",
    "EXPORTED",
    "IMPLICIT_MODE",
    "INT64_MAX",
    "MONEY_MAX",
    "PROVENANCE",
    "SHARE_SCALE",
    "TABLES",
    "Column",
    "Kind",
    "Table",
    "Tables",
    "conform",
]
