"""Synergies from the table to the plan, worked out by hand."""

import polars as pl
import pytest

from cutline.choices.rules.synergies import synergies
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.settings.loading import settings_from
from optimizer.explain.reasons import reasons
from optimizer.plan import Gained, Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of


def stated(*rows: tuple[str, str, str | None, int | None], closed: str = "", objective: str = "value") -> list[tuple]:
    edges = [
        {"from_project_id": a, "to_project_id": b, "type": "synergy", "group_id": g, "amount_minor": amount}
        for a, b, g, amount in rows
    ]
    projects = [{"project_id": p, "name": p, "status": "closed" if p in closed else "proposed"} for p in "ABCD"]
    given = {"dependencies": edges, "projects": projects}
    tables = {name: conform(name, pl.DataFrame(given.get(name, []), infer_schema_length=None)) for name in EXPORTED}
    return synergies(tables, settings_from({"planning": {"objective": objective}})).rows()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("A", "B", None, 5)], [("A with B", "A", 5), ("A with B", "B", 5)]),
        ([("A", "B", "g", 5), ("B", "C", "g", None)], [("g", "A", 5), ("g", "B", 5), ("g", "C", 5)]),  # stated once for the group
        ([("A", "B", "g", 5), ("B", "C", "g", 5)], [("g", "A", 5), ("g", "B", 5), ("g", "C", 5)]),
        ([("A", "B", "g", 5), ("B", "C", "g", 6)], []),  # which of them is not known
        ([("A", "B", None, None)], []),  # unknown is not zero, and has no say
    ],
)
def test_rows_become_synergies(rows, expected):
    """A pair or a group with one amount."""
    assert stated(*rows) == expected


def test_what_is_delivered_is_there():
    """B is closed: A gains as soon as it runs."""
    assert stated(("A", "B", None, 5), closed="B") == [("A with B", "A", 5)]


def test_money_has_no_say_among_points():
    """A gain in cents is no score."""
    assert stated(("A", "B", None, 5), objective="score") == []


def plan_of(**rows) -> Plan:
    frames = frames_of(options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, -20), ("C", "full", 0, 1, 40)], **rows)
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert verify(frames, plan).passed
    return plan


def test_a_gain_carries_a_project_that_loses_by_itself():
    """B loses 20 and brings A 25: it is in."""
    plan = plan_of(synergies=[("g", "A", 25), ("g", "B", 25)])
    assert (plan.value, plan.gained) == (95, (Gained("g", 25),))


def test_a_loss_keeps_apart_what_is_worth_less_together():
    """A and C lose 45 together: the better of them stays alone."""
    plan = plan_of(synergies=[("g", "A", -45), ("g", "C", -45)])
    assert (plan.value, [c.project_id for c in plan.chosen]) == (50, ["A"])
    assert plan_of(synergies=[("g", "A", -30), ("g", "C", -30)]).gained == (Gained("g", -30),)


def test_a_synergy_with_what_cannot_be_never_comes():
    """Z is no project that can be chosen."""
    assert plan_of(synergies=[("g", "A", 25), ("g", "Z", 25)]).value == 90


def test_a_project_worth_something_only_with_others_has_its_price():
    """B brings 15 for the 20 it loses: out, and it would cost 5."""
    frames = frames_of(options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, -20)], synergies=[("g", "A", 15), ("g", "B", 15)])
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    [reason] = reasons(problem, plan, Limits())
    assert (reason.loss, reason.loss_at_most) == (5, 5)
