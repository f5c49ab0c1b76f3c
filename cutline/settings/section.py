"""The base class of every section of portfolio.toml, and what sections share.

Two helpers are shared: the nearest known word, and the section behind an annotation.
"""

import difflib
import types
import typing
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section of the settings. A section cannot be changed after it was read, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


def nearest(word: str, known: Iterable[str]) -> str:
    """A question that suggests the known word nearest to `word`, or an empty text if no known word is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The section that an annotation names: itself, or the item of a tuple, dict or union. None if the annotation is that
    of a plain value.
    """
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) is typing.Annotated:
        return section_of(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (tuple, dict, types.UnionType, typing.Union):
        return next(filter(None, map(section_of, typing.get_args(annotation))), None)
    return None
