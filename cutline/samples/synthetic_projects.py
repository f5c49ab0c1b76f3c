"""Invents the projects of a water and power company: names, modes, costs, benefits and demand, not yet as exports.

Everything is drawn from one seeded generator, so the same seed gives the same projects.
"""

import random
from dataclasses import dataclass, field
from datetime import date

from cutline.contracts.calendar import Calendar

CALENDAR = Calendar("quarter", date(2027, 4, 1), 12, 4, "start")
DAY, OLD_DAY = date(2027, 3, 1), date(2027, 2, 22)
EUR_RATE = 0.8571

# Class: (theme, share of projects, typical cost in £k, share of capex, roles used)
CLASSES: dict[str, tuple[str, float, int, float, tuple[str, ...]]] = {
    "Network": ("Resilient supply", 0.34, 2600, 0.85, ("Civil engineer", "Electrical engineer", "Project manager")),
    "Digital": (
        "Digital customer",
        0.30,
        1100,
        0.55,
        ("Software engineer", "Data engineer", "Business analyst", "Project manager"),
    ),
    "Compliance": ("Licence to operate", 0.12, 900, 0.45, ("Compliance specialist", "Business analyst", "Project manager")),
    "Decarbonise": (
        "Net zero",
        0.24,
        1900,
        0.80,
        ("Electrical engineer", "Civil engineer", "Business analyst", "Project manager"),
    ),
}
WORDS = {
    "Network": (["Pumping station", "Trunk main", "Reservoir", "Substation", "Treatment works", "Storm overflow", "Switchgear"],
                ["renewal", "capacity upgrade", "refurbishment", "leak reduction", "flood protection"]),
    "Digital": (["Customer portal", "Smart metering", "Field mobility", "Billing platform", "Asset data lake", "Contact centre", "GIS"],
                ["replacement", "roll-out", "automation", "migration", "phase 2"]),
    "Compliance": (["Water quality", "Cyber security", "Health and safety", "Data protection", "Discharge permit"],
                   ["programme", "remediation", "reporting", "audit actions"]),
    "Decarbonise": (["Solar", "Heat pump", "Fleet electrification", "Biogas", "Battery storage", "Peatland"],
                    ["pilot", "roll-out", "extension", "grid connection"]),
}  # fmt: skip  # fmt: skip
PLACES = ["North", "South", "Vale", "Coast", "Moor", "Estuary", "Île-de-Brume", "Hills", "Town", "Harbour"]
SPONSORS = ["A. Okafor", "M. Lindqvist", "R. Patel", "S. Duarte", "J. Whitfield", "C. Müller", "T. Nakamura", "E. Ó Briain"]


@dataclass
class SampleProject:
    """One invented project in the words of the exporting systems."""

    key: str
    name: str
    kind: str
    status: str
    mandate: str
    first: int  # start window, as periods from the start of the horizon
    last: int
    deadline: date | None
    quality: float  # benefits over costs
    sponsor: str
    place: str
    modes: dict[str, "SampleMode"] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """Whether work has begun."""
        return self.status == "In Delivery"

    @property
    def is_live(self) -> bool:
        """Whether the project runs or may be chosen."""
        return self.status in ("Bid", "Business case approved", "In Delivery")

    @property
    def is_mandated(self) -> bool:
        """Whether a regulator, a contract or safety requires the project."""
        return self.mandate != "No"


@dataclass
class SampleMode:
    """One way to run an invented project. Costs, benefits and demand are listed by quarters from the start."""

    label: str
    length: int
    success: int
    costs: list[tuple[int, str, str, float, str]] = field(default_factory=list)  # offset, class, nature, amount, currency
    benefits: list[tuple[int, str, float, int]] = field(default_factory=list)  # offset, category, amount, probability
    demand: dict[str, list[float]] = field(default_factory=dict)


def invent_project(rng: random.Random, number: int) -> SampleProject:
    """Draw project `number` with its modes. The first projects make sure that every class has a project."""
    drawn = rng.choices(list(CLASSES), [c[1] for c in CLASSES.values()])[0]
    kind = dict(enumerate(CLASSES, 1)).get(number, drawn)  # the first projects have one class each
    what, act = (rng.choice(words) for words in WORDS[kind])
    place = rng.choice(PLACES)
    status = rng.choices(["Bid", "Business case approved", "In Delivery", "Parked", "Complete", "Idea"], [52, 22, 14, 5, 4, 3])[0]
    mandate = "No"
    if status in ("Bid", "Business case approved") and kind == "Compliance" and rng.random() < 0.45:
        mandate = rng.choice(["Regulatory", "Regulatory", "Safety case", "Contract"])
    running = status == "In Delivery"
    first = -rng.randint(1, 3) if running else rng.randint(0, 6)
    project = SampleProject(
        key=f"{number:04d}", name=f"{what} {act} – {place} {rng.randint(1, 40)}", kind=kind, status=status, mandate=mandate,
        first=first, last=first if running else min(first + rng.choice([0, 1, 2, 2, 4]), 11), deadline=None,
        quality=rng.lognormvariate(0.33, 0.38) if mandate == "No" else rng.uniform(0.2, 0.9), sponsor=rng.choice(SPONSORS), place=place,
    )  # fmt: skip
    size = CLASSES[kind][2] * rng.lognormvariate(-0.12, 0.6)
    length = min(max(round(2 + size / 900 + rng.uniform(-1, 2)), 2, 1 - first), 9)
    project.modes["FULL"] = _invent_mode(rng, project, "Full scope", size, length, 1.0)
    if not running and rng.random() < 0.40:
        project.modes["MIN"] = _invent_mode(rng, project, "Do minimum", size * 0.55, max(length - 1, 2), 0.88)
    if not running and rng.random() < 0.15:
        project.modes["FAST"] = _invent_mode(rng, project, "Accelerated", size * 1.18, max(length - 2, 1), 1.04)
    if mandate != "No":
        project.deadline = CALENDAR.period_start(min(project.last + length, 12))
    return project


def _invent_mode(rng: random.Random, project: SampleProject, label: str, size: float, length: int, yield_: float) -> SampleMode:
    """Draw one mode. Its costs of `size` £k are spread over `length` quarters in the shape of a bell, and benefits follow the
    finish for three years.
    """
    _, _, _, capex, roles = CLASSES[project.kind]
    mode = SampleMode(label, length, rng.choice([80, 85, 90, 95, 100]))
    weights = [(i + 1) * (length - i) for i in range(length)]
    elapsed = max(-project.first, 0)
    for offset in range(elapsed, length):
        part = 1000 * size * weights[offset] / sum(weights)
        foreign = rng.random() < 0.04
        for share, kind, nature in ((capex, "CAPEX", "Supplier"), (1 - capex, "OPEX", "Staff")):
            mode.costs.append((offset, kind, nature, part * share / (EUR_RATE if foreign else 1), "EUR" if foreign else "GBP"))
    if rng.random() < 0.3:
        mode.costs.append((max(length - 1, elapsed), "OPEX", "Licences", 1000 * size * 0.03, "GBP"))
    total = 1000 * size * project.quality * yield_ * 1.35
    category = {"Network": "Risiko", "Digital": "Einsparung", "Compliance": "Nutzen", "Decarbonise": "Umsatz"}[project.kind]
    mode.benefits = [(length + i, category, total / 12 * (0.7 + 0.05 * i), rng.choice([70, 80, 90, 100])) for i in range(12)]
    for role in rng.sample(roles, rng.randint(2, len(roles))):
        peak = size / 900 * rng.uniform(0.5, 1.3) * (0.35 if role == "Project manager" else 1.0)
        mode.demand[role] = [max(round(4 * peak * w / max(weights)) / 4, 0.25) for w in weights]
    return mode


def uk_day(index: int) -> str:
    """The first day of period `index` as British people write it."""
    return f"{CALENDAR.period_start(index):%d/%m/%Y}"
