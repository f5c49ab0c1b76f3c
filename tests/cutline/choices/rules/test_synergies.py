"""Synergies and benefits that several projects claim, from the tables to the plan: portfolios small enough to solve by hand."""

from datetime import date
from itertools import combinations

import polars as pl
import pytest

from cutline.choices.rules.synergies import MOST_CLAIMANTS, double_count_synergies, synergies
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.loading import settings_from
from optimizer.explain.reasons import reasons
from optimizer.plan import Gained, Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import tables_of
from tests.optimizer.random_portfolios import frames_of


def stated(*rows: tuple[str, str, str | None, int | None], closed: str = "", objective: str = "value") -> list[tuple]:
    edges = [
        {"from_project_id": a, "to_project_id": b, "type": "synergy", "group_id": g, "amount_minor": amount}
        for a, b, g, amount in rows
    ]
    projects = [{"project_id": p, "name": p, "status": "closed" if p in closed else "proposed"} for p in "ABCD"]
    given = {"dependencies": edges, "projects": projects}
    tables = tables_of(**given)
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
    """A pair or a group with exactly one stated amount is a synergy."""
    assert stated(*rows) == expected


def test_what_is_delivered_is_there():
    """B is finished, so A alone earns the synergy."""
    assert stated(("A", "B", None, 5), closed="B") == [("A with B", "A", 5)]


def test_money_has_no_say_among_points():
    """Where the objective is a score, a gain in money does not count."""
    assert stated(("A", "B", None, 5), objective="score") == []


def plan_of(**rows) -> Plan:
    frames = frames_of(options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, -20), ("C", "full", 0, 1, 40)], **rows)
    return verified_plan(frames)


def test_a_gain_carries_a_project_that_loses_by_itself():
    """B loses 20 by itself and brings 25 together with A, so it runs."""
    plan = plan_of(synergies=[("g", "A", 25), ("g", "B", 25)])
    assert (plan.value, plan.gained) == (95, (Gained("g", 25),))


def test_a_loss_keeps_apart_what_is_worth_less_together():
    """A and C lose 45 together, so only the better of them runs. At a loss of 30 both run."""
    plan = plan_of(synergies=[("g", "A", -45), ("g", "C", -45)])
    assert (plan.value, [c.project_id for c in plan.chosen]) == (50, ["A"])
    assert plan_of(synergies=[("g", "A", -30), ("g", "C", -30)]).gained == (Gained("g", -30),)


def test_a_synergy_with_what_cannot_be_never_comes():
    """Z has no option, so the synergy of A and Z is never earned."""
    assert plan_of(synergies=[("g", "A", 25), ("g", "Z", 25)]).value == 90


def test_a_project_worth_something_only_with_others_has_its_price():
    """B loses 20 and brings 15 with A: it stays out, and forcing it in costs 5."""
    frames = frames_of(options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, -20)], synergies=[("g", "A", 15), ("g", "B", 15)])
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    [reason] = reasons(problem, plan, Limits())
    assert (reason.loss, reason.loss_at_most) == (5, 5)


# What each costs, brings of its own, and claims of the benefit g.
PROJECTS = {"A": (100, 98, 160), "B": (100, 102, 120), "C": (100, 101, 40), "D": (100, 105, 0)}


def planned(budget: int, *, starts: int = 1, objective: str = "value", rate: int = 0) -> Plan:
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for p, (cost, own, claim) in PROJECTS.items():
        window = {"earliest_start": date(2027, 1, 1), "latest_start": date(2026 + starts, 1, 1)}
        rows["projects"].append({"project_id": p, "name": p, "status": "proposed", **window})
        rows["modes"].append({"project_id": p, "mode_id": "full", "duration_periods": 1})
        rows["cost_lines"].append(
            {"project_id": p, "period_offset": 0, "cost_class": "capex", "kind": "plan", "amount_minor": cost}
        )
        for amount, group in ((own, None), (claim, "g")):
            if amount:
                line = {"project_id": p, "period_offset": 0, "category": "revenue", "amount_minor": amount}
                rows["benefits"].append({**line, "double_count_group": group})
        if objective == "score":
            rows["scores"].append({"project_id": p, "criterion_id": "c", "raw_milli": own * 10, "scale": 5})
    rows["criteria"] = [{"criterion_id": "c", "name": "c", "weight_bp": 10_000}]
    rows["funds"] = [{"fund_id": "F", "cost_class": "capex", "fiscal_year": y, "amount_minor": budget} for y in (2027, 2028)]
    tables = tables_of(**rows)
    raw = {
        "calendar": {"grain": "year", "periods": 2},
        "finance": {"discount_rate_bp": rate},
        "planning": {"objective": objective},
    }
    frames = choices_of(tables, settings_from(raw)).frames()
    return verified_plan(frames)


def told(plan: Plan) -> tuple[str, int]:
    return "".join(c.project_id for c in plan.chosen), plan.value


@pytest.mark.parametrize(
    ("budget", "expected"), [(100, ("A", 158)), (200, ("AD", 163)), (300, ("ABD", 165)), (400, ("ABCD", 166))]
)
def test_a_benefit_counts_as_the_largest_claim(budget, expected):
    """A claims 160 of the benefit, B 120, C 40 and D nothing; apart from it they are worth -2, 2, 1 and 5. If it counted twice,
    A and B would be worth 280.
    """
    assert told(planned(budget)) == expected


def test_it_is_told_among_the_synergies():
    """All projects run: the claims of B and C are subtracted, and what was subtracted twice is added again."""
    gained = {each.synergy_id: each.value for each in planned(400).gained}
    assert gained == {
        "benefit g of A, B, counted once": -120, "benefit g of A, C, counted once": -40, "benefit g of B, C, counted once": -40,
        "benefit g of A, B, C, counted once": 40,
    }  # fmt: skip


def test_a_claim_is_the_least_that_any_start_makes():
    """At 100 % a year, the claims of the later start are half. No more than that is subtracted, so never more than was
    counted.
    """
    frames = planned(400, starts=2, rate=10_000)
    assert all(abs(each.value) <= PROJECTS["B"][2] // 2 for each in frames.gained)


def test_points_are_not_money():
    """Where the objective is a score, claimed benefits do not count."""
    assert planned(400, objective="score").gained == ()


@pytest.mark.parametrize("count", [2, 3, MOST_CLAIMANTS, MOST_CLAIMANTS + 2])
def test_every_choice_of_claimants_counts_the_largest_claim(count):
    """For up to six claimants, every selection counts exactly the largest claim. For more, the full selection does, and any
    other counts at least that.
    """
    claims = [7 * (i + 1) ** 2 for i in range(count)]
    keys = {"project_id": [f"P{i}" for i in range(count)], "mode_id": ["full"] * count, "start_index": [0] * count}
    claimed = pl.DataFrame({**keys, "double_count_group": ["g"] * count, "present_minor": claims})
    options, stops = pl.DataFrame(keys), pl.DataFrame(schema={"project_id": pl.String, "mode_id": pl.String})
    found = double_count_synergies(claimed, options, stops).group_by("synergy_id").agg("project_id", pl.col("amount").first())
    sets = [(set(members), amount) for _, members, amount in found.iter_rows()]
    for size in range(1, count + 1):
        for some in combinations(range(count), size):
            run = {f"P{i}" for i in some}
            counted = sum(claims[i] for i in some) + sum(amount for members, amount in sets if members <= run)
            largest = max(claims[i] for i in some)
            assert counted == largest or (count > MOST_CLAIMANTS and size < count and counted > largest)
