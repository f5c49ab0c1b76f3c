"""Reads the file of a scenario, `scenarios/NAME.toml` in the folder of the portfolio, with the scenarios that it inherits from."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, StrictInt, field_validator

from cutline.errors import Finding, SettingsError
from cutline.settings.loading import section_from
from cutline.settings.section import Section, nearest

FOLDER = "scenarios"
ALL = "*"  # stands for every fund or every role that is not named
BASIS = 10_000  # basis points in a whole
MOST_PERIODS = 1000  # more than any calendar has
_CHANGE = re.compile(r"([+-]\d{1,4}(?:\.\d{1,2})?)\s?%")


class ProjectChanges(Section):
    """What a scenario decides about single projects."""

    force_in: tuple[str, ...] = Field((), description="Projects that must run.")
    leave_out: tuple[str, ...] = Field((), description="Projects that must not run.")
    delay: dict[str, StrictInt] = Field(
        {}, description="Project id to the number of periods by which its earliest start moves later."
    )

    @field_validator("delay")
    @classmethod
    def _is_later(cls, delay: dict[str, int]) -> dict[str, int]:
        if any(not 1 <= periods <= MOST_PERIODS for periods in delay.values()):
            raise ValueError(f"a delay is a number of periods from 1 on, and at most {MOST_PERIODS}")
        return delay


class Scenario(Section):
    """One scenario."""

    title: str = Field("", description="What the scenario asks, in words.")
    inherits: str = Field("", description="Another scenario, whose changes count where this one states nothing.")
    money: dict[str, str] = Field({}, description='Fund id to the change of its budgets, such as "+5%"; "*" is every other fund.')
    people: dict[str, str] = Field(
        {}, description='Role id to the change of its people, such as "-10%"; "*" is every other role.'
    )
    projects: ProjectChanges = Field(
        default_factory=lambda: ProjectChanges.model_validate({}), description="Projects that are forced in, left out or delayed."
    )
    settings: dict[str, Any] = Field({}, description="Sections of portfolio.toml, of which the keys written here count instead.")

    @field_validator("money", "people")
    @classmethod
    def _is_change(cls, changes: dict[str, str]) -> dict[str, str]:
        for text in changes.values():
            change_bp(text)
        return changes


def change_bp(text: str) -> int:
    """A change in basis points: "+5%" is 500. Raises ValueError for another text, and for less than nothing."""
    match = _CHANGE.fullmatch(text.strip())
    found = int(Decimal(match[1]) * 100) if match else -BASIS - 1
    if found < -BASIS:
        raise ValueError(f'{text!r} is no change; write "+5%" or "-10%", from "-100%" on')
    return found


def load_scenario(portfolio: Path, name: str) -> Scenario:
    """A scenario of a portfolio, with what it inherits. Raises SettingsError for a file that is not there or cannot be used."""
    return section_from(_with_inherited(portfolio, name, ()), Scenario, f"{FOLDER}/{name}.toml")


def _with_inherited(portfolio: Path, name: str, below: tuple[str, ...]) -> dict[str, Any]:
    if name in below:
        way = " inherits from ".join((*below, name))
        raise SettingsError("scenarios inherit from one another", [Finding(f"{FOLDER}/{name}.toml, inherits", way, "a chain that ends", "take one `inherits` away")])  # fmt: skip
    own = _read(portfolio, name)
    if not own.get("inherits"):
        return own
    return merged(_with_inherited(portfolio, str(own["inherits"]), (*below, name)), own)


def _read(portfolio: Path, name: str) -> dict[str, Any]:
    path, where = portfolio / FOLDER / f"{name}.toml", f"{FOLDER}/{name}.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError:
        known = sorted(each.stem for each in (portfolio / FOLDER).glob("*.toml"))
        expected = f"one of {', '.join(known)}" if known else "a scenario, in a file such as scenarios/less-money.toml"
        raise SettingsError("no such scenario", [Finding(where, f"no file that can be read{nearest(name, known)}", expected, "write the file; docs/questions.md shows one")]) from None  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{where} is not TOML", [Finding(where, str(error), "TOML in UTF-8", "correct the line that the error names")]) from None  # fmt: skip


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Two tables of TOML in one: the keys of `over` count, and tables below them are merged in the same way. Lists are replaced."""
    found = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = merged(found[key], value) if both else value
    return found
