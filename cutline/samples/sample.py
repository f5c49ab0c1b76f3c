"""A synthetic portfolio and the messy exports of the systems that hold it: for a first look, for demonstrations and for tests.

Everything is drawn from one seeded generator; the same arguments give the same bytes. The mess is deliberate: several encodings and
separators, currency text, a transposed sheet, a wide sheet, an old file, and a handful of bad rows.
"""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import xlsxwriter

from cutline.contracts.calendar import Calendar
from cutline.errors import Finding, UsageError
from cutline.samples.sample_history import OTHER_UNIT, SKILLS, UNITS, earned_value_rows, milestone_rows, write_history

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
}  # fmt: skip
PLACES = ["North", "South", "Vale", "Coast", "Moor", "Estuary", "Île-de-Brume", "Hills", "Town", "Harbour"]
SPONSORS = ["A. Okafor", "M. Lindqvist", "R. Patel", "S. Duarte", "J. Whitfield", "C. Müller", "T. Nakamura", "E. Ó Briain"]
RELATIONS = ("needs", "after", "needs", "after", "alternative to", "with")


@dataclass
class _Project:
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
    modes: dict[str, "_Mode"] = field(default_factory=dict)


@dataclass
class _Mode:
    label: str
    length: int
    success: int
    costs: list[tuple[int, str, str, float, str]] = field(default_factory=list)  # offset, class, nature, amount, currency
    benefits: list[tuple[int, str, float, int]] = field(default_factory=list)  # offset, category, amount, probability
    demand: dict[str, list[float]] = field(default_factory=dict)


def write_sample(folder: Path, projects: int, seed: int) -> None:
    """Write portfolio.toml, scenarios/ and exports/ into `folder`. Raises UsageError when it already holds a portfolio or the size is not 5 to 5,000."""
    if not 5 <= projects <= 5000:
        raise UsageError(
            "a sample of that size cannot be made", [Finding("--projects", str(projects), "5 to 5000", "choose another number")]
        )
    if (folder / "portfolio.toml").exists():
        raise UsageError(
            "there is a portfolio already",
            [Finding(str(folder), "a portfolio.toml", "an empty or new folder", "choose another folder, or remove this one")],
        )
    rng = random.Random(seed)
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "portfolio.toml").write_text((files("cutline.samples") / "templates" / "sample.toml").read_text("utf-8"), "utf-8")
    everything = [_project(rng, i) for i in range(1, projects + 1)]
    bad = [p for p in everything if p.status == "Bid" and p.mandate == "No"]
    victims = [p.key for p in rng.sample(bad, min(8, projects // 12, len(bad)))]
    _projects_file(exports / f"ppm_projects_{OLD_DAY:%Y%m%d}.csv", everything[: projects * 9 // 10], [])
    _projects_file(exports / f"ppm_projects_{DAY:%Y%m%d}.csv", everything, victims)
    _options_file(exports, everything)
    _costs_file(exports, everything, victims)
    _benefits_file(exports, everything, victims)
    _demand_file(exports, everything, victims)
    _capacity_file(exports, everything, rng)
    _funds_files(exports, everything)
    _dependency_file(exports, everything, rng)
    _scores_file(exports, everything, rng)
    _risks_file(exports, everything, rng, victims)
    write_history(exports, DAY, projects, seed, {name: each[0] for name, each in CLASSES.items()}, SPONSORS)
    _earned_value_file(exports, everything, random.Random(seed + 7))


def _project(rng: random.Random, number: int) -> _Project:
    drawn = rng.choices(list(CLASSES), [c[1] for c in CLASSES.values()])[0]
    kind = dict(enumerate(CLASSES, 1)).get(number, drawn)  # every class has a project
    what, act = (rng.choice(words) for words in WORDS[kind])
    place = rng.choice(PLACES)
    status = rng.choices(["Bid", "Business case approved", "In Delivery", "Parked", "Complete", "Idea"], [52, 22, 14, 5, 4, 3])[0]
    mandate = "No"
    if status in ("Bid", "Business case approved") and kind == "Compliance" and rng.random() < 0.45:
        mandate = rng.choice(["Regulatory", "Regulatory", "Safety case", "Contract"])
    running = status == "In Delivery"
    first = -rng.randint(1, 3) if running else rng.randint(0, 6)
    project = _Project(
        key=f"{number:04d}", name=f"{what} {act} – {place} {rng.randint(1, 40)}", kind=kind, status=status, mandate=mandate,
        first=first, last=first if running else min(first + rng.choice([0, 1, 2, 2, 4]), 11), deadline=None,
        quality=rng.lognormvariate(0.33, 0.38) if mandate == "No" else rng.uniform(0.2, 0.9), sponsor=rng.choice(SPONSORS), place=place,
    )  # fmt: skip
    size = CLASSES[kind][2] * rng.lognormvariate(-0.12, 0.6)
    length = min(max(round(2 + size / 900 + rng.uniform(-1, 2)), 2, 1 - first), 9)
    project.modes["FULL"] = _mode(rng, project, "Full scope", size, length, 1.0)
    if not running and rng.random() < 0.40:
        project.modes["MIN"] = _mode(rng, project, "Do minimum", size * 0.55, max(length - 1, 2), 0.88)
    if not running and rng.random() < 0.15:
        project.modes["FAST"] = _mode(rng, project, "Accelerated", size * 1.18, max(length - 2, 1), 1.04)
    if mandate != "No":
        project.deadline = CALENDAR.period_start(min(project.last + length, 12))
    return project


def _mode(rng: random.Random, project: _Project, label: str, size: float, length: int, yield_: float) -> _Mode:
    """size: cost in £k over `length` quarters, bell-shaped; benefits follow the finish for three years."""
    _, _, _, capex, roles = CLASSES[project.kind]
    mode = _Mode(label, length, rng.choice([80, 85, 90, 95, 100]))
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


def _csv(path: Path, rows: Iterable[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    # UTF-16 by name would take the byte order of the machine.
    data = (
        b"\xff\xfe" + buffer.getvalue().encode("utf-16-le")
        if encoding == "utf-16"
        else buffer.getvalue().encode(encoding, "replace")
    )
    path.write_bytes(data)


def _uk_day(index: int) -> str:
    return f"{CALENDAR.period_start(index):%d/%m/%Y}"


def _projects_file(path: Path, projects: list[_Project], victims: list[str]) -> None:
    header: list[object] = [
        "Project No", "Title", "Programme", "Sponsor", "Business Unit", "Lifecycle", "Class", "Strategic theme", "Region", "Earliest start",
        "Latest start", "Deadline", "Mandatory?", "Mandate reference", "Mandate owner", "Whole life cost (£k)", "DCA", "Comment",
    ]  # fmt: skip
    rows: list[list[object]] = [header]
    for p in projects:
        total = sum(a * (EUR_RATE if ccy == "EUR" else 1) for *_, a, ccy in p.modes["FULL"].costs)
        rag = ["Green", "Amber/Green", "Amber", "Amber/Red", "Red"][min(int(len(p.name) * 7 % 11 / 2), 4)]
        last = "Q3 or so" if p.key in victims[6:7] else _uk_day(p.last)
        first = "31/02/2028" if p.key in victims[7:8] else _uk_day(p.first)
        mandated = p.mandate != "No"
        rows.append([
            p.key, p.name, f"PRG-{p.kind[:3].upper()}", p.sponsor, f"{p.place} region", p.status, p.kind, CLASSES[p.kind][0], p.place, first,
            last, f"{p.deadline:%d/%m/%Y}" if p.deadline else "", p.mandate, f"Licence condition {p.key}" if mandated else "",
            "Chief engineer" if mandated else "", f"{total / 1000:,.2f}", rag if p.status == "In Delivery" else "n/a", 'says "on track"; see log',
        ])  # fmt: skip
    _csv(path, rows, "cp1252", ";")


def _options_file(exports: Path, projects: list[_Project]) -> None:
    rows: list[list[object]] = [
        ["Project No", "Option", "Option name", "Preferred", "Quarters", "P(success)", "Least that could be done"]
    ]
    rows += [
        [
            p.key,
            name,
            mode.label,
            "Yes" if name == "FULL" else "No",
            mode.length,
            f"{mode.success}%",
            "Yes" if name == "MIN" else "No",
        ]
        for p in projects
        for name, mode in p.modes.items()
    ]
    _csv(exports / f"ppm_options_{DAY:%Y%m%d}.csv", rows)


def _workbook(path: Path, sheet: str, rows: Iterable[Sequence[object]]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2027, 3, 1)})  # noqa: DTZ001 - a workbook knows no zone
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, cells in enumerate(rows):
            for c, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(r, c, cell, day)
                else:
                    page.write(r, c, cell)


def _costs_file(exports: Path, projects: list[_Project], victims: list[str]) -> None:
    rows: list[list[object]] = [
        ["Meridian Water & Power"], ["Cost plan, all options, as of 1 March 2027"], [],
        ["Project", "Option", "Quarter (0 = start)", "Class", "Nature", "Amount", "Ccy", "Version", "Low", "High"],
    ]  # fmt: skip
    for p in projects:
        version = "Latest forecast" if p.status == "In Delivery" else "Business case"
        for name, mode in p.modes.items():
            for i, (offset, kind, nature, amount, ccy) in enumerate(mode.costs):
                typed: object = round(amount, 2)
                if int(p.key) % 7 == 0 and ccy == "GBP":
                    typed = f"£{amount:,.2f}"  # people type over numbers
                if p.key in (*victims[:1], *victims[5:6]) and i == 1 and name == "FULL":
                    typed = "see quote" if p.key == victims[0] else "12,4.50"
                low, high = round(amount * 0.9, 2), round(amount * (1.15 if kind == "OPEX" else 1.3), 2)
                rows.append([p.key, name, offset, kind, nature, typed, ccy, version, low, high])
                if p.status == "In Delivery":  # what was approved, a little less
                    rows.append([p.key, name, offset, kind, nature, round(amount * 0.94, 2), ccy, "Approved baseline", "", ""])
    _workbook(exports / f"finance_costs_{DAY:%Y%m%d}.xlsx", "Cost plan", rows)


def _benefits_file(exports: Path, projects: list[_Project], victims: list[str]) -> None:
    rows: list[list[object]] = [["Projekt", "Option", "Quartal", "Art", "Betrag (£)", "Verantwortlich", "Wahrscheinlichkeit"]]
    for p in projects:
        for name, mode in p.modes.items():
            for i, (offset, category, amount, probability) in enumerate(mode.benefits):
                text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
                key = "" if p.key in victims[4:5] and i == 0 and name == "FULL" else p.key
                text = text.replace(",", ".") if p.key in victims[1:2] and i == 3 and name == "FULL" else text
                rows.append([key, name, offset, category, text, p.sponsor, f"{probability} %"])
    _csv(exports / f"benefits_{DAY:%Y%m%d}.csv", rows, "utf-8-sig", ";")


def _demand_file(exports: Path, projects: list[_Project], victims: list[str]) -> None:
    longest = max(mode.length for p in projects for mode in p.modes.values())
    rows: list[list[object]] = [["Project", "Option", "Role", "Skill", "Booking", *(f"Q+{i}" for i in range(longest))]]
    for p in projects:
        for name, mode in p.modes.items():
            for role, needs in mode.demand.items():
                cells: list[object] = [*(f"{need:.2f}" for need in needs), *([""] * (longest - len(needs)))]
                if p.key in victims[2:3] and name == "FULL":
                    cells[0] = "two"
                skill = SKILLS[role][0] if int(p.key) % 3 == 0 else ""
                rows.append([p.key, name, role, skill, "Firm" if p.status == "In Delivery" else "Pencilled", *cells])
    _csv(exports / f"resource_demand_{DAY:%Y%m%d}.txt", rows, "utf-16", "\t")


def _is_live(project: _Project) -> bool:
    return project.status in ("Bid", "Business case approved", "In Delivery")


def _capacity_file(exports: Path, projects: list[_Project], rng: random.Random) -> None:
    """Rather less than half of what every live project at full scope and earliest start would ask, level over the quarters."""
    roles = {role for p in projects for mode in p.modes.values() for role in mode.demand}
    asked: dict[str, list[float]] = {role: [0.0] * CALENDAR.periods for role in roles}
    held: dict[str, list[float]] = {}
    for p in filter(_is_live, projects):
        for role, needs in p.modes["FULL"].demand.items():
            for offset, need in enumerate(needs):
                if 0 <= p.first + offset < CALENDAR.periods:
                    asked[role][p.first + offset] += need
                    if p.status == "In Delivery" or p.mandate != "No":
                        held.setdefault(role, [0.0] * CALENDAR.periods)[p.first + offset] += need
    columns = []
    for role in sorted(asked):
        level = max(0.45 * sorted(asked[role])[-3], 1.15 * max(held.get(role, [0.0])), 1.0)
        for t in range(CALENDAR.periods):
            free = round(4 * level * rng.uniform(0.95, 1.05)) / 4
            run, leave = round(free * 0.5 * 4) / 4, round(free * 0.12 * 4) / 4
            columns.append([role, CALENDAR.label(t), f"{free + run + leave:.2f}", f"{run:.2f}", f"{leave:.2f}"])
    columns = [[*column, UNITS.get(column[0], OTHER_UNIT)] for column in columns]
    heads = ["Role", "Quarter", "Headcount (FTE)", "of which run", "of which leave", "Unit"]
    _csv(exports / f"hr_capacity_{DAY:%Y%m%d}.csv", [[head, *(column[i] for column in columns)] for i, head in enumerate(heads)])


def _funds_files(exports: Path, projects: list[_Project]) -> None:
    """Half of what every live project at full scope would spend, in three funds; always enough for what must be done."""
    asked: dict[tuple[str, str], float] = {}
    must: dict[tuple[str, int], float] = {}
    for p in filter(_is_live, projects):
        for offset, kind, _, amount, ccy in p.modes["FULL"].costs:
            if 0 <= p.first + offset < CALENDAR.periods:
                pounds = amount * (EUR_RATE if ccy == "EUR" else 1)
                asked[p.kind, kind] = asked.get((p.kind, kind), 0) + pounds
                if p.status == "In Delivery" or p.mandate != "No":
                    year = CALENDAR.fiscal_year(p.first + offset)
                    must[kind, year] = must.get((kind, year), 0) + pounds
    years = CALENDAR.fiscal_years()
    shares = [0.36, 0.36, 0.28]
    rows: list[list[object]] = [["Fund", "Fund name", "Owner", "Class", "FY", "Budget"]]
    for fund, name, own, rest in (
        ("CORE", "Core capital plan", None, 0.42), ("DIG", "Digital fund", "Digital", 0.18), ("REG", "Licence obligations", "Compliance", 0.75),
    ):  # fmt: skip
        for kind in ("CAPEX", "OPEX"):
            base = asked.get((own, kind), 0) if own else sum(a for (_, k), a in asked.items() if k == kind)
            for year, share in zip(years, shares, strict=True):
                floor = 1.1 * must.get((kind, year), 0) if fund == "CORE" else 0
                rows.append([fund, name, "Group treasury", kind, year, f"£{max(base * rest * share, floor) / 1e6:,.3f}m"])
    _csv(exports / f"treasury_funds_{DAY:%Y%m%d}.csv", rows, "cp1252")
    _csv(exports / f"fund_rules_{DAY:%Y%m%d}.csv", [["Fund", "Pays for class"], ["DIG", "Digital"], ["REG", "Compliance"]])


def _dependency_file(exports: Path, projects: list[_Project], rng: random.Random) -> None:
    """Relations among bids and approved cases of one class; always from a later to an earlier number, so there is no cycle."""
    rows: list[list[object]] = [["Project", "Depends on", "Relation", "Lag (quarters)", "Raised by"]]
    free = [p for p in projects if p.status in ("Bid", "Business case approved") and p.mandate == "No"]
    for p in rng.sample(free, len(free) // 9):
        older = [q for q in free if q.kind == p.kind and q.key < p.key]
        if older:
            q, relation = rng.choice(older), rng.choice(RELATIONS)
            rows.append([p.key, q.key, relation, rng.choice([0, 0, 1]) if relation == "after" else "", p.sponsor])
    _csv(exports / f"dependency_log_{DAY:%Y%m%d}.csv", rows)


def _scores_file(exports: Path, projects: list[_Project], rng: random.Random) -> None:
    lean = {"Network": (2, 1, 0), "Digital": (0, 2, 0), "Compliance": (1, 1, 0), "Decarbonise": (0, 0, 2)}
    rows: list[list[object]] = [["Project", "Resilience (0-5)", "Customer (0-5)", "Carbon (0-5)", "Panel", "Scored on"]]
    rows += [[p.key, *(rng.randint(0, 3) + bonus for bonus in lean[p.kind]), "Investment panel", DAY] for p in projects]
    _workbook(exports / f"scoring_{DAY:%Y%m%d}.xlsx", "Scores", rows)


def _risks_file(exports: Path, projects: list[_Project], rng: random.Random, victims: list[str]) -> None:
    rows: list[list[object]] = [
        [
            "Project",
            "Risk",
            "Category",
            "Likelihood",
            "Impact £k",
            "Least £k",
            "Most £k",
            "Residual likelihood",
            "Residual impact £k",
            "Response",
            "Owner",
            "State",
            "Reviewed",
        ]
    ]
    for p in filter(_is_live, projects):
        size = sum(a for *_, a, _ in p.modes["FULL"].costs) / 1000
        for i in range(rng.randint(0, 3)):
            chance, impact = rng.choice([0.1, 0.2, 0.3, 0.5]), size * rng.uniform(0.05, 0.35)
            likelihood = "likely" if p.key in victims[3:4] and i == 0 else f"{chance:.2f}"
            rows.append([
                p.key, f"R{p.key}-{i + 1}", rng.choice(["Supplier", "Scope", "Consents", "Technology"]), likelihood, f"{impact:,.1f}", f"{impact * 0.5:,.1f}", f"{impact * 2:,.1f}",
                f"{chance / 2:.2f}", f"{impact * 0.7:,.1f}", "Réserve et suivi" if i else "Mitigate", p.sponsor,
                rng.choice(["Open", "Open", "Open", "Closed"]), f"{rng.randint(1, 28):02d}.{rng.randint(1, 2):02d}.2027",
            ])  # fmt: skip
    _csv(exports / f"risk_register_{DAY:%Y%m%d}.csv", rows, "latin-1")


def _earned_value_file(exports: Path, projects: list[_Project], rng: random.Random) -> None:
    """Earned value by control account and milestones of the projects in delivery."""
    rows: list[list[object]] = [["Project", "Account", "Month", "PV", "EV", "AC", "BAC"]]
    stones: list[list[object]] = []
    for p in projects:
        if p.status != "In Delivery":
            continue
        total = sum(a for *_, a, _ in p.modes["FULL"].costs) * 1.5
        begun = CALENDAR.period_start(p.first)
        rows += earned_value_rows(rng, p.key, total, -3 * p.first - 1, 3 * p.modes["FULL"].length, (begun.year, begun.month))
        finish = CALENDAR.period_start(p.first + p.modes["FULL"].length)
        stones += milestone_rows(rng, p.key, begun, finish, DAY)
    _csv(exports / f"earned_value_{DAY:%Y%m%d}.csv", rows)
    with (exports / f"milestones_{DAY:%Y%m%d}.csv").open("a", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(stones)
