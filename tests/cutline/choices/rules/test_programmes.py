"""Programmes declared in portfolio.toml, from the settings to the plan: portfolios small enough to solve by hand."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.rules.programmes import declared_programmes
from cutline.contracts.choice_frames import SYNERGY_SCHEMA
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from optimizer.explain.reasons import BrokenLimit, reasons
from optimizer.plan import Gained, Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import tables_of

# Cost and value of each project; A, B and E belong to the metro, E is delivered, C is cancelled, D belongs to nothing.
PROJECTS = {
    "A": (100, 50, "metro", "proposed"),
    "B": (100, -20, "metro", "proposed"),
    "C": (100, 70, "metro", "cancelled"),
    "D": (100, 40, None, "proposed"),
    "E": (100, 10, "metro", "closed"),
}
METRO = {"name": "the metro", "owner": "board", "programme_id": "metro"}


def stated(*rules: dict, objective: str = "value", budget: int = 1000, unknown: str = ""):
    """Tables and settings. The cost of the project `unknown` is not known."""
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for p, (cost, value, programme, status) in PROJECTS.items():
        window = {"earliest_start": date(2027, 1, 1), "latest_start": date(2027, 1, 1)}
        rows["projects"].append({"project_id": p, "name": p, "status": status, "programme_id": programme, **window})
        rows["modes"].append({"project_id": p, "mode_id": "full", "duration_periods": 1})
        spent = None if p == unknown else cost
        rows["cost_lines"].append(
            {"project_id": p, "period_offset": 0, "cost_class": "capex", "kind": "plan", "amount_minor": spent}
        )
        rows["benefits"].append({"project_id": p, "period_offset": 0, "category": "revenue", "amount_minor": cost + value})
    rows["funds"] = [{"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount_minor": budget}]
    tables = tables_of(**rows)
    raw = {
        "calendar": {"grain": "year", "periods": 1},
        "finance": {"discount_rate_bp": 0},
        "rules": {"programmes": list(rules)},
        "planning": {"objective": objective},
    }
    return tables, settings_from(raw)


def planned(*rules: dict, **rest) -> Plan:
    """The verified plan."""
    tables, settings = stated(*rules, **rest)
    frames = choices_of(tables, settings).frames()
    return verified_plan(frames)


def selected(plan: Plan) -> str:
    return "".join(c.project_id for c in plan.chosen)


def test_no_programme_is_bound_by_default():
    """Without a rule, A runs without B."""
    assert selected(planned()) == "AD"


def test_all_or_none_takes_the_members_that_lose_with_those_that_gain():
    """A and B are worth 30 together, so both run. Finished and cancelled members bind nobody."""
    assert selected(planned({**METRO, "all_or_none": True})) == "ABD"


def test_all_or_none_leaves_out_what_cannot_be_paid_as_a_whole():
    """The budget pays two projects: A and B are worth 30 together, which is less than D alone with 40."""
    assert selected(planned({**METRO, "all_or_none": True}, budget=200)) == "D"
    assert selected(planned(budget=200)) == "AD"


def test_a_member_that_cannot_be_chosen_keeps_the_others_out():
    """The cost of B is unknown, so the programme cannot be complete, and none of it runs."""
    assert selected(planned({**METRO, "all_or_none": True}, unknown="B")) == "D"


@pytest.mark.parametrize(("benefit", "expected", "gained"), [(19, "AD", ()), (21, "ABD", (Gained("programme the metro", 21),))])
def test_a_benefit_of_the_whole_carries_what_loses_by_itself(benefit, expected, gained):
    """B loses 20. A benefit of 21 for the complete programme pays for it, one of 19 does not."""
    plan = planned({**METRO, "benefit_when_complete_minor": benefit})
    assert (selected(plan), plan.gained) == (expected, gained)


def test_a_benefit_of_what_cannot_be_complete_never_comes():
    """Without the cost of B the programme cannot be complete, so there is no benefit. A may still run."""
    plan = planned({**METRO, "benefit_when_complete_minor": 500}, unknown="B")
    assert (selected(plan), plan.gained) == ("AD", ())


def test_money_has_no_say_among_points():
    """All or none also binds where the objective is a score. The benefit in money then does not count."""
    both = {**METRO, "all_or_none": True, "benefit_when_complete_minor": 5}
    tables, settings = stated(both, objective="score")
    assert declared_programmes(tables, settings).rows() == [("the metro", "board", p, True, None) for p in "AB"]


def test_a_project_kept_out_by_its_programme_has_its_price():
    """B loses 60, so A and B are worth -10 together and stay out. Forcing A in costs 10 and brings B with it."""
    from tests.optimizer.random_portfolios import frames_of

    frames = frames_of(
        options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, -60), ("D", "full", 0, 1, 40)],
        programmes=[("the metro", "board", p, True, None) for p in "AB"],
    )
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    found = {each.project_id: each for each in reasons(problem, plan, Limits())}
    assert [(found[p].loss, found[p].loss_at_most, found[p].added) for p in "AB"] == [(10, 10, ("B",)), (10, 10, ("A",))]
    assert found["A"].blocking == (BrokenLimit("the metro: all of A, B, or none", 1, "count"),)


def test_a_mandate_that_splits_a_programme_is_named():
    """A must run, and Z of the same programme cannot be chosen: the failure names one of the two rules."""
    from tests.optimizer.random_portfolios import frames_of

    frames = frames_of(
        options=[("A", "full", 0, 1, 50)], requirements=[("A", "mandate", "law")],
        programmes=[("the metro", "board", p, True, None) for p in "AZ"],
    )  # fmt: skip
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    assert found.broken[0].label in (
        "the metro: all of A, Z, which cannot be chosen, or none",
        "A must be in the plan (mandate: law)",
    )


@pytest.mark.parametrize(
    "rules",
    [
        [METRO],  # it says nothing
        [{**METRO, "all_or_none": False}],
        [{"name": "x", "programme_id": "metro", "all_or_none": True}],  # nobody owns it
        [{"name": "x", "owner": "board", "all_or_none": True}],  # which programme
        [{**METRO, "benefit_when_complete_minor": 0}],
        [{**METRO, "all_or_none": True}, {**METRO, "programme_id": "port", "all_or_none": True}],  # one name for two
    ],
)
def test_rules_that_say_nothing_clear_are_refused(rules):
    """Every rule needs a name of its own, an owner, a programme and an effect."""
    with pytest.raises(SettingsError):
        settings_from({"rules": {"programmes": rules}})


def test_a_benefit_of_the_whole_is_told_with_its_projects():
    """The published table of synergies names the programme and its members."""
    from types import SimpleNamespace

    from cutline.ledger.frames import gained_frame
    from cutline.reports.tables.published_tables import PUBLISHED_TABLES

    tables, settings = stated({**METRO, "benefit_when_complete_minor": 21})
    choices = {"programmes": declared_programmes(tables, settings), "synergies": pl.DataFrame(schema=SYNERGY_SCHEMA)}
    night = SimpleNamespace(choices=choices, gained=gained_frame((Gained("programme the metro", 21),)))
    assert PUBLISHED_TABLES["synergies"].build(night, settings).rows() == [("programme the metro", "A, B", 21)]
