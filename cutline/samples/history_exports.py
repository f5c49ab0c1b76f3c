"""Writes the exports about finished projects: their baselines, postings and milestones.

Finished projects are drawn from a random generator of their own (`past_generator`), so that drawing them does not change
the open projects of a seed. `people_exports.py` writes the register of people, which is drawn from `past_generator`, too.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from cutline.samples.file_writing import write_csv

HEADS = {
    "archive": ["Project No", "Title", "Sponsor", "Lifecycle", "Class", "Strategic theme", "Region"],
    "baseline": ["Project", "Quarter (0 = start)", "Class", "Approved (£)"],
    "postings": ["Project", "Month", "Class", "Account", "Amount (£)", "Journal"],
    "milestones": ["Project", "Milestone", "Baseline", "Forecast", "Actual", "Gate?"],
}
TITLES = {
    "Network": "Mains renewal", "Digital": "Systems replacement", "Compliance": "Licence remediation", "Decarbonise": "Solar roll-out",
}  # fmt: skip  # fmt: skip
NAMES = (
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Gorse",
    "Hazel",
    "Ivy",
    "Juniper",
    "Kelp",
    "Larch",
    "Maple",
    "Nettle",
    "Oak",
    "Pine",
)

# Class: cost in per cent of the baseline, and days late. Reference classes are computed from these projects.
HABITS = {"Network": (112, 40), "Digital": (131, 95), "Compliance": (103, 10), "Decarbonise": (118, 60)}


def past_generator(seed: int) -> random.Random:
    """The random generator for everything that is drawn after the open projects. It is separate from the generator that
    drew the open projects.
    """
    return random.Random(seed + 1_000_003)


def write_history(
    exports: Path, day: date, projects: int, rng: random.Random, classes: dict[str, str], sponsors: Sequence[str]
) -> None:
    """Write the files of the past: finished projects, a sixth as many as `projects`, with baselines, postings and milestones.

    rng: the generator of the past, see `past_generator`. classes: the theme of each class. sponsors: their names.
    """
    rows: dict[str, list[Sequence[object]]] = {name: [] for name in HEADS}
    for i in range(max(projects // 6, 4)):
        kind = list(classes)[i % len(classes)]
        key = f"9{i:03d}"
        rows["archive"].append(
            [
                key,
                f"{TITLES[kind]} {NAMES[i // len(classes) % len(NAMES)]}",
                sponsors[i % len(sponsors)],
                "Complete",
                kind,
                classes[kind],
                "all",
            ]
        )
        _finished(rng, key, kind, day, rows)
    for name, head in HEADS.items():
        write_csv(exports / f"{name}_{day:%Y%m%d}.csv", [head, *rows[name]])


def _finished(rng: random.Random, key: str, kind: str, day: date, rows: dict[str, list[Sequence[object]]]) -> None:
    """Add the rows of one finished project: its baseline, its postings month by month, and its late delivery."""
    over, late = HABITS[kind]
    approved, months = rng.randint(300, 3000) * 1000, rng.randint(9, 18)
    begun = day - timedelta(days=rng.randint(700, 1500))
    spent = approved * rng.randint(over - 14, over + 14) // 100
    for cost_class, part in (("CAPEX", 70), ("OPEX", 30)):
        rows["baseline"].append([key, 0, cost_class, f"{approved * part / 100:.2f}"])
        for m in range(months):
            year, month = divmod(begun.year * 12 + begun.month - 1 + m, 12)
            rows["postings"].append(
                [
                    key,
                    f"{year}-{month + 1:02d}",
                    cost_class,
                    "4100" if part == 70 else "6100",
                    f"{spent * part / 100 / months:.2f}",
                    f"J{key}-{cost_class[:1]}{m:02d}",
                ]
            )
    end = begun + timedelta(days=30 * months)
    slip = timedelta(days=max(rng.randint(late - 30, late + 60), -20))
    rows["milestones"] += [[key, "Start", begun, begun, begun, "No"], [key, "Delivery", end, end + slip, end + slip, "Yes"]]
