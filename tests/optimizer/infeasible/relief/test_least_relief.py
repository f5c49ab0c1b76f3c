"""The search for the least relief finds the least, and cuts off no selection that needs less than the best known."""

from dataclasses import replace
from math import inf

import pytest

from optimizer.infeasible.relief.least_relief import LeastReliefSearch, least_money, whole_relief
from optimizer.infeasible.relief.selection_relief import Allowance, Relief
from optimizer.linear.rows import Row
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from tests.optimizer.small_portfolios import one_fund
from tests.optimizer.small_problems import small_problems
from tests.seeds import seed_ranges

MOST_CUTS = 40


@pytest.mark.parametrize("seeds", seed_ranges(25, 60))
def test_what_lacks_no_less_than_the_best_is_cut_off_and_nothing_that_lacks_less(seeds):
    """The search for the least money cuts off selections that lack as much as the best known, and none that lacks less."""
    cuts, relieved = 0, 0
    for problem, every in small_problems(seeds):
        least = LeastReliefSearch(problem, ruled_rows(problem), Limits(), inf, Allowance(money="minimised", people="none"))
        reliefs = {chosen: relief for chosen in every if (relief := least.lacking.relief_of(chosen, {}))}
        amounts = sorted({relief.total for relief in reliefs.values()})
        if len(amounts) < 2:
            continue
        least.best = replace(next(iter(reliefs.values())), total=amounts[len(amounts) // 2])
        less = [chosen for chosen, relief in reliefs.items() if relief.total < least.best.total]
        taken: list[Row] = []
        least.rows.add_cut = taken.append
        for chosen in [chosen for chosen in every if least._lacks_as_much()(chosen)][:MOST_CUTS]:
            assert least._cut_off(chosen)
            assert taken[-1].excess(dict.fromkeys(chosen, 1))
            assert not any(taken[-1].excess(dict.fromkeys(other, 1)) for other in less)
            relieved += any(chosen < other for other in less)
        cuts += len(taken)
    assert cuts > 3 * len(seeds)
    assert relieved > len(seeds) // 3


def least(budget: int) -> tuple[int, int] | None:
    """The least additional money, and its bound, for A and B that must run and cost 60 and 50."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 5, "B": 5}, budget, requirements=[(p, "mandate", "law") for p in "AB"])
    problem = build_problem(frames)
    found = least_money(problem, ruled_rows(problem), Limits(), inf)
    return (found.total, found.at_least) if isinstance(found, Relief) else None


def test_the_least_money_is_what_the_mandates_lack():
    """The mandates cost 110: with 100 the least relief is 10, proven; with 110 no relief is needed."""
    assert least(100) == (10, 10)
    assert least(110) == (0, 0)


def test_a_bound_in_floating_point_is_rounded_up_to_a_whole_amount():
    """A bound of 9.2 means at least 10, a bound of 9.0000001 means at least 9, and no bound is negative."""
    assert [whole_relief(bound) for bound in (9.2, 9.0000001, 9.0, -3.0)] == [10, 9, 9, 0]
