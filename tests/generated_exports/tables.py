"""The tables of a generated export: projects, cost lines below each other or side by side, risks, and postings."""

import itertools

from tests.generated_exports.amounts import WRITERS, dashes_for_zero, shares
from tests.generated_exports.dates import days, some_periods
from tests.generated_exports.drafts import CLASSES, STATUSES, Cell, Draft, cents, month_after

SHOWN = {
    "projects": ("project_id", "name", "status", "earliest_start", "deadline", "whole_life_cost_minor"),
    "cost_lines": ("project_id", "period_start", "cost_class", "amount_minor"),
    "risks": ("project_id", "risk_id", "probability_bp"),
    "actuals": ("project_id", "period_start", "cost_class", "account", "amount_minor"),
}


def column(draft: Draft, name: str, header: str, **mapping: object) -> None:
    """Add a column of the file that fills a canonical column."""
    draft.columns.append(name)
    draft.header.append(header)
    draft.map_column(name, **{"from": header, **mapping})


def add_row(draft: Draft, cells: list[Cell], *truth: tuple[object, ...]) -> None:
    """Add a row of the file and what is true by it."""
    draft.body.append(cells)
    for each in truth:
        draft.truth.append(each)
        draft.rows_of.append({len(draft.body) - 1})


def words(draft: Draft, name: str, known: dict[str, str]) -> dict[str, str]:
    """The word of the export for each canonical word, which the mapping declares, or which needs no declaration."""
    if draft.rng.random() < 0.5:
        return {each: each for each in known}
    draft.map_column(name, "values", values={word: each for each, word in known.items()})
    draft.words |= {word: each for each, word in known.items()}
    return known


def amounts_of(draft: Draft, count: int, *, may_be_negative: bool) -> list[int]:
    """Some amounts in minor units; in a list of several one has cents."""
    sign = lambda: -1 if may_be_negative and draft.rng.random() < 0.3 else 1  # noqa: E731
    return [sign() * cents(draft.rng) for _ in range(count - 1)] + [1250]


def projects(draft: Draft, ids: list[str], names: list[str]) -> None:
    """A row for each project."""
    column(draft, "project_id", "Project No")
    column(draft, "name", "Title")
    column(draft, "status", "Phase")
    column(draft, "earliest_start", "Begins")
    column(draft, "deadline", "Ends")
    column(draft, "whole_life_cost", "Whole cost")
    known = words(draft, "status", STATUSES)
    day = days(draft, ("earliest_start", "deadline"))
    write = draft.rng.choice([each for each in WRITERS if each.__name__ not in ("minus_behind", "own_units")])(draft)
    amounts = [abs(each) for each in amounts_of(draft, len(ids), may_be_negative=False)]
    for number, (project, amount) in enumerate(zip(ids, amounts, strict=True)):
        status, begins, name = (
            draft.rng.choice(list(known)),
            month_after(draft.rng.choice(_STARTS), number),
            names[number % len(names)],
        )
        ends = month_after(begins, 14).replace(day=28)
        add_row(draft, [Cell(project), Cell(name), Cell(known[status]), day(begins), day(ends), write(amount)],
                (project, name, status, begins, ends, amount))  # fmt: skip


_STARTS = [__import__("datetime").date(2027, 1, 3), __import__("datetime").date(2028, 5, 4)]


def cost_lines(draft: Draft, ids: list[str], names: list[str]) -> None:
    """A row for each project, class and period."""
    column(draft, "project_id", "Project No")
    column(draft, "period_start", "Period")
    column(draft, "cost_class", "Class")
    column(draft, "amount", "Amount")
    draft.map_column("kind", value="plan")
    known = words(draft, "cost_class", CLASSES)
    _, periods = some_periods(draft, 3)
    write = draft.rng.choice(WRITERS)(draft)
    places = [(p, c, when) for p, c, when in itertools.product(ids, known, periods) if draft.rng.random() < 0.7] or [
        (ids[0], "capex", periods[0])
    ]
    amounts = amounts_of(draft, len(places), may_be_negative=True)
    if draft.rng.random() < 0.25:
        amounts[0], write = 0, dashes_for_zero(draft, write)
    for (project, cost_class, (day, label)), amount in zip(places, amounts, strict=True):
        add_row(draft, [Cell(project), Cell(label), Cell(known[cost_class]), write(amount)], (project, day, cost_class, amount))


def wide_cost_lines(draft: Draft, ids: list[str], names: list[str]) -> None:
    """A column for each period."""
    column(draft, "project_id", "Project No")
    column(draft, "cost_class", "Class")
    draft.map_column("kind", value="plan")
    known = words(draft, "cost_class", CLASSES)
    form, periods = some_periods(draft, draft.rng.choice([3, 4]))
    draft.columns.append("amount")
    draft.header.append(periods[0][1])
    write = draft.rng.choice([each for each in WRITERS if each.__name__ != "in_units"])(draft)
    draft.map_column("amount", **{"from": "amount"})
    draft.map_column("period_start", **{"from": "period_start"})
    draft.columns += ["amount"] * (len(periods) - 1)
    draft.header += [label for _, label in periods[1:]]
    pattern = "|".join(_escaped(label) for _, label in periods)
    draft.feed["unpivot"] = {"columns": pattern, "name_to": "period_start", "value_to": "amount"}
    for project, cost_class in itertools.product(ids, known):
        amounts = amounts_of(draft, len(periods), may_be_negative=True)
        add_row(draft, [Cell(project), Cell(known[cost_class]), *map(write, amounts)],
                *((project, day, cost_class, amount) for (day, _), amount in zip(periods, amounts, strict=True)))  # fmt: skip
    if form.count("%Y") == 1 and "%q" not in form and len(form) == len("%Y") and draft.rng.random() < 0.5:
        draft.about.append("years as headers")


def _escaped(label: str) -> str:
    return "".join(f"[{each}]" if each in ".()*+?|" else each for each in label)


def risks(draft: Draft, ids: list[str], names: list[str]) -> None:
    """A row for each risk."""
    column(draft, "project_id", "Project No")
    column(draft, "risk_id", "Risk")
    column(draft, "probability", "Likelihood")
    write = shares(draft)
    for number, project in enumerate(ids):
        bp = draft.rng.choice([3500, 10_000, 50, 1250, 100 * draft.rng.randrange(1, 100)])
        add_row(draft, [Cell(project), Cell(f"R{number}"), write(bp)], (project, f"R{number}", bp))


def actuals(draft: Draft, ids: list[str], names: list[str]) -> None:
    """The postings of a ledger: several of one account and month, which add up."""
    column(draft, "project_id", "Project No")
    column(draft, "period_start", "Period")
    column(draft, "cost_class", "Class")
    column(draft, "account", "Account")
    column(draft, "amount", "Amount")
    known = words(draft, "cost_class", CLASSES)
    _, periods = some_periods(draft, 2)
    write = draft.rng.choice(WRITERS)(draft)
    draft.feed["repeated_rows"] = "add_up"
    draft.lacks["repeated_rows"] = [("feed", "repeated_rows")]
    for project, (day, label) in itertools.product(ids, periods):
        parts = amounts_of(draft, draft.rng.choice([2, 2, 3]), may_be_negative=True)
        first = len(draft.body)
        for part in parts:
            draft.body.append([Cell(project), Cell(label), Cell(known["capex"]), Cell("A-100"), write(part)])
        draft.truth += [(project, day, "capex", "A-100", part) for part in parts]
        draft.rows_of += [{first + n} for n in range(len(parts))]
    draft.about.append("postings")


TABLES = {"projects": (projects, "projects"), "lines": (cost_lines, "cost_lines"), "wide": (wide_cost_lines, "cost_lines"),
          "risks": (risks, "risks"), "postings": (actuals, "actuals")}  # fmt: skip
