"""What lets a project join: the least additional money or people is what enumeration finds, to the cent and the thousandth."""

from itertools import product

import pytest

from optimizer.explain.thresholds.joining import Joining, what_lets_in
from optimizer.infeasible.lifting import with_more
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import _together, allowed_selections, staffs_of
from tests.optimizer.infeasible.enumerated_repairs import Lacking, selections
from tests.optimizer.random_portfolios import hiring_frames, nominal, nominal_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

MOST_PROJECTS = 7


def lacks_of_plans_with(frames, project: str, value: int) -> list[tuple[int, int]]:
    """The milli-FTE that cannot be bought and the money that every selection lacks which runs the project and is worth `value`."""
    lacking, found = Lacking(frames), []
    worth = {(p, mode, start): v for p, mode, start, _, v in lacking.rows["options"]}
    stops = set(lacking.rows["stop_modes"])
    for keys, staff in product(selections(frames), list(staffs_of(lacking.rows))):
        run = {p for p, mode, _ in keys if (p, mode) not in stops}
        if project not in run:
            continue
        short = lacking.people_of(keys, staff)
        bought = lacking.bought(keys, short, staff)
        want = lacking.money_of(keys, short, staff)
        total = (
            sum(worth[key] for key in keys)
            + _together(run, lacking.rows)
            - sum(loss for *_, loss in [*(bought or ()), *staff.paid])
        )
        if want is not None and total >= value:
            found.append((sum(short.values()), want))
    return found


def compare(frames) -> list[Joining]:
    """Every project that the best plan leaves out, against enumeration."""
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    if not isinstance(plan, Plan) or len(problem.projects) - len(problem.hires) > MOST_PROJECTS:
        return []
    told, inside = [], {each.project_id for each in plan.chosen}
    for project in sorted(
        {problem.projects[o.project] for o in problem.options if not o.is_stop and o.project not in problem.hires}
    ):
        if project in inside:
            continue
        lacks = lacks_of_plans_with(frames, project, plan.value)
        found = what_lets_in(frames, plan, project, Limits(seconds=60))
        told.append(found)
        if not lacks:
            # Bought people lower the value, and the search does not count that: what it finds then fails the check, and nothing is told.
            assert found.state == "impossible" or (found.state == "unknown" and frames["elastic"].height)
            continue
        if min(lacks) == (0, 0):
            assert found.state == "free"
            continue
        money, people = [want for short, want in lacks if not short], [short for short, want in lacks if not want]
        if found.state == "unknown":
            assert frames["elastic"].height  # bought people lower the value, and the search does not count that
            continue
        assert found.state == "helped"
        if found.money:
            assert found.money.total_money >= min(money)
            assert found.money.money_at_least <= min(money)
            assert found.money.is_least or frames["elastic"].height
        elif not frames["elastic"].height:
            assert not money
        if not frames["elastic"].height:
            assert (found.people.total_people if found.people else None) == min(people, default=None)
        if found.both:
            assert not found.money
            assert not found.people
            assert (found.both.total_people, found.both.total_money) == min(lacks) or frames["elastic"].height
    return told


@pytest.mark.parametrize("seeds", seed_ranges(40, 400))
def test_the_least_relief_with_which_a_project_joins_equals_brute_force(seeds):
    """Every family of rules, and all three kinds of relief."""
    told = [each for seed in seeds for each in compare(nominal_frames(seed))]
    assert {each.state for each in told} >= {"helped", "impossible"}
    assert sum(each.money is not None for each in told) >= len(seeds) // 10


@pytest.mark.parametrize("seeds", seed_ranges(15, 100))
def test_beside_hires_it_equals_brute_force(seeds):
    """People who can be hired with more money are no people to be given."""
    assert sum(each.state == "helped" for seed in seeds for each in compare(nominal(hiring_frames(seed)))) >= len(seeds) // 8


def helps(frames, plan: Plan, project: str, money: dict, people: dict) -> bool:
    """Whether enumeration finds a plan that runs the project and is worth no less than `plan`, with more money and people."""
    stops = set(frames["stop_modes"].iter_rows())
    return any(
        value >= plan.value and any(p == project and (p, mode) not in stops for p, mode, _ in keys)
        for keys, value, _ in allowed_selections(with_more(frames, money, people))
    )


@pytest.mark.parametrize("seeds", seed_ranges(24, 200))
def test_with_robust_budgets_and_floors_it_is_enough_and_no_unit_too_much(seeds):
    """What is told brings the project in; where it is told to be the least, one unit less of any part does not."""
    told = least = 0
    for seed in seeds:
        frames = random_frames(seed)
        plan = solve(build_problem(frames), Limits())
        if not isinstance(plan, Plan) or (frames["robust"].is_empty() and frames["tail"].is_empty()):
            continue
        for project in sorted(set(frames["options"]["project_id"]) - {each.project_id for each in plan.chosen}):
            if (
                not frames["options"]
                .filter(project_id=project)
                .join(frames["stop_modes"], on=["project_id", "mode_id"], how="anti")
                .height
            ):
                continue
            found = what_lets_in(frames, plan, project, Limits(seconds=30))
            assert found.state == "unknown" or (found.state == "free") == helps(frames, plan, project, {}, {})
            for repair in filter(None, (found.money, found.people, found.both)):
                money = {(each.fund_id, each.cost_class, each.fiscal_year): each.amount_minor for each in repair.money}
                people = {(each.role_id, each.period_index): each.milli_fte for each in repair.people}
                assert helps(frames, plan, project, money, people)
                told += 1
                if repair.is_least:
                    assert not any(helps(frames, plan, project, {**money, key: by - 1}, people) for key, by in money.items())
                    assert not any(helps(frames, plan, project, money, {**people, key: by - 1}) for key, by in people.items())
                    least += 1
    assert least > 0
    assert told >= least


def test_a_cent_less_does_not_do():
    """A costs 60 and brings 10, B costs 50 and brings 9; the fund has 100. With B the plan must still be worth 10: 10 more."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    plan = solve(build_problem(frames), Limits())
    found = what_lets_in(frames, plan, "B", Limits())
    assert found.state == "helped"
    assert found.money is not None
    assert [(each.cost_class, each.amount_minor) for each in found.money.money] == [("capex", 10)]
    assert found.money.is_least
    assert found.people is None


def test_a_project_without_an_option_is_refused():
    """It could not be planned at all, so nothing lets it in."""
    frames = one_fund({"A": 60}, {"A": 10}, 100)
    with pytest.raises(ValueError, match="Z has no option"):
        what_lets_in(frames, solve(build_problem(frames), Limits()), "Z", Limits())
