"""The best phasing is the best plan that enumeration finds when money may be moved between years, and its budgets are enough for it."""

from collections import Counter
from itertools import product
from math import prod

import polars as pl
import pytest

from optimizer.explain.funding.greatest_value import base_of
from optimizer.explain.funding.phasing import BASIS, POOL_YEAR, phasings, shifted_budgets
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

WITHIN = 5000
MOST_SETS = 12  # enumeration looks at every set of linked purses
MOST_SPLITS = 20_000


def pooled(frames, within):
    """The frames in which each year of a fund and class may give and take a share of its budget. None if there are too many purses."""
    budgets, years = list(frames["budgets"].iter_rows()), set(frames["years"]["fiscal_year"])
    count = Counter((fund, kind) for fund, kind, year, _ in budgets if year in years)
    if len({fund for fund, *_ in budgets}) * (len(years) + 1) > (MOST_SETS if frames["transfers"].is_empty() else MOST_SETS // 2):
        return None
    moves = []
    for fund, kind, year, held in budgets:
        if count[fund, kind] > 1 and year in years:
            pool, most = (fund, kind, POOL_YEAR), held * within // BASIS
            moves += [(fund, kind, year, *pool, most), (*pool, fund, kind, year, most)]
    return {**frames, "transfers": pl.concat([frames["transfers"], frames_of(transfers=moves)["transfers"]])}


@pytest.mark.parametrize("seeds", seed_ranges(40, 300))
def test_every_phasing_equals_brute_force(seeds):
    """With all funds together. With robust budgets the same budgets serve every case."""
    better = none = 0
    for seed in seeds:
        frames = random_frames(seed)
        plan = solve(build_problem(frames), Limits())
        if not isinstance(plan, Plan) or pooled(frames, WITHIN) is None:
            continue
        found = phasings(base_of(frames, plan, Limits()), frames, WITHIN, Limits())
        for each in found:
            best = enumerate_best(pooled(frames, each.within_bp)).value
            if frames["robust"].height and each.bound != best:
                best = _best_with_fixed_budgets(frames, each.within_bp)
            assert each.bound == best, seed
            assert each.is_none_better == (best == plan.value)
            if each.value is None:
                none += 1
                continue
            assert each.value == best
            budgets = shifted_budgets(frames, each.shifts)
            assert enumerate_best({**frames, "budgets": budgets}).value == each.value
            before = {tuple(purse): held for *purse, held in frames["budgets"].iter_rows()}
            after = {tuple(purse): held for *purse, held in budgets.iter_rows()}
            assert all(abs(after[purse] - held) <= held * each.within_bp // BASIS for purse, held in before.items())
            for fund, kind in {purse[:2] for purse in before}:
                assert sum(after[p] - before[p] for p in before if p[:2] == (fund, kind)) == 0
            better += 1
    assert min(better, none) > 0


def _best_with_fixed_budgets(frames, within):
    """The greatest value of a selection that some budgets pay for in every case: the budgets of two years are tried minor unit by minor unit."""
    budgets, years = list(frames["budgets"].iter_rows()), set(frames["years"]["fiscal_year"])
    groups = {}
    for fund, kind, year, held in budgets:
        if year in years:
            groups.setdefault((fund, kind), []).append((year, held * within // BASIS))
    ways = []
    for group, own in groups.items():
        ranges = [range(-most, most + 1) for _, most in own] if len(own) > 1 else []
        splits = [split for split in product(*ranges) if not sum(split)]
        ways.append([{(*group, year): by for (year, _), by in zip(own, split, strict=False)} for split in splits])
    assert prod(len(each) for each in ways) <= MOST_SPLITS
    values = []
    for some in product(*ways):
        more = {purse: by for each in some for purse, by in each.items()}
        changed = [(*purse, held + more.get(tuple(purse), 0)) for *purse, held in budgets]
        values.append(enumerate_best({**frames, "budgets": frames_of(budgets=changed)["budgets"]}).value)
    return max(values)


def _two_years(budgets):
    """A costs 60 in the first year and B 50 in the second; each is worth 10."""
    return frames_of(
        options=[("A", "full", 0, 1, 10), ("B", "full", 1, 2, 10)], years=[(2027,), (2028,)], payers=[("A", "F"), ("B", "F")],
        spend=[("A", "full", 0, "capex", 2027, 60), ("B", "full", 1, "capex", 2028, 50)],
        budgets=[("F", "capex", 2027 + i, held) for i, held in enumerate(budgets)],
    )  # fmt: skip


def test_money_of_a_later_year_comes_earlier():
    """50 and 60: ten minor units moved to the first year pay for both; within 10 % only five may move."""
    frames = _two_years((50, 60))
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    whole, half = phasings(base, frames, 2000, Limits())
    assert (whole.value, whole.bound, whole.moved, whole.entered) == (20, 20, 10, ("A",))
    assert [(each.fiscal_year, each.before, each.after) for each in whole.shifts] == [(2027, 50, 60), (2028, 60, 50)]
    assert (half.within_bp, half.value, half.is_none_better, half.bound) == (1000, None, True, 10)


def test_the_best_phasing_of_tiny_budgets_equals_every_split():
    """Every way to divide the same total over two years is tried, one minor unit after another."""
    for budgets in product((40, 50, 55, 60, 70), repeat=2):
        frames = _two_years(budgets)
        base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
        values = []
        for by in range(-sum(budgets), sum(budgets) + 1):
            split = (budgets[0] + by, budgets[1] - by)
            if all(abs(by) <= held * 2000 // BASIS for held in budgets):
                values.append(enumerate_best(_two_years(split)).value)
        whole = phasings(base, frames, 2000, Limits())[0]
        assert whole.bound == max(values)
        assert whole.value == (max(values) if max(values) > base.value else None)


def test_budgets_of_a_phasing_serve_every_case_of_robust_budgets():
    """A may cost 10 more in the first year, or B in the second. With 80 and 55 money that follows the case would do, and no budgets do."""

    def portfolio(first, second):
        return frames_of(
            options=[("A", "full", 0, 1, 10), ("B", "full", 0, 2, 9)], years=[(2027,), (2028,)], payers=[("A", "F"), ("B", "F")],
            spend=[("A", "full", 0, "capex", 2027, 40), ("B", "full", 0, "capex", 2027, 40), ("B", "full", 0, "capex", 2028, 40)],
            deviations=[("A", "full", 0, "capex", 2027, 10), ("B", "full", 0, "capex", 2028, 10)], robust=[("rule", "owner", 1)],
            budgets=[("F", "capex", 2027, first), ("F", "capex", 2028, second)],
        )  # fmt: skip

    apart = 0
    for first, second in product((60, 70, 80, 85, 90), (40, 45, 50, 55, 60, 70)):
        frames = portfolio(first, second)
        base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
        best = _best_with_fixed_budgets(frames, 2000)
        whole = phasings(base, frames, 2000, Limits())[0]
        assert (whole.bound, whole.value) == (best, best if best > base.value else None), (first, second)
        apart += enumerate_best(pooled(frames, 2000)).value > best
    assert apart > 0


def test_a_year_alone_has_nothing_to_move():
    """One year: it is proven that no phasing brings more."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    [only] = phasings(base, frames, 2000, Limits(), fund_id="F")
    assert (only.value, only.is_none_better) == (None, True)
    with pytest.raises(ValueError, match="no fund is called Z"):
        phasings(base, frames, 2000, Limits(), fund_id="Z")


def test_a_search_without_time_proves_nothing():
    """Neither a phasing nor that there is none."""
    frames = _two_years((50, 60))
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    assert [(each.value, each.is_none_better) for each in phasings(base, frames, 2000, Limits(seconds=0))] == [(None, False)] * 2
