"""What every section of portfolio.toml shares: frozen, and an unknown key is an error that names the nearest known one."""

import difflib
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section of the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
