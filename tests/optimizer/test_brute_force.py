"""The optimiser finds the same optimum as enumeration of all selections."""

import pytest

from optimizer.model import cuts
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.stages import tie_weights
from optimizer.solver import scaling
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import hiring_frames, moving_frames, random_frames, short_by_a_cent, tie_rich_frames
from tests.seeds import seed_ranges

CHUNK = 125


def keys_of(plan: Plan, frames) -> frozenset:
    """What is chosen, hires as the heads that arrive."""
    size = {(role, t): milli_fte for role, t, milli_fte, *_ in frames["hires"].iter_rows()}
    heads = {(b.role_id, b.period_index): b.milli_fte // size[b.role_id, b.period_index] for b in plan.bought if b.kind == "hire"}
    new = {(role, t): count - heads.get((role, t - 1), 0) for (role, t), count in heads.items()}
    arrivals = ((f"hires of {role} from period {t}", str(count), t) for (role, t), count in new.items() if count)
    return frozenset([*((c.project_id, c.mode_id, c.start_index) for c in plan.chosen), *arrivals])


def check_against_enumeration(frames) -> str:
    """Value, spend and tie order equal the enumeration's, or both say there is nothing; returns what the case exercised."""
    expected, problem = enumerate_best(frames), build_problem(frames)
    found = solve(problem, Limits())
    if expected is None:
        assert isinstance(found, Failed)
        assert found.failure == "infeasible"
        return "infeasible"
    assert isinstance(found, Plan)
    assert (found.value, found.outcome, found.gap) == (expected.value, "proven", 0)
    assert verify(frames, found).passed
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    weights = tie_weights(problem, 0)
    by_tie_order = max(expected.best, key=lambda keys: sum(int(weights[number[key]]) for key in keys))
    assert keys_of(found, frames) == by_tie_order
    return "tied" if len(expected.best) > 1 else "unique"


@pytest.mark.parametrize("seeds", seed_ranges(30, 1000))
def test_a_thousand_random_portfolios_equal_brute_force(seeds):
    """Budgets a cent from tight, dependencies, exclusions, mandates, modes, starts: the same optimum as enumeration, every time."""
    seen = {check_against_enumeration(random_frames(seed)) for seed in seeds}
    assert {"unique", "infeasible"} <= seen


@pytest.mark.parametrize("seeds", seed_ranges(25, 200))
def test_portfolios_full_of_ties_have_one_answer(seeds):
    """Where many selections are worth and cost the same, the declared tie order decides and the answer is the one it names."""
    seen = [check_against_enumeration(tie_rich_frames(seed)) for seed in seeds]
    assert seen.count("tied") > len(seeds) // 5


@pytest.mark.parametrize("seeds", seed_ranges(30, 1000))
def test_a_thousand_portfolios_with_hires_equal_brute_force(seeds):
    """Heads that stay to the end, beside overtime and contractors: the same optimum as enumeration, and people are really hired."""
    hired = 0
    for seed in seeds:
        frames = hiring_frames(seed)
        if check_against_enumeration(frames) != "infeasible":
            hired += any(b.kind == "hire" for b in solve(build_problem(frames), Limits()).bought)
    assert hired > len(seeds) // 9


@pytest.mark.parametrize("seeds", seed_ranges(30, 150))
def test_hires_with_budgets_a_cent_short_equal_brute_force(seeds):
    """Every budget a cent less than the best plan draws from it: another plan is the best, and it is the one that enumeration finds."""
    hired = 0
    for seed in seeds:
        frames = hiring_frames(seed)
        found = solve(build_problem(frames), Limits())
        if isinstance(found, Plan) and any(b.kind == "hire" for b in found.bought):
            check_against_enumeration(short_by_a_cent(frames, found.allocations))
            hired += 1
    assert hired > len(seeds) // 8


@pytest.mark.parametrize("seeds", seed_ranges(30, 400))
def test_money_that_moves_every_way_equals_brute_force(seeds):
    """Between classes and funds within a year, to the next year, over several moves: the optimum of enumeration, and moves are really made."""
    within, chained = 0, 0
    for seed in seeds:
        frames = moving_frames(seed)
        if check_against_enumeration(frames) == "infeasible":
            continue
        plan = solve(build_problem(frames), Limits())
        assert isinstance(plan, Plan)
        sources = {(m.from_fund_id, m.from_class, m.from_year) for m in plan.moved}
        targets = {(m.to_fund_id, m.to_class, m.to_year) for m in plan.moved}
        within += any(m.from_year == m.to_year for m in plan.moved)
        chained += bool(sources & targets)
    assert within > len(seeds) // 5
    assert chained > len(seeds) // 50


@pytest.mark.parametrize("seeds", seed_ranges(25, 200))
def test_cuts_about_a_choice_take_no_true_answer_away(monkeypatch, seeds):
    """What large portfolios get in place of covers of hundreds, tried where enumeration can judge."""
    monkeypatch.setattr(cuts, "LONG_COVER", 0)
    monkeypatch.setattr(scaling, "COEF_MAX", 100)  # so coarse that nearly every row is broken by rounding
    monkeypatch.setattr(cuts, "COEF_MAX", 100)
    for seed in seeds:
        check_against_enumeration(random_frames(seed))


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(72))
def test_nine_thousand_more(chunk):
    """The optimum is checked on more random portfolios than every commit can wait for."""
    for seed in range(1000 + chunk * CHUNK, 1000 + (chunk + 1) * CHUNK):
        check_against_enumeration(random_frames(seed))
