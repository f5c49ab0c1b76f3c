"""What is released up to the next stage gate and what is reserved after it: by hand, and sums that tie for random lines."""

import random
from datetime import date

import polars as pl
import pytest

from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, RELEASED, RESERVED
from cutline.ledger.spent_lines import spent_lines
from cutline.ledger.stage_gates import UNREAD_GATE, next_gates, split_at_gates, with_unread_gates
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of

RUNNING = {"project_id": "P", "name": "P", "status": "in_flight", "earliest_start": date(2026, 7, 1)}
# Quarters of 2027 and 2028 are periods 0 to 7; the project has run for two periods.
COSTS = [
    {"project_id": "P", "period_offset": offset, "cost_class": kind, "kind": "plan", "amount_minor": amount}
    for offset, kind, amount in ((0, "capex", 999), (2, "capex", 100), (3, "capex", 31), (5, "capex", 20), (6, "capex", 40), (3, "opex", 7))
]  # fmt: skip
ALL_2027 = 100 + 31 + 20


def gate(name: str, day: date | None = None, met: date | None = None, **cells) -> dict:
    return {"project_id": "P", "milestone_id": name, "baseline_date": day, "actual_date": met, "is_gate": True, **cells}


def case(
    *stones: dict,
    project: dict = RUNNING,
    costs: list[dict] = COSTS,
    start: int = -2,
    on: bool = True,
    mode: str = "full",
    **rows,
):
    """The next gates, and the parts of an allocation by funds F and G: G pays 50 of the capex of FY2027."""
    given = {"projects": [project], "milestones": list(stones), "cost_lines": costs} | rows
    tables = tables_of(**given)
    settings = settings_from(
        {
            "calendar": {"grain": "quarter", "periods": 8},
            "planning": {"release_to_next_gate": on, "in_flight_must_continue": False},
        }
    )
    chosen = pl.DataFrame({"project_id": ["P"], "mode_id": [mode], "start_index": [start]})
    spent: dict[tuple[str, int], int] = {}
    for _, kind, period, amount, _ in spent_lines(chosen, tables, settings).iter_rows():
        spent[kind, 2027 + period // 4] = spent.get((kind, 2027 + period // 4), 0) + amount
    paid = []
    for (kind, year), amount in sorted(spent.items()):
        second = 50 if (kind, year) == ("capex", 2027) and amount > 50 else 0
        paid += [("P", fund, kind, year, part) for fund, part in (("F", amount - second), ("G", second)) if part > 0]
    allocations = pl.DataFrame(paid, schema=ALLOCATION_SCHEMA, orient="row")
    return (
        next_gates(chosen, tables, settings),
        split_at_gates(allocations, chosen, tables, settings),
        (allocations, chosen, tables, settings),
    )


def sums(parts: pl.DataFrame, word: str = RELEASED) -> dict[tuple[str, int], int]:
    own = parts.filter(pl.col("release") == word).group_by("cost_class", "fiscal_year").agg(pl.col("amount_minor").sum())
    return {(kind, year): amount for kind, year, amount in own.iter_rows()}


WHOLE = {("capex", 2027): ALL_2027, ("capex", 2028): 40, ("opex", 2027): 7}


@pytest.mark.parametrize(
    ("stones", "free"),
    [
        ([gate("G2", date(2027, 3, 31))], {("capex", 2027): 100}),  # the first period, the last day of it included
        ([gate("G2", date(2027, 4, 1))], {("capex", 2027): 131, ("opex", 2027): 7}),  # the period of the gate counts
        ([gate("G2", date(2027, 4, 1), forecast_date=date(2028, 2, 1))], WHOLE),  # as foreseen, where that is known
        ([gate("G2", date(2027, 4, 1), forecast_date=date(2027, 1, 9))], {("capex", 2027): 100}),
        ([gate("G3", date(2027, 6, 1)), gate("G2", date(2027, 2, 1))], {("capex", 2027): 100}),  # the earliest one
        ([gate("G2", date(2027, 2, 1), met=date(2027, 2, 3)), gate("G3", date(2027, 6, 1))], {("capex", 2027): 131, ("opex", 2027): 7}),
        ([gate("G2", date(2026, 11, 1))], {}),  # due and not passed: nothing is free
        ([gate("G2")], {}),  # nobody says when: it is not known what lies before it
        ([gate("G2", date(2027, 6, 1)), gate("G9")], {}),  # the other one may come first
        ([gate("G2", met=date(2026, 9, 1))], WHOLE),  # every gate is passed
        ([], WHOLE),
        ([gate("Start", date(2027, 2, 1), is_gate=False), gate("Fair", date(2027, 2, 1), is_gate=None)], WHOLE),  # no gates
    ],
)  # fmt: skip
def test_released_up_to_the_next_gate(stones, free):
    """What is released is computed by hand for each cost class and fiscal year; the rest is reserved, to the minor unit."""
    _, parts, _ = case(*stones)
    assert sums(parts) == free
    assert sums(parts, RESERVED) == {key: amount - free.get(key, 0) for key, amount in WHOLE.items() if amount > free.get(key, 0)}


@pytest.mark.parametrize(
    ("stones", "table", "project", "free"),
    [
        ([gate("G3", date(2027, 6, 1))], "milestones", "P", {}),  # the milestone that was set aside may be a gate before G3
        ([gate("G3", date(2027, 6, 1))], "milestones", "Q", {("capex", 2027): 131, ("opex", 2027): 7}),  # of another project
        ([gate("G3", date(2027, 6, 1))], "risks", "P", {("capex", 2027): 131, ("opex", 2027): 7}),
        ([], "milestones", "P", WHOLE),  # nobody has gates
    ],
)
def test_a_milestone_that_was_set_aside_may_be_the_next_gate(stones, table, project, free):
    """Nothing that lies after an unread gate is released, and the sentence says why."""
    _, _, (allocations, chosen, tables, settings) = case(*stones)
    known = with_unread_gates(tables, pl.DataFrame({"table": [table], "project_id": [project]}))
    assert sums(split_at_gates(allocations, chosen, known, settings)) == free
    told = next_gates(chosen, known, settings)["text"].to_list()
    assert any(f"no date is known for {UNREAD_GATE}" in text for text in told) == (free == {})


def test_what_is_spent_already_is_released_whatever_the_gate():
    """The gate of February is not passed, and 60 were spent by the end of May, 45 of them after the gate. 200 are to come: what
    the plan had after May is 40 in 2028. The 60 are released, although all but the first period lies after the gate.
    """
    rows = [
        {"project_id": "P", "period_start": date(2027, month, 1), "planned_minor": 1, "earned_minor": 1, "actual_minor": spent,
         "budget_at_completion_minor": 300, "estimate_to_complete_minor": 200}
        for month, spent in ((2, 15), (5, 45))
    ]  # fmt: skip
    costs = [each for each in COSTS if each["cost_class"] == "capex" and each["period_offset"] != 5]
    _, parts, _ = case(gate("G2", date(2027, 2, 1)), costs=costs, evm=rows)
    assert sums(parts)["capex", 2027] == 60
    assert sum(parts["amount_minor"]) == 260


def test_funds_release_in_proportion_to_what_they_pay():
    """100 of 151 are released. F pays 101 and G pays 50: 66.89 and 33.11, hence 67 and 33."""
    _, parts, _ = case(gate("G2", date(2027, 3, 1)))
    first = parts.filter((pl.col("fiscal_year") == 2027) & (pl.col("cost_class") == "capex"))
    assert first.select("fund_id", "amount_minor", "release").sort("fund_id", "release").rows() == [
        ("F", 67, RELEASED), ("F", 34, RESERVED), ("G", 33, RELEASED), ("G", 17, RESERVED),
    ]  # fmt: skip


def test_the_gate_last_passed_passes_those_before_it():
    """projects.gate names G2. G1 is dated before it, so it is passed too, although it has no actual date. G3 is next."""
    stones = [gate("G1", date(2027, 1, 5)), gate("G2", date(2027, 2, 5)), gate("G3", date(2027, 5, 5))]
    gates, _, _ = case(*stones, project=RUNNING | {"gate": "G2"})
    assert gates.select("passed_gate", "next_gate", "gate_date", "period_index").row(0) == ("G2", "G3", date(2027, 5, 5), 1)
    gates, _, _ = case(*stones, project=RUNNING | {"gate": "business case"})  # a name that no milestone has says nothing
    assert gates["next_gate"].to_list() == ["G1"]


def test_a_gate_moves_with_the_start_of_its_project():
    """The schedule starts in period 0 with a gate in period 1. The plan starts in period 2, so the gate is in period 3. Lines
    with a day stay where they are.
    """
    idea = {"project_id": "P", "name": "P", "status": "proposed", "earliest_start": date(2027, 1, 1)}
    costs = [
        COSTS[0] | {"amount_minor": 10},
        COSTS[2] | {"period_offset": 2},
        COSTS[3] | {"period_offset": None, "period_start": date(2027, 10, 1)},
    ]
    gates, parts, _ = case(gate("G1", date(2027, 5, 1)), project=idea, costs=costs, start=2)
    assert gates["period_index"].to_list() == [3]
    assert "2 period(s) later with its start" in gates["text"].item()
    assert sums(parts) == {("capex", 2027): 30}
    assert sums(parts, RESERVED) == {("capex", 2028): 31}


def test_a_credit_after_the_gate_lowers_the_reserve_and_never_more_than_the_year_is_free():
    """100 before the gate and 30 back after it: 70 are allocated, and all of it is released. 30 back before it and 100 after:
    nothing is released, and 70 are reserved.
    """
    later = [COSTS[1], COSTS[2] | {"amount_minor": -30}]
    _, parts, _ = case(gate("G2", date(2027, 3, 1)), costs=later)
    assert (sums(parts), sums(parts, RESERVED)) == ({("capex", 2027): 70}, {})
    first = [COSTS[1] | {"amount_minor": -30}, COSTS[2] | {"amount_minor": 100}]
    _, parts, _ = case(gate("G2", date(2027, 3, 1)), costs=first)
    assert (sums(parts), sums(parts, RESERVED)) == ({}, {("capex", 2027): 70})


def test_a_stop_and_people_bought_wait_for_no_gate():
    """The exit cost is due at once, and people who are bought belong to no project."""
    stop = {"project_id": "P", "mode_id": "stop", "exit_cost_minor": 30}
    gates, parts, (_, chosen, tables, settings) = case(gate("G2"), mode="stop", start=0, modes=[stop])
    assert gates.is_empty()
    assert sums(parts) == {("opex", 2027): 30}
    people = pl.DataFrame([(None, "F", "opex", 2027, 5), ("P", "F", "opex", 2027, 30)], schema=ALLOCATION_SCHEMA, orient="row")
    assert split_at_gates(people, chosen, tables, settings)["release"].to_list() == [RELEASED] * 2


def test_the_setting_releases_everything():
    """With planning.release_to_next_gate off, gates do not matter."""
    gates, parts, _ = case(gate("G2"), on=False)
    assert gates.is_empty()
    assert sums(parts) == WHOLE


def test_a_reserve_is_booked_apart_and_the_ledger_ties():
    """project:P holds what is committed and reserve:P holds what waits. Both are credited to the funds and tie with the cost
    lines.
    """
    funds = [
        {"fund_id": f, "cost_class": k, "fiscal_year": y, "amount_minor": 200}
        for f in "FG"
        for k in ("capex", "opex")
        for y in (2027, 2028)
    ]
    _, parts, (allocations, chosen, tables, settings) = case(gate("G2", date(2027, 3, 1)), funds=funds)
    entries = build_ledger(parts)
    check_ledger(entries, chosen, tables, settings)
    accounts = dict(entries.group_by("account").agg(pl.col("amount_minor").sum()).iter_rows())
    assert (accounts["project:P:capex"], accounts["reserve:P:capex"], accounts["reserve:P:opex"]) == (100, 91, 7)
    assert entries["amount_minor"].sum() == 0
    keys = list(ALLOCATION_SCHEMA)[:-1]
    assert parts.group_by(keys).agg(pl.col("amount_minor").sum()).sort(keys).equals(allocations.sort(keys))


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.long if seed >= 4 else ()) for seed in range(12)])
def test_released_and_reserved_are_the_allocation(seed):
    """Random lines, gates and funds, with credits in odd seeds: the two parts sum to each allocation and are above 0. Without
    credits, a later gate releases no less.
    """
    rng = random.Random(seed)
    lines = {
        (rng.randint(2, 9), rng.choice(["capex", "opex"])): rng.choice([-3 if seed % 2 else 3, 1, 7, 100, 10**9])
        * rng.randint(0, 97)
        for _ in range(9)
    }
    costs = [COSTS[0] | {"period_offset": t, "cost_class": k, "amount_minor": a} for (t, k), a in lines.items()]
    free = []
    for month in range(1, 13):
        _, parts, (allocations, *_) = case(gate("G", date(2027, month, 1)), costs=costs)
        keys = list(ALLOCATION_SCHEMA)[:-1]
        assert parts.group_by(keys).agg(pl.col("amount_minor").sum()).sort(keys).equals(allocations.sort(keys))
        assert (parts["amount_minor"] > 0).all()
        free.append(parts.filter(pl.col("release") == RELEASED)["amount_minor"].sum())
    if seed % 2 == 0:
        assert free == sorted(free)
        assert free[0] < free[-1]
