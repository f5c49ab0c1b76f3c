"""The rules that keep a project out: no plan keeps them, each is needed, and lifting what is told lets the project in."""

import pytest

from optimizer.explain.thresholds.rules_in_the_way import rules_in_the_way
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.explain.thresholds.test_cheaper import best_value
from tests.optimizer.infeasible.checks import every_rule, without_stops_of_mandates
from tests.optimizer.infeasible.enumerated_repairs import eased
from tests.optimizer.random_portfolios import nominal_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

MOST_PROJECTS = 6


def check(frames) -> int:
    """Every project that the best plan leaves out, against enumeration. Returns of how many the rules are told."""
    frames, told = without_stops_of_mandates(frames), 0
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    if not isinstance(plan, Plan) or len(problem.projects) > MOST_PROJECTS:
        return 0

    def joins(lifted) -> bool:
        best = best_value(eased(frames, lifted), name, runs=True)
        return best is not None and best >= plan.value

    inside = {each.project_id for each in plan.chosen}
    for p, name in enumerate(problem.projects):
        if name in inside or not problem.running_options_of[p]:
            continue
        found = rules_in_the_way(problem, plan, p, Limits(seconds=60))
        if found is None:  # beside people who can be bought, the search for a conflict may end without one
            assert joins([]) or frames["elastic"].height, name
            continue
        assert not joins([]), name
        assert found.is_minimal
        others = sorted(every_rule(problem) - set(found.rules), key=repr)
        assert not joins(others)
        assert all(joins([*others, rule]) for rule in found.rules)
        assert found.has_others is None or any(not joins([rule]) for rule in found.rules)
        if found.is_fewest is None:  # no rule helps: its own value is too low, whatever is lifted
            continue
        assert found.is_fewest
        amounts = [rule for rule in every_rule(problem) if rule.is_amount]
        # People who are bought lower the value, and the search for rules to lift gives them away.
        assert frames["elastic"].height or joins([*amounts, *found.to_lift])
        assert joins(amounts) or found.to_lift or frames["elastic"].height
        told += 1
    return told


@pytest.mark.parametrize("seeds", seed_ranges(25, 300))
def test_the_rules_that_keep_a_project_out_equal_brute_force(seeds):
    """Every family of rules but the lazy ones."""
    assert sum(check(nominal_frames(seed)) for seed in seeds) >= len(seeds) // 4


def test_the_purse_and_no_other_rule_keeps_it_out():
    """A costs 60 and brings 10, B costs 50 and brings 9; the fund has 100. Without the fund's limit both run."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100, dependencies=[("requires", "A", "B", 0, None)])
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    found = rules_in_the_way(problem, plan, problem.projects.index("A" if plan.chosen[0].project_id == "B" else "B"), Limits())
    assert found.rules[0].label == "capex FY2027, F"
    assert found.to_lift == ()
