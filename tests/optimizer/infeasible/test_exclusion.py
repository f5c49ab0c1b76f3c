"""The rules that exclude a project are proven to exclude it, and each of them is needed: by hand and by enumeration."""

import polars as pl
import pytest

from optimizer.infeasible import exclusion
from optimizer.infeasible.exclusion import causes_frame, rules_excluding
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.solver.live_model import Answer
from optimizer.solver.switched_model import SwitchedModel
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.infeasible.checks import every_rule
from tests.optimizer.infeasible.enumerated_repairs import eased
from tests.optimizer.random_portfolios import frames_of, nominal_frames

AFTER_B = ("finish_to_start", "A", "B", 0, None)
OPTIONS = [("A", "full", 0, 1, 90), ("B", "full", 0, 2, 5), ("C", "full", 0, 1, 5)]
ORDER = "A starts after the finish of B"


def portfolio(budget: int, *dependencies: tuple, **more) -> dict:
    """A, B and C start in 2027; A costs 80 of the budget of that year, C costs 30, and B costs nothing."""
    return frames_of(
        options=OPTIONS, spend=[("A", "full", 0, "capex", 2027, 80), ("C", "full", 0, "capex", 2027, 30)], budgets=[("F", "capex", 2027, budget)],
        years=[(2027,)], payers=[(p, "F") for p in "ABC"], dependencies=list(dependencies), **more,
    )  # fmt: skip


def told(frames: dict, project: str = "A") -> list[str] | None:
    """The labels of the rules that exclude a project."""
    found = rules_excluding(build_problem(frames), project, Limits())
    assert found is None or found.is_minimal
    return None if found is None else [rule.label for rule in found.rules]


def test_an_order_in_time_is_the_cause_although_money_is_short_beside_the_plan():
    """A must start before B can end. The fund holds A, but not A beside C: no money is to blame."""
    assert told(portfolio(100, AFTER_B)) == [ORDER]


def test_money_is_the_cause_where_the_fund_is_too_small():
    """A costs 80 and the fund holds 79; B does not stand in the way."""
    assert told(portfolio(79, ("requires", "A", "B", 0, None))) == ["capex FY2027, F"]


def test_of_both_the_order_is_told_because_no_money_helps():
    """Each of the two excludes A by itself: the rule that more money would not repair is told."""
    assert told(portfolio(79, AFTER_B)) == [ORDER]


def test_rules_that_exclude_only_together_are_all_told():
    """A needs C and the fund holds one of the two: neither the money nor the relation excludes A without the other."""
    assert set(told(portfolio(100, ("requires", "A", "C", 0, None))) or ()) == {"A needs C", "capex FY2027, F"}


def test_a_single_purse_comes_before_two_rules_about_time():
    """C must start before A, and A before C, which excludes A; the fund that is too small does so by itself, so it is the smaller set."""
    swapped = [("start_to_start", "A", "C", 1, None), ("start_to_start", "C", "A", 1, None)]
    late = [("A", "full", 1, 2, 90), ("C", "full", 0, 1, 5), ("C", "full", 2, 3, 5)]
    frames = {**portfolio(79, *swapped), "options": frames_of(options=late)["options"]}
    frames["spend"] = frames_of(spend=[("A", "full", 1, "capex", 2027, 80)])["spend"]
    assert told(frames) == ["capex FY2027, F"]
    assert len(told({**frames, "budgets": frames_of(budgets=[("F", "capex", 2027, 80)])["budgets"]}) or ()) == 2


def test_a_project_that_some_plan_can_hold_has_no_cause():
    """It is displaced and not excluded."""
    assert told(portfolio(100)) is None


def test_a_project_in_flight_that_is_stopped_is_asked_about_running():
    """A is in flight and stops in the plan: stopping it is not running it."""
    frames = portfolio(79, requirements=[("A", "in_flight", "running")], stop_modes=[("A", "stop")])
    frames["options"] = frames_of(options=[*OPTIONS, ("A", "stop", 0, 1, -1)])["options"]
    assert told(frames) == ["capex FY2027, F"]


def test_of_a_search_that_stopped_no_cause_is_told(monkeypatch):
    """If the solver reaches a limit, or no work is left, nothing is proven and no rule is named."""
    problem = build_problem(portfolio(79, AFTER_B))
    assert causes_frame(problem, ["A"], Limits()).rows() == [("A", [ORDER], True)]
    assert causes_frame(problem, ["A"], Limits(), work=0).rows() == [("A", [], False)]
    monkeypatch.setattr(SwitchedModel, "maximise", lambda *_, **__: Answer("limit", None, 0.0, 0))
    assert causes_frame(problem, ["A"], Limits()).rows() == [("A", [], False)]
    assert causes_frame(problem, [], Limits()).is_empty()


def test_no_clock_decides_which_cause_is_told(monkeypatch):
    """An hour passes between any two looks at the clock, and the limits allow a second: the cause is told all the same."""
    problem, now = build_problem(portfolio(79, AFTER_B)), iter(range(0, 10**9, 3600))
    monkeypatch.setattr(exclusion.time, "monotonic", lambda: float(next(now)))
    assert causes_frame(problem, ["A"], Limits(seconds=1.0)).rows() == [("A", [ORDER], True)]
    assert next(now) > 0


def test_a_role_is_told_with_the_period_as_people_call_it():
    """A needs two developers where there is one: the caller names the period."""
    frames = portfolio(100, demand=[("A", "full", 0, "Dev", 0, 2000)], capacity=[("Dev", 0, 1000)])
    causes = causes_frame(build_problem(frames), ["A"], Limits(), period=lambda index: f"FY{2027 + index}")
    assert causes.rows() == [("A", ["Dev in FY2027"], True)]


def check_against_enumeration(seed: int) -> int:
    """Every project of a random portfolio has a cause exactly if no selection runs it. Returns the number of causes."""
    frames, count = nominal_frames(seed), 0
    if frames["options"]["project_id"].n_unique() > 7 or enumerate_best(frames) is None:
        return 0
    problem = build_problem(frames)
    known = ruled_rows(problem)
    stops = frames["options"].join(frames["stop_modes"], on=["project_id", "mode_id"], how="semi")
    for p, name in enumerate(problem.projects):
        if not problem.running_options_of[p]:
            continue
        extra = pl.DataFrame([(name, "force_in", "test")], schema=frames["requirements"].schema, orient="row")
        own = stops.filter(project_id=name)
        forced = {
            **frames,
            "requirements": pl.concat([frames["requirements"], extra]),
            "options": frames["options"].join(own, on=["project_id", "mode_id"], how="anti"),
        }
        found = rules_excluding(problem, name, Limits(seconds=60), known=known)
        assert (found is None) is (enumerate_best(forced, at_any_spend=True) is not None), (seed, name)
        if found is not None:
            assert found.is_minimal
            others = [rule for rule in sorted(every_rule(problem) - set(found.rules), key=repr) if rule.kind != "requirement"]
            others += [rule for rule in every_rule(problem) if rule.kind == "requirement" and rule.place != (name,)]
            assert enumerate_best(eased(forced, [r for r in others if r not in found.rules])) is None, (seed, name)
            for rule in found.rules:
                assert enumerate_best(eased(forced, [*(r for r in others if r not in found.rules), rule])) is not None, (
                    seed,
                    name,
                    rule,
                )
            count += 1
    return count


def test_causes_of_random_portfolios_are_causes_and_minimal():
    """Checked by trying every selection without the other rules, and without each of the rules that are told."""
    assert sum(check_against_enumeration(seed) for seed in (*range(12), 183)) >= 10  # in 183, a transfer feeds a purse


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(10))
def test_hundreds_more(chunk):
    """Causes are checked on more random portfolios than every commit can wait for."""
    assert sum(check_against_enumeration(seed) for seed in range(12 + chunk * 40, 12 + (chunk + 1) * 40)) >= 10
