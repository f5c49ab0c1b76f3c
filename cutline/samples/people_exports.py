"""The exports of the people systems: the demand of projects, the capacity of roles, and the register of people with skills.

Demand and capacity are by quarter.
"""

import random
from datetime import date
from pathlib import Path

from cutline.samples.defects import Defects
from cutline.samples.file_writing import write_csv
from cutline.samples.synthetic_projects import CALENDAR, DAY, SampleProject

SKILLS = {
    "Software engineer": ("Integration", "Mobile"), "Data engineer": ("Telemetry",), "Electrical engineer": ("High voltage",),
    "Civil engineer": ("Pipelines",), "Project manager": ("NEC contracts",), "Business analyst": ("Process design",), "Compliance specialist": ("Water quality",),
}  # fmt: skip  # fmt: skip
UNITS = {"Software engineer": "Digital", "Data engineer": "Digital", "Business analyst": "Change", "Project manager": "Change"}
OTHER_UNIT = "Engineering"


def write_demand(exports: Path, projects: list[SampleProject], defects: Defects) -> None:
    """Write what each mode needs of each role, with one column for each quarter from the start."""
    longest = max(mode.length for p in projects for mode in p.modes.values())
    rows: list[list[object]] = [["Project", "Option", "Role", "Skill", "Booking", *(f"Q+{i}" for i in range(longest))]]
    for p in projects:
        for name, mode in p.modes.items():
            for role, needs in mode.demand.items():
                cells: list[object] = [*(f"{need:.2f}" for need in needs), *([""] * (longest - len(needs)))]
                if p.key == defects.get("need in words") and name == "FULL":
                    cells[0] = "two"
                skill = SKILLS[role][0] if int(p.key) % 3 == 0 else ""
                rows.append([p.key, name, role, skill, "Firm" if p.is_running else "Pencilled", *cells])
    write_csv(exports / f"resource_demand_{DAY:%Y%m%d}.txt", rows, "utf-16", "\t")


def write_capacity(exports: Path, projects: list[SampleProject], rng: random.Random) -> None:
    """Write the capacity of each role, transposed: each record is a column.

    The capacity is level over the quarters and somewhat less than half of what all live projects at full scope and earliest
    start would need.
    """
    roles = {role for p in projects for mode in p.modes.values() for role in mode.demand}
    asked: dict[str, list[float]] = {role: [0.0] * CALENDAR.periods for role in roles}
    held: dict[str, list[float]] = {}
    for p in (p for p in projects if p.is_live):
        for role, needs in p.modes["FULL"].demand.items():
            for offset, need in enumerate(needs):
                if 0 <= p.first + offset < CALENDAR.periods:
                    asked[role][p.first + offset] += need
                    if p.is_running or p.is_mandated:
                        held.setdefault(role, [0.0] * CALENDAR.periods)[p.first + offset] += need
    columns = []
    for role in sorted(asked):
        level = max(0.45 * sorted(asked[role])[-3], 1.15 * max(held.get(role, [0.0])), 1.0)
        for t in range(CALENDAR.periods):
            free = round(4 * level * rng.uniform(0.95, 1.05)) / 4
            run, leave = round(free * 0.5 * 4) / 4, round(free * 0.12 * 4) / 4
            columns.append([role, _quarter(CALENDAR.period_start(t)), f"{free + run + leave:.2f}", f"{run:.2f}", f"{leave:.2f}"])
    columns = [[*column, UNITS.get(column[0], OTHER_UNIT)] for column in columns]
    heads = ["Role", "Quarter", "Headcount (FTE)", "of which run", "of which leave", "Unit"]
    write_csv(
        exports / f"hr_capacity_{DAY:%Y%m%d}.csv", [[head, *(column[i] for column in columns)] for i, head in enumerate(heads)]
    )


def _quarter(day: date) -> str:
    """A calendar quarter as the sample's export writes it, such as 2027-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def write_people(exports: Path, day: date, projects: int, rng: random.Random) -> None:
    """Write the register of people with their skills: for each role a fifth as many people as `projects`, and at least three."""
    rows: list[list[object]] = [["Person", "Role", "Skill", "Level", "FTE"]]
    for role, skills in SKILLS.items():
        for i in range(max(projects // 5, 3)):
            skill = skills[i % len(skills)]
            rows.append([f"U-{role[:2].upper()}{i:03d}", role, skill, rng.randint(1, 5), f"{rng.choice([0.5, 0.8, 1.0]):.2f}"])
    write_csv(exports / f"people_{day:%Y%m%d}.csv", rows)
