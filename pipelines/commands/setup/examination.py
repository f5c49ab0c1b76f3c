"""The work of `cutline doctor`: tries each thing that a night needs."""

import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from cutline.contracts.choice_frames import CHOICE_FRAMES
from cutline.errors import CutlineError
from cutline.publishing.certificate import PACKAGES
from cutline.settings.loading import load_settings
from cutline.settings.solver import BUILT_IN_ENGINE
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.engines.catalogue import INTERFACES, EngineChoice
from optimizer.solver.engines.examination import engines_here, try_engine


def examine(folder: Path | None) -> list[tuple[str, str | None]]:
    """The things that were tried, each with its problem, or None if there is no problem. folder: a portfolio whose settings
    and folder are tried as well.
    """
    looks: list[tuple[str, Callable[[], None]]] = [
        (f"Python {sys.version.split()[0]}", _python),
        ("packages: " + ", ".join(f"{name} {version(name)}" for name in PACKAGES), lambda: None),
        ("HiGHS solves and proves", _solver),
        ("Great Expectations loads", lambda: _loads("great_expectations")),
        ("Dagster's web server is there", lambda: _loads("dagster_webserver")),
        ("time zones are known", lambda: _loads("zoneinfo", "Europe/London")),
        ("a folder can be swapped by a link", _links),
    ]
    if folder is not None:
        looks.append((f"{folder}/portfolio.toml is understood", lambda: load_settings(folder / "portfolio.toml") and None))
        looks.append((f"{folder} can be written to", lambda: _writes(folder)))
        looks.append((f"the engine of {folder}/portfolio.toml solves", lambda: _engine_solves(folder)))
    return [(name, _try(look)) for name, look in looks]


def examine_engines() -> list[str]:
    """One line for each engine on this machine, with what it lacks, and a last line with the engines that are not here."""
    tried = [try_engine(EngineChoice(name)) for name in engines_here()]
    lines = []
    for found in (each for each in tried if each.is_here):
        lacks = f" (without: {', '.join(found.lacks)})" if found.lacks and not found.trouble else ""
        state = f"{'note' if found.trouble else 'ok  '} engine {found.name} {found.version}".rstrip()
        lines.append(f"{state} {found.trouble or 'solves'}{lacks}")
    here = {each.name for each in tried if each.is_here}
    absent = ", ".join(f"{name} ({each.needs})" for name, each in INTERFACES.items() if name not in here)
    return [*lines, f"     engines that are not here: {absent}"]


def _try(look: Callable[[], None]) -> str | None:
    try:
        look()
    except CutlineError as error:
        return str(error)
    except Exception as error:  # whatever the problem is, it is reported
        return f"{type(error).__name__}: {error}"
    return None


def _python() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise RuntimeError("Python 3.11, 3.12 or 3.13 is needed")


def _solver() -> None:
    import polars as pl

    options = pl.DataFrame([("A", "full", 0, 1, 3), ("B", "full", 0, 1, 2)], schema=CHOICE_FRAMES["options"], orient="row")
    demand = pl.DataFrame(
        [("A", "full", 0, "R", 0, 2), ("B", "full", 0, "R", 0, 2)], schema=CHOICE_FRAMES["demand"], orient="row"
    )
    capacity = pl.DataFrame([("R", 0, 3)], schema=CHOICE_FRAMES["capacity"], orient="row")
    plan = solve(build_problem({"options": options, "demand": demand, "capacity": capacity}), Limits())
    if isinstance(plan, Failed) or (plan.value, plan.outcome) != (3, "proven"):
        raise RuntimeError(f"expected value 3, proven; got {plan}")


def _engine_solves(folder: Path) -> None:
    s = load_settings(folder / "portfolio.toml").solver
    if s.engine != BUILT_IN_ENGINE and (trouble := try_engine(EngineChoice(s.engine, s.engine_options)).trouble):
        raise RuntimeError(f"{s.engine} {trouble}")


def _loads(module: str, zone: str | None = None) -> None:
    loaded = import_module(module)
    if zone:
        loaded.ZoneInfo(zone)


def _links() -> None:
    with tempfile.TemporaryDirectory() as place:
        os.symlink(place, Path(place) / "link")


def _writes(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder):
        pass
