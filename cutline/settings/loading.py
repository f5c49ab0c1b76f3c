"""Reads portfolio.toml into `Settings`, and reports everything that is wrong with the file.

Pydantic checks types and limits; this module turns its errors into messages that a person can act on.
"""

import difflib
import functools
import tomllib
import typing
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cutline.errors import Finding, SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.section import section_of

M = typing.TypeVar("M", bound=BaseModel)
FILE_NAMES = ("files", "member", "file")  # keys whose texts are patterns of file names


def load_settings(path: Path) -> Settings:
    """Read portfolio.toml. Raises SettingsError with every problem in the file.

    The file is read each time. Texts that were read before are not parsed and checked again: the steps of a night ask a hundred times.
    """
    where = path.name
    try:
        return _settings_of_text(path.read_text("utf-8"), where)
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


@functools.lru_cache(maxsize=8)
def _settings_of_text(text: str, where: str) -> Settings:
    settings = settings_from(tomllib.loads(text), where)
    settings.horizon()
    return settings


def settings_from(raw: dict[str, Any], where: str = "portfolio.toml") -> Settings:
    """Settings from parsed TOML. Raises SettingsError with every unknown key, or else with every value of a wrong type or out
    of range.
    """
    return section_from(raw, Settings, where)


def section_from(raw: dict[str, Any], model: type[M], where: str) -> M:
    """A section from parsed TOML, as `settings_from` reads the whole file."""
    raw = {key: _composed(value) for key, value in raw.items()}
    findings = list(_unknown_keys(raw, model, where))
    if findings:
        raise SettingsError(f"{where} has unknown keys", findings)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        findings = [_finding_of(each, raw, where) for each in error.errors()]
        raise SettingsError(f"{where} cannot be used", findings) from None


def _composed(value: Any, key: str = "") -> Any:
    """A value in which every text is in Unicode's composed form (NFC), as the cells of exports are. Patterns of file names
    stay as they are, because a name is compared with what the file system holds.
    """
    if isinstance(value, dict):
        return {_composed(name): _composed(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(each, key) for each in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) and key not in FILE_NAMES else value


def _finding_of(problem: ErrorDetails, raw: dict[str, Any], where: str) -> Finding:
    is_block = isinstance(problem["input"], dict | Settings)
    is_question = problem["input"] == "?"
    return Finding(
        f"{where}, {_place_in_words(problem['loc'], raw)}",
        "a block that cannot be used; the next line says why" if is_block else repr(problem["input"]),
        problem["msg"].removeprefix("Value error, "),
        "answer the question that cutline inspect wrote there" if is_question else "look the key up in docs/settings.md",
    )


def _place_in_words(place: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """The place of a problem in words: a source by its name, and entries of lists counted from 1."""
    words, here = [], raw
    for part in place:
        if isinstance(here, dict) and isinstance(part, int):
            continue  # a single block stands where a list of blocks may stand
        if isinstance(here, list) and isinstance(part, str):
            words.append(part)  # the form of a value, such as "as a list"
            continue
        here = here[part] if isinstance(here, dict | list) and (isinstance(part, int) or part in here) else {}
        name = here.get("name") or here.get("table") if isinstance(here, dict) and isinstance(part, int) else None
        number = str(part + 1) if isinstance(part, int) else part
        words.append(f"{number} ({name})" if name else number)
    return ", ".join(words) or "as a whole"


def _unknown_keys(raw: Any, model: type[BaseModel], where: str) -> Iterator[Finding]:
    """One finding for each key, at any depth, that the section `model` does not have."""
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
        is_table_of_blocks = typing.get_origin(fields[key].annotation) is dict
        for name, block in _blocks(value, is_table_of_blocks=is_table_of_blocks):
            yield from _unknown_keys(block, inner, f"{where}, {key}" + (f" {name}" if name else ""))


def _blocks(value: Any, *, is_table_of_blocks: bool) -> Iterable[tuple[Any, Any]]:
    """The blocks in `value`, each with its name or its number in a list; a single block has no name."""
    if is_table_of_blocks and isinstance(value, dict):
        return value.items()
    if isinstance(value, list):
        return enumerate(value, 1)
    return [("", value)]
