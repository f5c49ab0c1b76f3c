"""A change of the settings of a source or a column, and how it is written in portfolio.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cutline.contracts.tables.records import Column
from cutline.settings.sources import ColumnMap
from cutline.sources.toml_text import toml_string


@dataclass(frozen=True)
class Change:
    """Settings that change: of the source, and of the mapping of one column. size: how many things change."""

    source: Mapping[str, Any] = field(default_factory=dict)
    column: Mapping[str, Any] = field(default_factory=dict)
    size: int = 1


def in_words(change: Change, column: Column, wanted: ColumnMap) -> str:
    """The lines to write: `decimal = "," and thousands = "." in the source`."""
    parts = []
    if change.source:
        parts.append(" and ".join(f"{name} = {toml_value(value)}" for name, value in change.source.items()) + " in the source")
    if change.column:
        parts.append(f"{column_line(column, wanted, **change.column)} in the columns of the feed")
    return ", and ".join(parts)


def column_line(column: Column, wanted: ColumnMap, **more: Any) -> str:
    """The mapping of a column with settings added, as TOML writes it."""
    known = wanted.model_dump(exclude_unset=True, by_alias=True) or {"from": column.plain}
    headers = known.get("from")
    if isinstance(headers, tuple | list) and len(headers) == 1:
        known["from"] = headers[0]
    return f"{column.plain} = {toml_value(known | more)}"


def toml_value(value: Any) -> str:
    """A value in one line of TOML."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(name)} = {toml_value(each)}" for name, each in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return toml_string(list(value) if isinstance(value, tuple) else value)


def _key(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else toml_string(name)
