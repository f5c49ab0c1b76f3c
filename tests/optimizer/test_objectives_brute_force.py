"""Several objectives in order: the optimiser finds what a filter over all selections leaves."""

import pytest

from optimizer.plan import Plan, Ties
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.objectives_in_order import MOST_TIES
from optimizer.search.solve import solve
from optimizer.search.stages import tie_weights
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import renamed
from tests.optimizer.ranked_portfolios import RankedPortfolio, ranked_portfolio
from tests.optimizer.test_brute_force import keys_of
from tests.seeds import seed_ranges


def expected(asked: RankedPortfolio) -> tuple[list[int], list[frozenset]] | None:
    """What each objective reaches in its turn, and the selections that are left after the last; None if no selection is allowed."""
    left, reached = list(asked.amounts), []
    sign = [-1 if each.is_least else 1 for each in asked.declared]
    if not left:
        return None
    for k in range(len(asked.declared)):
        best = max(sign[k] * asked.amounts[keys][k] for keys in left)
        reached.append(sign[k] * best)
        left = [keys for keys in left if sign[k] * asked.amounts[keys][k] >= best - permitted(asked, k, reached[k])]
    for k in range(len(asked.declared)):  # nothing is left lying that costs nobody anything
        best = max(sign[k] * asked.amounts[keys][k] for keys in left)
        left = [keys for keys in left if sign[k] * asked.amounts[keys][k] == best]
    return reached, left


def permitted(asked: RankedPortfolio, k: int, reached: int) -> int:
    """What the objective after the k-th may cost it."""
    if k + 1 == len(asked.declared):
        return 0
    after = asked.declared[k + 1]
    return int(abs(reached) * (after.may_lose_bp or 0) / 10_000) + (after.may_lose or 0)


def compare(asked: RankedPortfolio) -> str:
    """The search against the filter; returns what the case exercised."""
    answer, problem = expected(asked), build_problem(asked.frames)
    found = solve(problem, Limits())
    if answer is None:
        assert isinstance(found, Failed)
        assert found.failure == "infeasible"
        return "infeasible"
    reached, tied = answer
    assert isinstance(found, Plan)
    assert verify(asked.frames, found).violations == ()
    assert found.outcome == "proven"
    assert [each.reached for each in found.objectives] == reached
    assert [each.bound for each in found.objectives] == reached
    assert tuple(each.value for each in found.objectives) == asked.amounts[tied[0]]
    assert [each.may_lose for each in found.objectives] == [permitted(asked, k, each) for k, each in enumerate(reached)]
    assert found.ties == (Ties(len(tied), is_all=True) if len(tied) < MOST_TIES else Ties(MOST_TIES, is_all=False))
    cheapest = [keys for keys in tied if asked.spend[keys] == min(map(asked.spend.__getitem__, tied))]
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    weights = tie_weights(problem, 0)
    assert keys_of(found, asked.frames) == max(cheapest, key=lambda keys: sum(int(weights[number[key]]) for key in keys))
    return "gave up" if any(each.loss for each in found.objectives) else "tied" if len(tied) > 1 else "kept"


@pytest.mark.parametrize("seeds", seed_ranges(40, 300))
def test_objectives_in_order_equal_brute_force(seeds):
    """Value, points, spend, people and projects in any order, with and without a permitted loss: every amount, every tie."""
    seen = [compare(ranked_portfolio(seed)) for seed in seeds]
    assert {"infeasible", "gave up", "tied", "kept"} <= set(seen)
    assert seen.count("infeasible") < len(seen) // 2


def content(frames, plan: Plan) -> list:
    """What the chosen options are in every objective, without what they are called."""
    chosen = {(c.project_id, c.mode_id, c.start_index) for c in plan.chosen}
    rows = {(p, m, s): [(s, f, v)] for p, m, s, f, v in frames["options"].iter_rows()}
    for rank, p, m, s, amount in frames["objective_terms"].sort("rank").iter_rows():
        rows[p, m, s].append((rank, amount))
    return sorted(rows[key] for key in chosen)


@pytest.mark.parametrize("seeds", seed_ranges(20, 100))
def test_the_order_of_objectives_does_not_depend_on_ids(seeds):
    """The same plan under other ids and another order of the rows; between projects that differ in nothing the id may decide."""
    for seed in seeds:
        asked = ranked_portfolio(seed)
        other, _ = renamed(asked.frames, seed)
        one, same = (solve(build_problem(frames), Limits()) for frames in (asked.frames, other))
        if isinstance(one, Plan):
            assert isinstance(same, Plan)
            assert content(asked.frames, one) == content(other, same)
            assert (one.objectives, one.ties) == (same.objectives, same.ties)
