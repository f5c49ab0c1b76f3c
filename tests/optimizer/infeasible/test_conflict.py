"""No selection keeps a conflict, and each of its rules is needed: checked by enumeration and by hand."""

import polars as pl
import pytest

from optimizer.infeasible.conflict import find_conflict
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.solver.live_model import Answer
from optimizer.solver.switched_model import SwitchedModel
from tests.optimizer.infeasible.checks import check_conflict, rules_and_owners, without_stops_of_mandates
from tests.optimizer.random_portfolios import frames_of, hiring_frames, nominal, nominal_frames, random_frames
from tests.seeds import seed_ranges

MOST_PROJECTS = 8


@pytest.mark.parametrize("seeds", seed_ranges(40, 600, 150))
def test_conflicts_of_random_portfolios_are_conflicts_and_minimal(seeds):
    """Six hundred portfolios with every family of rules: more than a hundred without a plan, every conflict checked against enumeration."""
    sizes = []
    for seed in seeds:
        frames = nominal_frames(seed)
        if frames["options"]["project_id"].n_unique() <= MOST_PROJECTS:
            sizes.append(check_conflict(frames))
    assert sum(size > 0 for size in sizes) >= len(seeds) // 6
    assert max(sizes) >= 4


@pytest.mark.parametrize("seeds", seed_ranges(25, 100))
def test_conflicts_beside_hires_are_conflicts_and_minimal(seeds):
    """If people can be hired, a role and a purse may contradict one another: checked by enumerating all hires."""
    assert sum(check_conflict(nominal(hiring_frames(seed))) > 0 for seed in seeds) >= len(seeds) // 7


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(20))
def test_thousands_more(chunk):
    """Conflicts are checked on more random portfolios than every commit can wait for."""
    for seed in range(600 + chunk * 170, 600 + (chunk + 1) * 170):
        frames = nominal_frames(seed)
        if frames["options"]["project_id"].n_unique() <= MOST_PROJECTS:
            check_conflict(frames)


def test_what_has_nothing_to_do_with_it_is_not_named():
    """A and B cost more than F holds in 2027; C, its fund G and the rule about it are left alone."""
    frames = frames_of(
        options=[(p, "full", 0, 1, 5) for p in "ABC"],
        spend=[("A", "full", 0, "capex", 2027, 60), ("B", "full", 0, "capex", 2027, 50), ("C", "full", 0, "capex", 2027, 70)],
        budgets=[("F", "capex", 2027, 100), ("G", "capex", 2027, 70)], years=[(2027,)], payers=[("A", "F"), ("B", "F"), ("C", "G")],
        requirements=[("A", "mandate", "law"), ("B", "in_flight", "running"), ("C", "mandate", "law")],
        limits=[("0", "group", "one of C", "board", 1, None)], limit_terms=[("0", "C", "full", 0, 1)],
    )  # fmt: skip
    assert rules_and_owners(frames) == [
        ("capex FY2027, F", "finance"),
        ("A must be in the plan (mandate: law)", "portfolio office"),
        ("B must be in the plan (in_flight: running)", "portfolio office"),
    ]


def test_of_projects_that_exclude_one_another_the_pair_is_named():
    """A, B and C are a clique of three; A and C are required: the rule between those two stands in the way, not the whole clique."""
    pairs = [("excludes", a, b, 0, None) for a, b in ("AB", "AC", "BC")]
    frames = frames_of(
        options=[(p, "full", 0, 1, 5) for p in "ABC"],
        dependencies=pairs,
        requirements=[("A", "mandate", "law"), ("C", "mandate", "law")],
    )
    assert rules_and_owners(frames)[0] == ("at most one of A, C", "portfolio office")
    assert len(rules_and_owners(frames)) == 3


def test_purses_found_by_the_flow_are_named():
    """Eight funds pay for one project each, which is more sets of payers than are written as rows: the one that is short is found by the flow."""
    projects = [f"P{i}" for i in range(8)]
    frames = frames_of(
        options=[(p, "full", 0, 1, 5) for p in projects], spend=[(p, "full", 0, "capex", 2027, 10) for p in projects],
        budgets=[(f"F{i}", "capex", 2027, 19 if i < 2 else 10) for i in range(8)], years=[(2027,)],
        payers=[("P0", "F2"), ("P1", "F2"), *((p, f"F{i}") for i, p in enumerate(projects) if i > 1)], requirements=[("P0", "mandate", "law"), ("P1", "mandate", "law")],
    )  # fmt: skip
    assert rules_and_owners(frames)[0][0] == "capex FY2027, F2"


def test_a_limit_a_cent_short_is_proven_without_cutting_off_every_selection():
    """Forty required projects of many equal ways cost a cent more than there is: rounded rows hold for a trillion selections, the proof multiplies out."""
    frames = frames_of(
        options=[(f"P{i:02}", mode, 0, 1, 5) for i in range(40) for mode in ("a", "b")],
        spend=[(f"P{i:02}", mode, 0, "capex", 2027, 10**9 + 7 * i) for i in range(40) for mode in ("a", "b")],
        budgets=[("F", "capex", 2027, sum(10**9 + 7 * i for i in range(40)) - 1)], years=[(2027,)],
        payers=[(f"P{i:02}", "F") for i in range(40)], requirements=[(f"P{i:02}", "mandate", "law") for i in range(40)],
    )  # fmt: skip
    found = find_conflict(build_problem(frames), Limits(seconds=30))
    assert found is not None
    assert (len(found.rules), found.is_minimal) == (41, True)


@pytest.mark.parametrize("status", ["limit", "error", "unbounded"])
def test_what_the_solver_does_not_answer_is_no_conflict(monkeypatch, status):
    """If the solver reaches a limit or fails, no conflict is claimed."""
    monkeypatch.setattr(SwitchedModel, "maximise", lambda *_, **__: Answer(status, None, 0.0, 0))
    frames = frames_of(options=[("A", "full", 0, 1, 5), ("B", "full", 0, 1, 5)], dependencies=[("excludes", "A", "B", 0, None)], requirements=[("A", "mandate", "law"), ("B", "mandate", "law")])  # fmt: skip
    assert find_conflict(build_problem(frames), Limits()) is None


def test_a_false_infeasible_names_no_needless_rule(monkeypatch):
    """With presolve HiGHS says infeasible to everything: the second configuration finds a selection, and the search starts over in it."""
    honest = SwitchedModel.maximise

    def liar(self, *args, **kwargs):
        return Answer("infeasible", None, 0.0, 0) if self._presolve else honest(self, *args, **kwargs)

    monkeypatch.setattr(SwitchedModel, "maximise", liar)
    frames = frames_of(
        options=[("A", "full", 0, 1, 5), ("B", "full", 0, 1, 5), ("C", "full", 0, 1, 5)], dependencies=[("excludes", "A", "B", 0, None)],
        requirements=[("A", "mandate", "law"), ("B", "mandate", "law"), ("C", "mandate", "law")],
    )  # fmt: skip
    assert len(rules_and_owners(frames)) == 3


def risky_frames(seed: int) -> pl.DataFrame | None:
    """A random portfolio with a robust budget or a tail, small enough for everything to be tried."""
    frames = random_frames(seed)
    is_risky = frames["robust"].height or frames["tail"].height
    return without_stops_of_mandates(frames) if is_risky and frames["options"]["project_id"].n_unique() <= MOST_PROJECTS else None


@pytest.mark.parametrize("seeds", seed_ranges(100, 300))
def test_conflicts_of_risky_portfolios_are_conflicts_and_minimal(seeds):
    """Of three hundred: no selection keeps the rules named, and any one less has one; robust budgets and tails are among them."""
    sizes = [check_conflict(frames) for frames in map(risky_frames, seeds) if frames is not None]
    assert sum(size > 0 for size in sizes) >= len(seeds) // 12
    named = [find_conflict(build_problem(frames), Limits()) for frames in map(risky_frames, seeds) if frames is not None]
    assert {rule.family for found in named if found for rule in found.rules} >= {"robust", "tail"}
