"""The exports of the project portfolio system: projects, options, dependencies, scores and risks."""

import random
from pathlib import Path

from cutline.samples.defects import Defects
from cutline.samples.file_writing import write_csv, write_workbook
from cutline.samples.synthetic_projects import CLASSES, DAY, EUR_RATE, SampleProject, uk_day

RELATIONS = ("needs", "after", "needs", "after", "alternative to", "with")


def write_projects(path: Path, projects: list[SampleProject], defects: Defects) -> None:
    """Write the list of projects, in cp1252 and with semicolons."""
    header: list[object] = [
        "Project No", "Title", "Programme", "Sponsor", "Business Unit", "Lifecycle", "Class", "Strategic theme", "Region", "Earliest start",
        "Latest start", "Deadline", "Mandatory?", "Mandate reference", "Mandate owner", "Whole life cost (£k)", "DCA", "Comment",
    ]  # fmt: skip
    rows: list[list[object]] = [header]
    for p in projects:
        total = sum(a * (EUR_RATE if ccy == "EUR" else 1) for *_, a, ccy in p.modes["FULL"].costs)
        rag = ["Green", "Amber/Green", "Amber", "Amber/Red", "Red"][min(int(len(p.name) * 7 % 11 / 2), 4)]
        last = "Q3 or so" if p.key == defects.get("latest start in words") else uk_day(p.last)
        first = "31/02/2028" if p.key == defects.get("impossible day") else uk_day(p.first)
        mandated = p.is_mandated
        rows.append([
            p.key, p.name, f"PRG-{p.kind[:3].upper()}", p.sponsor, f"{p.place} region", p.status, p.kind, CLASSES[p.kind][0], p.place, first,
            last, f"{p.deadline:%d/%m/%Y}" if p.deadline else "", p.mandate, f"Licence condition {p.key}" if mandated else "",
            "Chief engineer" if mandated else "", f"{total / 1000:,.2f}", rag if p.is_running else "n/a", 'says "on track"; see log',
        ])  # fmt: skip
    write_csv(path, rows, "cp1252", ";")


def write_options(exports: Path, projects: list[SampleProject]) -> None:
    """Write the modes of every project."""
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
    write_csv(exports / f"ppm_options_{DAY:%Y%m%d}.csv", rows)


def write_dependencies(exports: Path, projects: list[SampleProject], rng: random.Random) -> None:
    """Write relations between bids and approved cases of one class.

    A relation always leads from a higher to a lower number, so there is no cycle.
    """
    rows: list[list[object]] = [["Project", "Depends on", "Relation", "Lag (quarters)", "Raised by"]]
    free = [p for p in projects if p.status in ("Bid", "Business case approved") and p.mandate == "No"]
    for p in rng.sample(free, len(free) // 9):
        older = [q for q in free if q.kind == p.kind and q.key < p.key]
        if older:
            q, relation = rng.choice(older), rng.choice(RELATIONS)
            rows.append([p.key, q.key, relation, rng.choice([0, 0, 1]) if relation == "after" else "", p.sponsor])
    write_csv(exports / f"dependency_log_{DAY:%Y%m%d}.csv", rows)


def write_scores(exports: Path, projects: list[SampleProject], rng: random.Random) -> None:
    """Write the score of every project for three criteria. Each class of project has higher scores on the criterion that it
    serves.
    """
    lean = {"Network": (2, 1, 0), "Digital": (0, 2, 0), "Compliance": (1, 1, 0), "Decarbonise": (0, 0, 2)}
    rows: list[list[object]] = [["Project", "Resilience (0-5)", "Customer (0-5)", "Carbon (0-5)", "Panel", "Scored on"]]
    rows += [[p.key, *(rng.randint(0, 3) + bonus for bonus in lean[p.kind]), "Investment panel", DAY] for p in projects]
    write_workbook(exports / f"scoring_{DAY:%Y%m%d}.xlsx", "Scores", rows)


def write_risks(exports: Path, projects: list[SampleProject], rng: random.Random, defects: Defects) -> None:
    """Write the risk register of all live projects, in latin-1."""
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
    for p in (p for p in projects if p.is_live):
        size = sum(a for *_, a, _ in p.modes["FULL"].costs) / 1000
        for i in range(rng.randint(0, 3)):
            chance, impact = rng.choice([0.1, 0.2, 0.3, 0.5]), size * rng.uniform(0.05, 0.35)
            likelihood = "likely" if p.key == defects.get("likelihood in words") and i == 0 else f"{chance:.2f}"
            rows.append([
                p.key, f"R{p.key}-{i + 1}", rng.choice(["Supplier", "Scope", "Consents", "Technology"]), likelihood, f"{impact:,.1f}", f"{impact * 0.5:,.1f}", f"{impact * 2:,.1f}",
                f"{chance / 2:.2f}", f"{impact * 0.7:,.1f}", "Réserve et suivi" if i else "Mitigate", p.sponsor,
                rng.choice(["Open", "Open", "Open", "Closed"]), f"{rng.randint(1, 28):02d}.{rng.randint(1, 2):02d}.2027",
            ])  # fmt: skip
    write_csv(exports / f"risk_register_{DAY:%Y%m%d}.csv", rows, "latin-1")
