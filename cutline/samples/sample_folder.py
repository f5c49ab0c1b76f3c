"""Writes the folder of `cutline sample`: a water and power company's portfolio, as messy exports of several systems.

The folder is for a first look, for demonstrations and for tests. Everything is drawn from one seeded generator; the same
arguments give the same bytes. The mess is deliberate: several encodings and separators, currency text, a transposed sheet, a
wide sheet, an old file, and a handful of bad rows.
"""

import random
from importlib.resources import files
from pathlib import Path

from cutline.errors import Finding, UsageError
from cutline.samples.defects import choose_defects
from cutline.samples.history_exports import past_generator, write_history
from cutline.samples.money_exports import write_benefits, write_costs, write_funds
from cutline.samples.people_exports import write_capacity, write_demand, write_people
from cutline.samples.progress_exports import write_progress
from cutline.samples.project_exports import write_dependencies, write_options, write_projects, write_risks, write_scores
from cutline.samples.synthetic_projects import CLASSES, DAY, OLD_DAY, SPONSORS, invent_project


def write_sample(folder: Path, projects: int, seed: int) -> None:
    """Write portfolio.toml, scenarios/ and exports/ into `folder`.

    Raises UsageError when `folder` already has a portfolio, or when `projects` is not 5 to 5,000.
    """
    if not 5 <= projects <= 5000:
        raise UsageError(
            "a sample of that size cannot be made", [Finding("--projects", str(projects), "5 to 5000", "choose another number")]
        )
    if (folder / "portfolio.toml").exists():
        raise UsageError(
            "the folder already has a portfolio",
            [Finding(str(folder), "a portfolio.toml", "an empty or new folder", "choose another folder, or remove this one")],
        )
    rng = random.Random(seed)
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "portfolio.toml").write_text((files("cutline.samples") / "templates" / "sample.toml").read_text("utf-8"), "utf-8")
    everything = [invent_project(rng, number) for number in range(1, projects + 1)]
    defects = choose_defects(rng, everything)
    write_projects(exports / f"ppm_projects_{OLD_DAY:%Y%m%d}.csv", everything[: projects * 9 // 10], {})
    write_projects(exports / f"ppm_projects_{DAY:%Y%m%d}.csv", everything, defects)
    write_options(exports, everything)
    write_costs(exports, everything, defects)
    write_benefits(exports, everything, defects)
    write_demand(exports, everything, defects)
    write_capacity(exports, everything, rng)
    write_funds(exports, everything)
    write_dependencies(exports, everything, rng)
    write_scores(exports, everything, rng)
    write_risks(exports, everything, rng, defects)
    past = past_generator(seed)  # the people are drawn after the finished projects: another order would change the figures
    write_history(exports, DAY, projects, past, {name: each[0] for name, each in CLASSES.items()}, SPONSORS)
    write_people(exports, DAY, projects, past)
    write_progress(exports, everything, random.Random(seed + 7))
