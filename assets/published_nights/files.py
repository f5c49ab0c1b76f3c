"""Reads the files of a published night; no function of this module writes a file."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cutline.choices.options.choices import CHOICE_NAMES
from cutline.contracts.choice_frames import CHOICE_FRAMES
from cutline.errors import Finding, UsageError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from optimizer.plan import Plan

ADDED_FRAMES = (
    "objectives",
    "objective_terms",
    "objective_people",
    "objective_synergies",
)  # frames that older nights do not have


def read_frames(night: Path, folder: str, names: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """The frames `names` of the night in the folder `night`, from its sub-folder `folder` (parquet, tables or problem).

    A night that was published before there were several objectives has no frames of them: they are empty.
    """
    return {name: _read_frame(night / folder / f"{name}.parquet", name, folder) for name in names}


def _read_frame(path: Path, name: str, folder: str) -> pl.DataFrame:
    if folder == "problem" and name in ADDED_FRAMES and not path.exists():
        return pl.DataFrame(schema=CHOICE_FRAMES[name])
    return pl.read_parquet(path)


@dataclass(frozen=True)
class AskedNight:
    """What a question about a night needs: its folder, the choice frames, the plan, the settings, and published tables by name."""

    folder: Path
    frames: dict[str, pl.DataFrame]
    plan: Plan
    settings: Settings
    published: dict[str, pl.DataFrame]


def asked_night(folder: Path, published: tuple[str, ...] = ()) -> AskedNight:
    """The night in a folder. published: the names of the published tables to read as well.

    Raises UsageError for a folder that is no night, and for a night whose files this version cannot read.
    """
    if not (folder / "plan.json").exists():
        action = "run cutline run first, or name another folder"
        raise UsageError("there is no night to ask", [Finding(str(folder), "no plan.json", "a published night, or a portfolio that has one", action)])  # fmt: skip
    try:
        plan = Plan.from_json((folder / "plan.json").read_text("utf-8"))
        found = read_frames(folder, "problem", tuple(CHOICE_NAMES))
        frames = {name: found[name].select(list(schema)) for name, schema in CHOICE_FRAMES.items()}
        return AskedNight(
            folder, frames, plan, load_settings(folder / "portfolio.toml"), read_frames(folder, "parquet", published)
        )
    except (OSError, pl.exceptions.PolarsError, LookupError, TypeError, ValueError) as error:
        # A settings error has its own words, and says where.
        action = "ask the version of Cutline that published it (certificate.json names it), or check it with cutline verify"
        raise UsageError("the night cannot be read", [Finding(str(folder), f"{type(error).__name__}: {error}", "a night of this version", action)]) from error  # fmt: skip
