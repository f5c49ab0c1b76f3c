"""Reads portfolio.toml into `Settings`. Pydantic holds the types and the limits; this module turns its errors into ones that a person can act on."""

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
                    "cutline init DIR makes one; cutline sample DIR makes one with data; then name that folder",
                )
            ],
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{where} is not TOML", [Finding(where, str(error), "TOML in UTF-8", "mend the line named")]
        ) from None
    settings = settings_from(raw, where)
    settings.horizon()
    return settings


def settings_from(raw: dict[str, Any], where: str = "portfolio.toml") -> Settings:
    """Settings from parsed TOML. Raises SettingsError with every unknown key and every value out of type or range."""
    findings = list(_unknown_keys(raw, Settings, where))
    if findings:
        raise SettingsError(f"{where} has keys that are not known", findings)
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        found = [
            Finding(
                f"{where}, {_spoken(problem['loc'], raw)}",
                repr(problem["input"]) if not isinstance(problem["input"], dict | Settings) else "see expected",
                problem["msg"].removeprefix("Value error, "),
                "answer the question that cutline inspect wrote there"
                if problem["input"] == "?"
                else "see docs/settings.md for the key",
            )
            for problem in error.errors()
            if problem["type"] != "too_short" or not problem["input"]  # the items were refused one by one already
        ]
        raise SettingsError(f"{where} cannot be used", found) from None


def _spoken(place: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """Where a problem is, as a person would say it: the source by its name, lists counted from 1."""
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
                f"write {near[0]!r} if that is what you meant" if near else "remove it",
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
