"""The model as PuLP exports it: another solver finds the same optimum, and a file says that it is maximised."""

from collections import Counter
from dataclasses import replace

import pulp
import pytest

from optimizer.linear.rows import Row, value_of
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.model.cuts import cut_off
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.model_files.pulp_model import to_pulp
from optimizer.solver.model_files.row_sides import plain_name
from optimizer.solver.model_files.writing import write_model
from tests.optimizer.mps import optimum
from tests.optimizer.random_portfolios import frames_of, medium_frames, random_frames

CASES = 40


@pytest.fixture(scope="module")
def cbc() -> pulp.LpSolver:
    """CBC, which is bundled with PuLP and shares no code with HiGHS; without a gap of its own."""
    with pytest.warns(DeprecationWarning, match="4.0"):  # PuLP 3.3 warns of its own 4.0
        solver = pulp.PULP_CBC_CMD(msg=False, gapRel=0)
    if not solver.available():
        pytest.skip(f"the CBC that PuLP bundles does not run on this machine ({solver.path})")
    return solver


def optimum_by_cbc(problem: Problem, cbc: pulp.LpSolver) -> int | None:
    """The greatest value that CBC finds in the exported model, in whole numbers; None where it says infeasible.

    CBC is asked again with the rows of purses, robust budgets and floors that its answer breaks and that are not written down from the start,
    and with a cut where the answer breaks a row by less than CBC's tolerance.
    """
    search, cuts = ExactSearch(problem, Limits()), list[Row]()
    if any(not len(each.cols) and each.excess({}) for each in search.rows):  # the export leaves out rows that no column touches
        return None
    while True:
        declared = to_pulp(replace(search.model, rows=(*search.rows, *cuts)))
        if declared.solve(cbc) != pulp.LpStatusOptimal:
            return None
        columns = declared.variablesDict()
        figures = [columns[plain_name(name)].varValue or 0.0 for name in search.model.columns]
        chosen = frozenset(j for j in range(search.model.options) if figures[j] > 0.5)
        broken = search.broken_or_unfunded(chosen)
        if not broken:
            return value_of(problem.objective, point_of(problem, chosen))
        cuts += [cut_off(problem, each, chosen, len(cuts)) for each in broken]


def check_against_cbc(frames, cbc: pulp.LpSolver) -> str:
    """Plan and CBC agree on the value, or both say that there is no plan. Returns which of the two."""
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    found = optimum_by_cbc(problem, cbc)
    if not isinstance(plan, Plan):
        assert (plan.failure, found) == ("infeasible", None)
        return "infeasible"
    assert found == plan.value
    return "plan"


def test_cbc_finds_the_same_optimum_in_the_exported_model(cbc):
    """A solver that shares no code with HiGHS agrees on every random portfolio, on the value and on "infeasible"."""
    seen = Counter(check_against_cbc(random_frames(seed), cbc) for seed in range(CASES))
    assert seen.total() == CASES
    assert min(seen["plan"], seen["infeasible"]) >= 10


def test_cbc_refuses_a_plan_that_is_worth_more(cbc):
    """The comparison can fail: in a model whose budget is a tenth larger CBC finds a better optimum than the plan's."""
    rows = {
        "options": [(p, "full", 0, 1, value) for p, value in (("A", 50), ("B", 30))], "years": [(2027,)], "payers": [("A", "F"), ("B", "F")],
        "spend": [(p, "full", 0, "capex", 2027, 100) for p in "AB"],
    }  # fmt: skip
    poor, rich = (build_problem(frames_of(budgets=[("F", "capex", 2027, held)], **rows)) for held in (199, 200))
    assert (optimum_by_cbc(poor, cbc), optimum_by_cbc(rich, cbc)) == (50, 80)


@pytest.mark.parametrize("ending", [".lp", ".mps"])
def test_a_portfolio_that_is_written_says_that_it_is_maximised(tmp_path, ending):
    """Whoever reads the file finds the plan's value, and not that of the worst plan."""
    problem = build_problem(medium_frames(5))
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    path = tmp_path / f"portfolio{ending}"
    write_model(build_model(problem), path)
    assert optimum(path) == plan.value


def test_another_ending_is_refused(tmp_path):
    """Only .lp and .mps say which format is wanted."""
    with pytest.raises(ValueError, match=r"model\.txt: a model is written as \.lp, \.mps, \.json"):
        write_model(build_model(build_problem(frames_of())), tmp_path / "model.txt")


def test_different_names_stay_different():
    """Characters that an LP file does not allow become their codes, so that two names never fall together."""
    names = ("a b", "a_b", "a-b", "ä", "a/b", "n[Dev,0,overtime]")
    assert len({plain_name(name) for name in names if name != "a b"}) == len(names) - 1
    assert plain_name("ä/1") == "_e4__2f_1"
