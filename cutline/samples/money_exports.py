"""The exports of the finance systems: costs, benefits, funds, and the class that each fund pays for."""

from pathlib import Path

from cutline.samples.defects import Defects
from cutline.samples.file_writing import write_csv, write_workbook
from cutline.samples.synthetic_projects import CALENDAR, DAY, EUR_RATE, SampleProject


def write_costs(exports: Path, projects: list[SampleProject], defects: Defects) -> None:
    """Write the workbook of finance: the costs of every mode, and the approved baseline of projects in delivery."""
    rows: list[list[object]] = [
        ["Meridian Water & Power"], ["Cost plan, all options, as of 1 March 2027"], [],
        ["Project", "Option", "Quarter (0 = start)", "Class", "Nature", "Amount", "Ccy", "Version", "Low", "High"],
    ]  # fmt: skip
    for p in projects:
        version = "Latest forecast" if p.is_running else "Business case"
        for name, mode in p.modes.items():
            for i, (offset, kind, nature, amount, ccy) in enumerate(mode.costs):
                typed: object = round(amount, 2)
                if int(p.key) % 7 == 0 and ccy == "GBP":
                    typed = f"£{amount:,.2f}"  # people type over the number
                if i == 1 and name == "FULL" and p.key == defects.get("amount in words"):
                    typed = "see quote"
                if i == 1 and name == "FULL" and p.key == defects.get("amount with two marks"):
                    typed = "12,4.50"
                low, high = round(amount * 0.9, 2), round(amount * (1.15 if kind == "OPEX" else 1.3), 2)
                rows.append([p.key, name, offset, kind, nature, typed, ccy, version, low, high])
                if p.is_running:  # the approved amount is a little less
                    rows.append([p.key, name, offset, kind, nature, round(amount * 0.94, 2), ccy, "Approved baseline", "", ""])
    write_workbook(exports / f"finance_costs_{DAY:%Y%m%d}.xlsx", "Cost plan", rows)


def write_benefits(exports: Path, projects: list[SampleProject], defects: Defects) -> None:
    """Write the benefits register of the continental office, with German headers and decimal commas."""
    rows: list[list[object]] = [["Projekt", "Option", "Quartal", "Art", "Betrag (£)", "Verantwortlich", "Wahrscheinlichkeit"]]
    for p in projects:
        for name, mode in p.modes.items():
            for i, (offset, category, amount, probability) in enumerate(mode.benefits):
                text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
                key = "" if p.key == defects.get("benefit without project") and i == 0 and name == "FULL" else p.key
                text = (
                    text.replace(",", ".")
                    if p.key == defects.get("benefit with foreign marks") and i == 3 and name == "FULL"
                    else text
                )
                rows.append([key, name, offset, category, text, p.sponsor, f"{probability} %"])
    write_csv(exports / f"benefits_{DAY:%Y%m%d}.csv", rows, "utf-8-sig", ";")


def write_funds(exports: Path, projects: list[SampleProject]) -> None:
    """Write the budgets of three funds and the classes that each pays for.

    The budgets are about half of what all live projects would spend at full scope, and always enough for the required
    projects.
    """
    asked: dict[tuple[str, str], float] = {}
    must: dict[tuple[str, int], float] = {}
    for p in (p for p in projects if p.is_live):
        for offset, kind, _, amount, ccy in p.modes["FULL"].costs:
            if 0 <= p.first + offset < CALENDAR.periods:
                pounds = amount * (EUR_RATE if ccy == "EUR" else 1)
                asked[p.kind, kind] = asked.get((p.kind, kind), 0) + pounds
                if p.is_running or p.is_mandated:
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
    write_csv(exports / f"treasury_funds_{DAY:%Y%m%d}.csv", rows, "cp1252")
    write_csv(exports / f"fund_rules_{DAY:%Y%m%d}.csv", [["Fund", "Pays for class"], ["DIG", "Digital"], ["REG", "Compliance"]])
