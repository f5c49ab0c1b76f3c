"""Applies a scenario: to the settings of the portfolio, and to the frames that the optimiser gets."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl

from cutline.choices.scenarios.scenario_file import ALL, BASIS, FOLDER, Scenario, change_bp, merged
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.errors import Finding, SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.settings.section import nearest

Frames = Mapping[str, pl.DataFrame]
FORCED = "force_in"


# The settings that a scenario may not change, each with the reason. A section is followed by the keys that it may change.
FIXED: dict[str, tuple[tuple[str, ...], str]] = {
    "portfolio": (("name",), "the amounts of the night are read already, in its currency and as of its day"),
    "calendar": (("periods",), "the exports were read with the periods and fiscal years of the night"),
    "sources": ((), "the exports of the night are read already"),
    "tables": ((), "the tables of the night are read already"),
    "quality": ((), "the exports of the night were checked already"),
}


def scenario_settings(toml: Path, scenario: Scenario, name: str, base: Settings) -> Settings:
    """The settings of a portfolio with those of the scenario. toml: portfolio.toml. base: the settings of the night.

    Raises SettingsError as `settings_from`, and for a setting that cannot be changed once the night has read the exports, or with
    which the two plans would count in different units.
    """
    where = f"{FOLDER}/{name}.toml with {toml.name}"
    settings = settings_from(merged(tomllib.loads(toml.read_text("utf-8")), scenario.settings), where)
    settings.horizon()
    findings = [Finding(f"{where}, {key}", "another value than the night's", why, "change it in portfolio.toml and run a night") for key, why in _fixed(base, settings)]  # fmt: skip
    if findings:
        raise SettingsError("a scenario cannot change that", findings)
    return settings


def _fixed(base: Settings, settings: Settings) -> Iterator[tuple[str, str]]:
    """The settings that differ though a scenario may not change them, each with the reason."""
    was, now = base.model_dump(), settings.model_dump()
    for section, (free, why) in FIXED.items():
        own, other = was[section], now[section]
        if isinstance(own, dict) and section != "tables":
            yield from ((f"{section}.{key}", why) for key in own if key not in free and own[key] != other[key])
        elif own != other:
            yield section, why
    for key in ("objective", "blends"):
        if was["planning"][key] != now["planning"][key]:
            yield f"planning.{key}", "the objective of the night, because the values of the two plans are compared"


def scenario_frames(frames: Frames, scenario: Scenario, name: str) -> dict[str, pl.DataFrame]:
    """The frames of the optimiser with the changes of a scenario. Amounts are rounded down to whole minor units and milli-FTE.

    Raises SettingsError for a fund, role or project that the frames do not have, and for a project that the scenario both forces in
    and leaves out.
    """
    where = f"{FOLDER}/{name}.toml"
    projects = scenario.projects
    _demand_known(where, "money", scenario.money, frames["budgets"]["fund_id"])
    _demand_known(where, "people", scenario.people, frames["capacity"]["role_id"])
    for key, ids in (("force_in", projects.force_in), ("leave_out", projects.leave_out), ("delay", projects.delay)):
        _demand_known(where, f"projects.{key}", ids, frames["options"]["project_id"])
    both = sorted(set(projects.force_in) & set(projects.leave_out))
    if both:
        twice = Finding(
            f"{where}, projects",
            f"{', '.join(both)} in force_in and in leave_out",
            "each project once",
            "take it out of one list",
        )
        raise SettingsError("a project is forced in and left out", [twice])
    found = dict(frames)
    found["budgets"] = _scaled(frames["budgets"], "fund_id", "amount_minor", scenario.money)
    found["capacity"] = _scaled(frames["capacity"], "role_id", "milli_fte", scenario.people)
    found |= _without_options(found, _gone(found, scenario))
    rows = [(project, FORCED, f"forced in by the scenario {name}") for project in projects.force_in]
    forced = pl.DataFrame(rows, schema=frames["requirements"].schema, orient="row")
    kept = frames["requirements"].filter(~pl.col("project_id").is_in(projects.leave_out))
    found["requirements"] = pl.concat([kept, forced]).sort("project_id", "rule")
    return found


def _demand_known(where: str, key: str, ids: Iterable[str], known: pl.Series) -> None:
    names = set(known)
    findings = [
        Finding(
            f"{where}, {key}",
            f"{each!r}{nearest(each, names)}",
            "an id of the night that the optimiser was offered",
            "correct the id",
        )
        for each in ids
        if each != ALL and each not in names
    ]
    if findings:
        raise SettingsError(f"{where} names what the night does not have", findings)


def _scaled(frame: pl.DataFrame, key: str, column: str, changes: Mapping[str, str]) -> pl.DataFrame:
    own = {name: change_bp(text) for name, text in changes.items()}
    by = pl.col(key).replace_strict(own, default=own.get(ALL, 0), return_dtype=pl.Int64)
    return frame.with_columns((pl.col(column) * (BASIS + by) // BASIS).alias(column)) if own else frame


def _gone(frames: Frames, scenario: Scenario) -> pl.DataFrame:
    """The option keys that a scenario takes out: of projects that are left out, and starts that a delay forbids."""
    options, stops = frames["options"], frames["stop_modes"]
    out = options.filter(pl.col("project_id").is_in(scenario.projects.leave_out))
    running = options.join(stops, on=["project_id", "mode_id"], how="anti")
    delays = pl.DataFrame(
        list(scenario.projects.delay.items()), schema={"project_id": pl.String, "delay": pl.Int64}, orient="row"
    )
    first = running.group_by("project_id").agg(first=pl.col("start_index").min())
    early = (
        running.join(delays, on="project_id")
        .join(first, on="project_id")
        .filter(pl.col("start_index") < pl.col("first") + pl.col("delay"))
    )
    return pl.concat([frame.select(OPTION_KEY) for frame in (out, early)]).unique(maintain_order=True)


def _without_options(frames: Frames, gone: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Every frame that has options, without those."""
    return {
        name: frame.join(gone, on=list(OPTION_KEY), how="anti", maintain_order="left")
        for name, frame in frames.items()
        if gone.height and set(OPTION_KEY) <= set(frame.columns) and name != "approved"
    }
