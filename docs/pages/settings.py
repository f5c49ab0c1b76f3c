"""The page settings.md: every key of portfolio.toml with its default and meaning, from the settings."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from cutline.settings.all_settings import Settings
from cutline.settings.layouts.joins import Join
from cutline.settings.layouts.row_layouts import Leaves, Unpivot
from cutline.settings.planning.objectives import MEASURES, UNITS, Blend, BlendTerm, Objective
from cutline.settings.quality import RuleChange, RuleException, UserRule
from cutline.settings.rules import FlowRule, GroupRule, ProgrammeRule, RiskRule, RobustRule, ShareRule, TailRule, VirementRule
from cutline.settings.sources import ColumnMap, Feed, Source
from cutline.sources.typed_rows.locale_words import all_words
from docs.pages.markdown import paragraph, table

OPENING = """\
# Settings

This page is generated from `cutline/settings/` by `make docs`; do not edit it.

It lists every key of `portfolio.toml`. A key that is left out has its default, so an empty file means all defaults. A
key that is not known is refused, and the message names the nearest known key. *Default* says `needed` for a key that
must be stated, and `none` for a key without a value.
"""
WORDS_OPENING = """\
## Words of the locales

With `locale = "de"`, `"fr"`, `"es"` or `"it"`, a source understands these words beside the canonical ones, in upper or
lower case. What `values` declares counts first. A word that could mean several values of its column is not in the list.
The names of months are those of CLDR, in full and shortened, and those of Excel (`Mrz`), with or without accents and
points.
"""
MEASURES_OPENING = """\
## Measures

An objective names one of these measures, or a blend of them. *Sense* is the usual one; `only` marks a measure that has no
other. [Objectives](objectives.md) explains the order and what a loss is.
"""
SHOWN_AS_BLOCKS = ("sources", "tables")
BLOCKS: dict[str, type[BaseModel]] = {
    "[[planning.objective]]": Objective,
    "[[planning.blends]]": Blend,
    "[[planning.blends.terms]]": BlendTerm,
    "[[rules.groups]]": GroupRule,
    "[[rules.shares]]": ShareRule,
    "[[rules.risk]]": RiskRule,
    "[[rules.flow]]": FlowRule,
    "[[rules.programmes]]": ProgrammeRule,
    "[[rules.virement]]": VirementRule,
    "[rules.robust]": RobustRule,
    "[rules.tail]": TailRule,
    "[quality.rules.NAME]": RuleChange,
    "[[quality.exceptions]]": RuleException,
    "[[quality.expect]]": UserRule,
    "[[sources]]": Source,
    "[[sources.feeds]]": Feed,
    "unpivot = { ... }": Unpivot,
    "leaves_only = { ... }": Leaves,
    "join = { ... }": Join,
    "[sources.feeds.columns]": ColumnMap,
}


def settings_page() -> str:
    """Every key of portfolio.toml with its default and meaning."""
    lines = [OPENING]
    for name, field in Settings.model_fields.items():
        if name not in SHOWN_AS_BLOCKS:
            lines += _section(f"[{name}]", field.annotation)
    for title, model in BLOCKS.items():
        lines += _section(title, model)
    lines += [MEASURES_OPENING, *table(("measure", "unit", "sense", "what it counts"), _measures()), ""]
    lines += [WORDS_OPENING, *table(("locale", "column", "meaning", "words"), all_words()), ""]
    lines += ["## [[tables.NAME]]", "", Settings.model_fields["tables"].description or "", ""]
    return "\n".join(lines)


def _measures() -> Iterator[tuple[str, str, str, str]]:
    for name, each in MEASURES.items():
        only = ", only" if each.only else ""
        yield f"`{name}`", f"`{each.unit}`: {UNITS[each.unit]}", f"`{each.sense}`{only}", each.meaning


def _section(title: str, model: Any) -> list[str]:
    assert issubclass(model, BaseModel)
    return [f"## {title}", "", paragraph(model.__doc__ or ""), "", *table(("key", "default", "meaning"), _keys(model)), ""]


def _keys(model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        yield field.alias or name, _default(field), _escaped(field.description or "")


def _default(field: FieldInfo) -> str:
    """The default as one writes it in portfolio.toml; `needed` where there is none."""
    value = field.default
    if value is PydanticUndefined:
        return "needed"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{_escaped(str(list(value)))}`"
    is_date = hasattr(value, "isoformat")
    return f"`{value}`" if is_date else f"`{value!r}`"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
