"""Projects in flight: continued in one of their modes, or stopped at the exit cost, from the tables to the ledger."""

from datetime import date

import polars as pl
import pytest

from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import allocation_frame, chosen_frame
from cutline.settings.loading import settings_from
from optimizer.explain.reasons import reasons
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import tables_of

RUNNING = {"project_id": "P", "name": "P", "status": "in_flight", "earliest_start": date(2026, 1, 1)}
MODES = [
    {"project_id": "P", "mode_id": "continue", "duration_periods": 3},
    {"project_id": "P", "mode_id": "pause", "duration_periods": 4},
    {"project_id": "P", "mode_id": "stop", "exit_cost_minor": 30},
]
LINE = {"project_id": "P", "cost_class": "capex", "kind": "plan"}
COSTS = [
    {**LINE, "period_offset": 0, "amount_minor": 500},  # of every mode, in 2026: sunk
    {**LINE, "mode_id": "continue", "period_offset": 1, "amount_minor": 80},
    {**LINE, "mode_id": "pause", "period_offset": 2, "amount_minor": 90},
    {**LINE, "period_offset": 2, "amount_minor": 10},  # of every mode that runs
]
FUNDS = [
    {"fund_id": "F", "cost_class": k, "fiscal_year": y, "amount_minor": 100} for k in ("capex", "opex") for y in (2027, 2028)
]


def night(benefit: int, *, must_continue: bool = False, objective: str = "value", **rows: list[dict]):
    gain = {"project_id": "P", "category": "revenue", "period_offset": 2, "amount_minor": benefit}
    given = {"projects": [RUNNING], "modes": MODES, "cost_lines": COSTS, "benefits": [gain], "funds": FUNDS} | rows
    tables = tables_of(**given)
    settings = settings_from({
        "calendar": {"grain": "year", "periods": 2}, "finance": {"discount_rate_bp": 0},
        "planning": {"in_flight_must_continue": must_continue, "objective": objective},
    })  # fmt: skip
    return tables, settings, choices_of(tables, settings)


def decided(benefit: int, **rest) -> tuple[str, int]:
    """The chosen mode and the value of the plan, which is verified and booked to the minor unit."""
    tables, settings, choices = night(benefit, **rest)
    plan = verified_plan(choices.frames())
    check_ledger(build_ledger(allocation_frame(plan.allocations)), chosen_frame(plan.chosen), tables, settings)
    [chosen] = plan.chosen
    return chosen.mode_id, plan.value


def test_what_was_spent_has_no_say_in_going_on():
    """500 are sunk. Going on costs 90 and brings 61, a loss of 29, which is less than the 30 for stopping now."""
    assert decided(61) == ("continue", -29)


def test_what_is_not_worth_going_on_with_is_stopped():
    """At a benefit of 59, going on loses 31, pausing loses 41 and stopping costs 30. At 60, going on loses 30 as well, and
    stopping spends less.
    """
    assert decided(59) == ("stop", -30)
    assert decided(60) == ("stop", -30)


def test_pausing_is_a_way_to_continue():
    """There is no money in 2027 to go on with, so the project is paused."""
    funds = [
        {**each, "amount_minor": 0} if each["fiscal_year"] == 2027 and each["cost_class"] == "capex" else each for each in FUNDS
    ]
    assert decided(90, funds=funds) == ("pause", -10)


def test_by_default_a_project_in_flight_goes_on_at_a_loss():
    """With in_flight_must_continue no stop is offered."""
    assert decided(0, must_continue=True) == ("continue", -90)


@pytest.mark.parametrize("reason", ["mandate", "force_in"])
def test_what_must_be_done_cannot_be_stopped(reason):
    """A project that is mandated or forced in has no option to stop."""
    duty = (
        {"projects": [{**RUNNING, "mandate": "regulatory"}]}
        if reason == "mandate"
        else {"decisions": [{"project_id": "P", "decision": "force_in"}]}
    )
    assert decided(0, **duty) == ("continue", -90)


def test_only_what_is_in_flight_can_be_stopped():
    """A proposed project is simply left out, at no cost."""
    _, _, choices = night(0, projects=[{**RUNNING, "status": "proposed", "earliest_start": date(2027, 1, 1)}])
    assert "stop" not in choices.options["mode_id"].to_list()


def test_a_stop_takes_its_own_lines_and_no_others():
    """Winding down takes the people and the money of the lines that name the stop. What going on costs and brings does not
    belong to it.
    """
    own = {**LINE, "mode_id": "stop", "period_start": date(2028, 1, 1), "cost_class": "opex", "amount_minor": 7}
    _, _, choices = night(50, cost_lines=[*COSTS, own], demand=[
        {"project_id": "P", "mode_id": "stop", "role_id": "R", "period_offset": 0, "milli_fte": 100},
        {"project_id": "P", "role_id": "R", "period_offset": 1, "milli_fte": 900},
    ])  # fmt: skip
    stop = pl.col("mode_id") == "stop"
    assert choices.spend.filter(stop).rows() == [("P", "stop", 0, "opex", 2027, 30), ("P", "stop", 0, "opex", 2028, 7)]
    assert choices.demand.filter(stop).rows() == [("P", "stop", 0, "R", 0, 100)]
    assert choices.options.filter(stop)["value"].to_list() == [-37]


def test_a_stopped_project_scores_nothing():
    """Where the objective is a score, a stopped project scores 0 and one that goes on has its score."""
    scored = {
        "criteria": [{"criterion_id": "c", "weight_bp": 1}],
        "scores": [{"project_id": "P", "criterion_id": "c", "raw_milli": 4000, "scale": 5}],
    }
    _, _, choices = night(0, objective="score", **scored)
    assert dict(choices.options.select("mode_id", "value").iter_rows())["stop"] == 0


def test_a_project_that_needs_a_stopped_one_cannot_run():
    """Q needs P, so stopping P leaves Q out. The benefit of Q and the exit cost together are less than going on loses."""
    other = {"project_id": "Q", "name": "Q", "status": "proposed"}
    rows = {
        "projects": [RUNNING, other], "cost_lines": [*COSTS, {**LINE, "project_id": "Q", "period_offset": 0, "amount_minor": 1}],
        "dependencies": [{"from_project_id": "Q", "to_project_id": "P", "type": "requires"}],
    }  # fmt: skip
    _, _, choices = night(0, **rows)
    plan = solve(build_problem(choices.frames()), Limits())
    assert isinstance(plan, Plan)
    assert [(c.project_id, c.mode_id) for c in plan.chosen] == [("P", "stop")]


def test_why_a_project_is_stopped_is_told():
    """The reason states what going on would lose compared with stopping: 90 instead of 30."""
    _, _, choices = night(0)
    problem = build_problem(choices.frames())
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    [reason] = reasons(problem, plan, Limits())
    assert (reason.project_id, reason.loss, reason.loss_at_most) == ("P", 60, 60)
