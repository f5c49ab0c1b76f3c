"""Reads portfolio.toml into `Settings`, and reports everything that is wrong with the file.

Pydantic checks types and limits; this module turns its errors into messages that a person can act on.
"""

import difflib
import tomllib
import typing
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from cutline.errors import Finding, SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.section import section_of


def load_settings(path: Path) -> Settings:
    """Read portfolio.toml. Raises SettingsError with every problem in the file."""
    where = path.name
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError:
        raise SettingsError(
            "no portfolio here",
            [
                Finding(
                    str(path),
                    "no file that can be read",
                    "a portfolio folder with a portfolio.toml",
                    "make one with cutline init DIR, or one with data with cutline sample DIR, and name that folder",
                )
            ],
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{where} is not TOML", [Finding(where, str(error), "TOML in UTF-8", "correct the line that the error names")]
        ) from None
    settings = settings_from(raw, where)
    settings.horizon()
    return settings


def settings_from(raw: dict[str, Any], where: str = "portfolio.toml") -> Settings:
    """Settings from parsed TOML. Raises SettingsError with every unknown key, or else with every value of a wrong type or out of range."""
    findings = list(_unknown_keys(raw, Settings, where))
    if findings:
        raise SettingsError(f"{where} has unknown keys", findings)
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        found = [
            Finding(
                f"{where}, {_place_in_words(problem['loc'], raw)}",
                repr(problem["input"]) if not isinstance(problem["input"], dict | Settings) else "see expected",
                problem["msg"].removeprefix("Value error, "),
                "answer the question that cutline inspect wrote there"
                if problem["input"] == "?"
                else "look the key up in docs/settings.md",
            )
            for problem in error.errors()
            if problem["type"] != "too_short" or not problem["input"]  # the items of the list have been refused one by one
        ]
        raise SettingsError(f"{where} cannot be used", found) from None


def _place_in_words(place: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """The place of a problem in words: a source by its name, and entries of lists counted from 1."""
    words, here = [], raw
    for part in place:
        here = here[part] if isinstance(here, dict | list) and (isinstance(part, int) or part in here) else {}  # type: ignore[index]
        name = here.get("name") or here.get("table") if isinstance(here, dict) and isinstance(part, int) else None
        number = str(part + 1) if isinstance(part, int) else part
        words.append(f"{number} ({name})" if name else number)
    return ", ".join(words) or "as a whole"


def _unknown_keys(raw: Any, model: type[BaseModel], where: str) -> typing.Iterator[Finding]:
    if not isinstance(raw, dict):
        return
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in raw.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1, cutoff=0.5)
            yield Finding(
                f"{where}, {key}",
                f"unknown key {key!r}",
                f"one of {', '.join(sorted(fields))}",
                f"write {near[0]!r} if you meant that key" if near else "remove the key",
            )
            continue
        inner = section_of(fields[key].annotation)
        if inner is None:
            continue
        keyed = typing.get_origin(fields[key].annotation) is dict
        children = (
            value.items()
            if keyed and isinstance(value, dict)
            else enumerate(value, 1)
            if isinstance(value, list)
            else [("", value)]
        )
        for name, child in children:
            yield from _unknown_keys(child, inner, f"{where}, {key}" + (f" {name}" if name else ""))
