"""A problem without a plan: the rules that are named, and the confirmation of an "infeasible"."""

import pytest

from optimizer.infeasible.wording import no_plan_findings
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver import live_model as highs
from optimizer.solver.live_model import LiveModel
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import one_fund


def test_an_infeasible_mandate_names_the_limit_and_by_how_much():
    """The rule in business words, the excess in money, what to do."""
    frames = one_fund({"A": 120}, {"A": 5}, 100, requirements=[("A", "mandate", "law")])
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    assert (found.failure, [(b.label, b.excess, b.unit) for b in found.broken]) == (
        "infeasible",
        [("capex FY2027, F", 20, "minor")],
    )
    [finding] = no_plan_findings(found, "£{}".format, "{} points".format)
    assert "overspends it by £20" in finding.found


@pytest.mark.parametrize("rest", [frames_of(), one_fund({"A": 1}, {"A": 5}, 10)])
def test_a_required_project_without_an_option_is_infeasible(rest):
    """It cannot be in any plan, and the rule that asks for it is named; also where there is nothing else to choose."""
    asked = frames_of(requirements=[("Z", "mandate", "law")])["requirements"]
    found = solve(build_problem({**rest, "requirements": asked}), Limits())
    assert isinstance(found, Failed)
    assert found.failure == "infeasible"
    assert "Z must be in the plan" in found.broken[0].label


def test_a_false_infeasible_is_not_believed(monkeypatch):
    """The first configuration calls a feasible model infeasible: the elastic run finds a plan and the second configuration the best."""
    honest, calls = LiveModel.maximise, []

    def liar(self, *args, **kwargs):
        calls.append(1)
        return highs.Answer("infeasible", None, 0.0, 0) if len(calls) == 1 else honest(self, *args, **kwargs)

    monkeypatch.setattr(LiveModel, "maximise", liar)
    plan = solve(build_problem(one_fund({"A": 1, "B": 2}, {"A": 5, "B": 7}, 2)), Limits())
    assert isinstance(plan, Plan)
    assert plan.value == 7
