"""Robust budgets: portfolios small enough to solve by hand, and the rows that are found when they are needed."""

import pytest

from optimizer.explain.compare_plans import compare
from optimizer.explain.reasons import BrokenLimit, reasons
from optimizer.model.families.money import robust
from optimizer.model.families.money.robust import WorstCases
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.lazy_rows import LazyRowSeparator
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, random_frames
from tests.optimizer.small_portfolios import selected
from tests.optimizer.test_brute_force import check_against_enumeration
from tests.seeds import seed_ranges

# Value, cost and how much dearer it may come; A to D all cost 100.
PROJECTS = {"A": (50, 60), "B": (40, 40), "C": (30, 20), "D": (20, 0)}


def portfolio(gamma: int, held: int, **more) -> dict:
    """A to D cost 100 each and may come in dearer; F holds `held`. gamma: how many may come in at their high cost at once; 0 for
    no such rule.
    """
    key = ("full", 0, "capex", 2027)
    return frames_of(
        options=[(p, "full", 0, 1, value) for p, (value, _) in PROJECTS.items()], years=[(2027,)], payers=[(p, "F") for p in PROJECTS],
        spend=[(p, *key, 100) for p in PROJECTS], budgets=[("F", "capex", 2027, held)],
        robust=[("the reserve", "cfo", gamma)] if gamma else [], deviations=[(p, *key, dear) for p, (_, dear) in PROJECTS.items() if dear],
        **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("gamma", "held", "expected"),
    [
        (0, 200, "AB"),
        (1, 260, "AB"),  # 200, and 60 for A
        (1, 259, "BC"),  # A with anything needs 260; B and C need 240
        (2, 300, "AB"),
        (2, 299, "AC"),  # 280
        (2, 259, "BD"),  # 240; A with D needs 260, as B with C does
        (9, 519, "ABC"),  # all four may need 520
        (9, 520, "ABCD"),
    ],
)
def test_the_budget_holds_the_greatest_surprises(gamma, held, expected):
    """The budget pays for the plan also when any Gamma of its projects come in at their high cost."""
    assert selected(portfolio(gamma, held)) == expected


def test_what_is_found_when_needed_is_a_row_with_its_projects_and_owner():
    """A, B and C cost 300 of 360.

    With A and B at their high cost they need 400: the row that is found names both, and the owner of the rule.
    """
    problem = build_problem(portfolio(2, 360))
    chosen = frozenset(j for j, o in enumerate(problem.options) if problem.projects[o.project] in "ABC")
    [row] = LazyRowSeparator(problem).broken_by(chosen)
    assert (row.family, row.owner, row.excess(dict.fromkeys(chosen, 1))) == ("robust", "cfo", 40)
    assert row.label == "the reserve: capex FY2027, F, with A, B at high cost"


def test_a_set_of_purses_that_no_row_names_is_found(monkeypatch):
    """F alone pays for A, and carries 10 into the next year, where F or G pay for B; G has money in the first year only.

    F must pay 5 and 5. With A at its high cost it must pay 13 and holds 10. Only a set with F in both years and G in one sees
    that, and no such set has a row from the start.
    """
    frames = frames_of(
        options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)], years=[(2027,), (2028,)],
        spend=[("A", "full", 0, "capex", 2027, 5), ("B", "full", 0, "capex", 2028, 5)], payers=[("A", "F"), ("B", "F"), ("B", "G")],
        budgets=[("F", "capex", 2027, 10), ("G", "capex", 2027, 100), ("F", "capex", 2028, 0)],
        transfers=[("F", "capex", 2027, "F", "capex", 2028, 10)], robust=[("the reserve", "cfo", 1)],
        deviations=[("A", "full", 0, "capex", 2027, 3)],
    )  # fmt: skip
    nominal = {**frames, "robust": frames["robust"].clear()}
    assert selected(nominal) == "AB"
    assert selected(frames) == "A"
    monkeypatch.setattr(robust, "MOST_PURSES", 0)  # too many to look at every set: a flow of the worst case finds it
    assert selected(frames) == "A"
    monkeypatch.setattr(WorstCases, "_overdrawn", lambda self, chosen: iter(()))
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert not verify(frames, plan).passed  # and without it the verifier sees what is wrong


@pytest.mark.parametrize("seeds", seed_ranges(range(120, 170), 400, 200))
def test_answers_are_the_same_without_the_relaxation(monkeypatch, seeds):
    """If rows are found at answers alone, the optimum is still that of enumeration.

    If they are not found at all, plans break the rule and the verifier sees it.
    """
    risky = [frames for frames in map(random_frames, seeds) if frames["robust"].height or frames["tail"].height]
    assert len(risky) > len(seeds) // 4
    monkeypatch.setattr(LazyRowSeparator, "separate_at_root", lambda self, live, objective, seconds: [])
    for frames in risky:
        check_against_enumeration(frames)
    monkeypatch.setattr(LazyRowSeparator, "broken_by", lambda self, chosen: [])
    wrong = 0
    for frames in risky:
        plan = solve(build_problem(frames), Limits())
        wrong += isinstance(plan, Plan) and not verify(frames, plan).passed
    assert wrong


def test_why_a_project_is_out_is_told_in_the_words_of_the_rule():
    """The money for C is there, but not enough for A and B at their high cost besides: the reason says so."""
    problem = build_problem(portfolio(2, 360))
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    assert "".join(c.project_id for c in plan.chosen) == "AB"
    told = {each.project_id: each.blocking for each in reasons(problem, plan, Limits())}
    assert told["C"] == (BrokenLimit("the reserve: capex FY2027, F, with A, B at high cost", 40, "minor"),)


def test_a_mandate_that_no_reserve_is_left_for_is_told_with_the_owner():
    """A and B are mandated.

    Their planned cost can be paid; with one of them at its high cost it cannot: the robust budget is named with its owner.
    """
    frames = portfolio(1, 259, requirements=[(p, "mandate", "law") for p in "AB"])
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    assert [(each.family, each.excess, each.owner) for each in found.broken] == [("robust", 1, "cfo")]


def test_a_plan_without_reserve_changes_when_one_is_asked_for():
    """The best plan without a robust budget breaks the rule of the problem that has one, so the comparison says that the plan
    changes.
    """
    plan = solve(build_problem(portfolio(0, 259)), Limits())
    assert isinstance(plan, Plan)
    assert compare(build_problem(portfolio(1, 259)), plan, Limits()).status == "changes"
