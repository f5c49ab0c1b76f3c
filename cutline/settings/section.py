"""What every section of portfolio.toml shares: frozen, and an unknown key is an error that names the nearest known one."""

import difflib
import types
import typing
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section of the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The settings section an annotation speaks of, itself or as the item of a tuple, dict or union; None where it is a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, dict, types.UnionType, typing.Union):
        return next(filter(None, map(section_of, typing.get_args(annotation))), None)
    return None
