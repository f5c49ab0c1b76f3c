"""A cut removes the selection that broke a rule and no selection that keeps every rule."""

from itertools import product

import numpy as np

from optimizer.linear.rows import owner_of, row
from optimizer.model.consequences import point_of
from optimizer.model.cuts import cover_cut, cut_off
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_problems import small_problems

MOST_CUTS = 40


def test_a_cut_takes_no_plan_away_that_hires_others():
    """For every selection of small portfolios that breaks a budget with people bought, the cut forbids the selection and none
    that keeps all rules. Some of those it must not forbid contain the selection and hire other people.
    """
    cuts, relieved = 0, 0
    for problem, every in small_problems(range(200)):
        search = ExactSearch(problem, Limits())
        good = [chosen for chosen in every if not search.broken_rows(chosen) and not search.shortfalls(chosen)]
        width, tried = len(problem.options), 0
        for chosen, each in product(every, (r for r in search.model.rows if r.family == "budget" and r.cols[-1] >= width)):
            if tried == MOST_CUTS or not each.excess(point_of(problem, chosen)):
                continue
            cut, tried = cut_off(problem, each, chosen, 0), tried + 1
            assert cut.excess(dict.fromkeys(chosen, 1))
            assert not any(cut.excess(dict.fromkeys(other, 1)) for other in good)
            relieved += any(chosen < other for other in good)
        cuts += tried
    assert cuts > 300
    assert relieved > 5


A, B = ("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)


def test_a_cut_is_owned_by_who_owns_its_rule():
    """The cut for the board's rule belongs to the board, the cut for a fund's limit to finance."""
    problem = build_problem(frames_of(options=[A, B]))
    both = frozenset({0, 1})
    for violated, owner in (
        (row("group[0]", "group", "one of them", [(0, 1), (1, 1)], None, 1, owner="board"), "board"),
        (row("budget[F,capex 2027]", "budget", "F", [(0, 5), (1, 5)], None, 7, "minor"), "finance"),
    ):
        cut = cut_off(problem, violated, both, 1)
        assert (cut.traits.rule_id, owner_of(cut)) == ("integer_form", owner)


def at(chosen: frozenset) -> dict:
    """A choice as a point."""
    return dict.fromkeys(chosen, 1)


def test_a_cover_cut_removes_the_point_and_no_good_one():
    """Over all selections of random rows: the cut forbids what broke the row and nothing that keeps it."""
    rng = np.random.default_rng(5)
    for _ in range(300):
        coefs = rng.integers(-9, 20, 6)
        bound = int(rng.integers(-5, 40))
        sided = row("r", "balance", "r", enumerate(coefs.tolist()), None if rng.random() < 0.7 else bound, bound)
        points = [frozenset(j for j in range(6) if mask >> j & 1) for mask in range(64)]
        bad = [point for point in points if sided.excess(at(point))]
        if not bad:
            continue
        point = bad[int(rng.integers(len(bad)))]
        cut = cover_cut(sided, point, 0)
        assert cut.excess(at(point))
        assert not any(cut.excess(at(other)) for other in points if not sided.excess(at(other)))
