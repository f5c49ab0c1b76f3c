"""How much cheaper or dearer a project may be: at the level that is told enumeration finds a plan, and one unit lower it finds none."""

from collections import Counter

import polars as pl
import pytest

from optimizer.explain.thresholds.cheaper import Level, how_much_cheaper, how_much_dearer
from optimizer.explain.thresholds.cost_changes import COST_VALUE_SCHEMA, SHARE_SCALE, CostChange, cost_values_of
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.stopping_rules import WorkLimit
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

MOST_PROJECTS = 8
KEY = ["project_id", "mode_id", "start_index"]


def worth_of_costs(frames) -> pl.DataFrame:
    """Nine tenths of what each option spends, rounded down: what its costs take from its value."""
    lines = frames["spend"].with_columns(present_minor=pl.col("amount_minor") * 9 // 10)
    return lines.select(list(COST_VALUE_SCHEMA))


def changed(frames, project: str, places, level: int):
    """The frames with the cost of a project changed by a level, stated a second time, row by row."""
    stops = set(frames["stop_modes"].iter_rows())
    totals: Counter = Counter()
    for p, mode, start, kind, year, amount in frames["spend"].iter_rows():
        totals[p, mode, start] += amount if places is not None and (kind, year) in places else 0

    def saved(key, kind, year, amount: int) -> int:
        if key[0] != project or key[:2] in stops:
            return 0
        if places is None:
            return amount * level // SHARE_SCALE
        total = totals[key]
        return amount * min(level, total) // total if (kind, year) in places and total else 0

    spend = [(*key, k, y, a - saved(tuple(key), k, y, a)) for *key, k, y, a in frames["spend"].iter_rows()]
    gains: Counter = Counter()
    for *key, kind, year, amount in worth_of_costs(frames).iter_rows():
        gains[tuple(key)] += saved(tuple(key), kind, year, amount)
    options = [(p, m, s, f, v + gains[p, m, s]) for p, m, s, f, v in frames["options"].iter_rows()]
    return {
        **frames, "spend": pl.DataFrame(spend, schema=frames["spend"].schema, orient="row"),
        "options": pl.DataFrame(options, schema=frames["options"].schema, orient="row"),
    }  # fmt: skip


def best_value(frames, project: str, *, runs: bool) -> int | None:
    """The greatest value of an allowed selection that runs the project, or of one that does not run it; None if there is none."""
    stops = set(frames["stop_modes"].iter_rows())
    values = [
        value
        for keys, value, _ in allowed_selections(frames)
        if any(p == project and (p, mode) not in stops for p, mode, _ in keys) == runs
    ]
    return max(values, default=None)


def check(frames, project: str, places, floor: int, found: Level, low: int, high: int) -> None:
    """What is told of a level, against enumeration at the level, below it, and at the ends of the range."""

    def is_enough(level: int) -> bool:
        best = best_value(changed(frames, project, places, level), project, runs=True)
        return best is not None and best >= floor

    if found.state == "impossible":
        assert not is_enough(high)
        return
    assert found.state in ("proven", "beyond")
    assert is_enough(found.at_most)
    assert found.at_most == low or not is_enough(found.at_most - 1)


def compare(frames, places_of=lambda _: None) -> list[Level]:
    """Every project of a portfolio: how much cheaper it must be to join, or how much dearer it may be before it leaves."""
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    if not isinstance(plan, Plan) or len(problem.projects) - len(problem.hires) > MOST_PROJECTS:
        return []
    values, told = cost_values_of(problem, worth_of_costs(frames)), []
    stops = set(frames["stop_modes"].iter_rows())
    inside = {each.project_id for each in plan.chosen if (each.project_id, each.mode_id) not in stops}
    for p, project in enumerate(problem.projects):
        if p in problem.hires or not problem.running_options_of[p]:
            continue
        places = places_of(problem.options[problem.running_options_of[p][0]])
        change = CostChange(p, values, places)
        if project not in inside:
            found = how_much_cheaper(problem, change, plan.value, Limits(seconds=60))
            check(frames, project, places, plan.value, found, 0, change.most(problem))
        elif (without := best_value(frames, project, runs=False)) is not None and places is None:
            found = how_much_dearer(problem, change, without, Limits(seconds=60))
            check(frames, project, None, without, found, -9 * SHARE_SCALE, 0)
        else:
            continue
        told.append(found)
    return told


@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_the_share_of_all_lines_equals_brute_force(seeds):
    """Every family of rules. One part in a thousand million less does not do."""
    told = [each for seed in seeds for each in compare(random_frames(seed))]
    assert {each.state for each in told} >= {"proven", "impossible"}
    assert sum(each.state == "proven" and each.at_most > 0 for each in told) >= len(seeds) // 10
    assert sum(each.state == "proven" and each.at_most < 0 for each in told) >= len(seeds) // 10


@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_the_amount_of_one_year_equals_brute_force(seeds):
    """The lines of one fiscal year, or of one cost class in it, to the minor unit."""

    def one_year(option):
        years = sorted({(kind, year) for kind, year, _ in option.spend})
        return frozenset(each for each in years if each[1] == years[0][1]) if years else frozenset()

    def one_line(option):
        return frozenset({(kind, year) for kind, year, _ in option.spend[:1]})

    told = [each for seed in seeds for each in compare(random_frames(seed), one_year if seed % 2 else one_line)]
    assert sum(each.state == "proven" and each.at_most > 0 for each in told) >= len(seeds) // 10


@pytest.mark.parametrize("seeds", seed_ranges(4, 60))
def test_beside_hires_it_equals_brute_force(seeds):
    """The plan with the project may hire other people."""
    assert sum(each.state == "proven" for seed in seeds for each in compare(hiring_frames(seed))) > 0


def test_spend_and_value_both_move():
    """A costs 60 and brings 10, B costs 50 and brings 4; the fund has 100. B cannot join A unless it saves 10 of its 50. By itself it
    must bring 6 more, and 6 of the 45 that its costs take from its value are saved at two fifteenths of its cost: sooner.
    """
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 4}, 100)
    problem = build_problem(frames)
    change = CostChange(problem.projects.index("B"), cost_values_of(problem, worth_of_costs(frames)))
    found = how_much_cheaper(problem, change, 10, Limits())
    assert found == Level("proven", SHARE_SCALE * 2 // 15 + 1, SHARE_SCALE * 2 // 15 + 1, 6)
    spend_alone = CostChange(problem.projects.index("B"), {})
    assert how_much_cheaper(problem, spend_alone, 10, Limits()) == Level("proven", SHARE_SCALE // 5, SHARE_SCALE // 5, 10)


def test_a_search_without_work_tells_an_interval_that_holds_the_level():
    """The lower end is proven by nothing then, and the upper end by a plan."""
    frames = one_fund({f"P{i}": 31 + 7 * i % 23 for i in range(24)}, {f"P{i}": 40 + 5 * i % 19 for i in range(24)}, 300)
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    p = next(p for p, name in enumerate(problem.projects) if name not in {each.project_id for each in plan.chosen})
    change = CostChange(p, cost_values_of(problem, worth_of_costs(frames)))
    true = how_much_cheaper(problem, change, plan.value, Limits())
    assert true.state == "proven"
    early = how_much_cheaper(
        problem, change, plan.value, Limits(), known=[frozenset(problem.running_options_of[p])], work=WorkLimit(0)
    )
    assert (early.state, early.at_least) == ("interval" if early.at_most else "unknown", 0)
    assert early.at_most is None or early.at_most >= true.at_most
