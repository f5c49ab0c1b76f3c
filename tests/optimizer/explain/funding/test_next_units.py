"""The next useful unit raises the optimum, one unit less does not, and the rise is what enumeration finds."""

import polars as pl
import pytest

from optimizer.explain.funding.greatest_value import base_of
from optimizer.explain.funding.larger_amounts import SPARE, purses_of
from optimizer.explain.funding.next_units import amounts_in, next_units
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, random_frames
from tests.optimizer.small_portfolios import needs_people, one_fund
from tests.seeds import seed_ranges

MOST_SETS = 12  # enumeration looks at every set of linked purses


def with_more_of(frames, problem, of, name, amount):
    """The frames with so much more: people in every period, or money that may be moved into the purses. None if there are too many purses."""
    if of == "role":
        more = pl.when(pl.col("role_id") == name).then(amount).otherwise(0)
        return {**frames, "capacity": frames["capacity"].with_columns(milli_fte=pl.col("milli_fte") + more)}
    where = {"fund": {"fund": name}, "class": {"kind": name}, "year": {"year": int(name) if name.isdigit() else None}}[of]
    purses = purses_of(problem.budgets, **where)
    pairs = {purse[1:] for purse in problem.budgets} | {SPARE}
    if len(pairs) * len({purse[0] for purse in problem.budgets}) > MOST_SETS:
        return None
    source = (purses[0][0], *SPARE)
    rows = [(*source, *purse, amount) for purse in purses]
    moves = pl.concat([frames["transfers"], frames_of(transfers=rows)["transfers"]])
    return {
        **frames,
        "transfers": moves,
        "budgets": pl.concat([frames["budgets"], frames_of(budgets=[(*source, amount)])["budgets"]]),
    }


@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_every_unit_equals_brute_force(seeds):
    """Of every fund, class, year and role: at the amount the optimum is as told, and at one unit less it is today's."""
    told = none = people = 0
    for seed in seeds:
        frames = random_frames(seed)
        plan = solve(build_problem(frames), Limits())
        if not isinstance(plan, Plan):
            continue
        base = base_of(frames, plan, Limits())
        wanted = [each for each in amounts_in(base) if with_more_of(frames, base.problem, *each, 1) is not None]
        for (of, name), unit in zip(wanted, next_units(base, frames["capacity"], wanted, Limits()), strict=True):
            assert (unit.of, unit.name, unit.is_exact) == (of, name, True)
            if unit.amount is None:
                ample = with_more_of(frames, base.problem, of, name, 10**12 if of != "role" else 10**6)
                assert enumerate_best(ample).value == plan.value
                none += 1
                continue
            best = enumerate_best(with_more_of(frames, base.problem, of, name, unit.amount)).value
            assert (unit.rise, unit.rise_at_most) == (best - plan.value,) * 2
            assert best > plan.value
            assert enumerate_best(with_more_of(frames, base.problem, of, name, unit.amount - 1)).value == plan.value
            told, people = told + 1, people + (of == "role")
    assert min(told, none) > 0
    assert people > 0 or len(seeds) < 50


def test_the_next_unit_of_a_fund_by_hand():
    """A and B cost 60 and 50 of 100: with 10 more both run."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    [unit] = next_units(base, frames["capacity"], [("fund", "F")], Limits())
    assert (unit.amount, unit.at_least, unit.rise, unit.entered, unit.left) == (10, 10, 9, ("B",), ())


def test_money_of_a_fund_is_divided_over_its_classes_as_is_best():
    """A lacks 10 of capex and 5 of opex, B lacks 20 of capex: 15 more are enough, divided."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 7), ("B", "full", 0, 1, 8)], years=[(2027,)], payers=[("A", "F"), ("B", "F")],
        spend=[("A", "full", 0, "capex", 2027, 40), ("A", "full", 0, "opex", 2027, 15), ("B", "full", 0, "capex", 2027, 50)],
        budgets=[("F", "capex", 2027, 30), ("F", "opex", 2027, 10)],
    )  # fmt: skip
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    fund, capex = next_units(base, frames["capacity"], [("fund", "F"), ("class", "capex")], Limits())
    assert (fund.amount, fund.rise, fund.entered) == (15, 7, ("A",))
    assert (capex.amount, capex.rise, capex.entered) == (20, 8, ("B",))


def test_the_next_unit_of_a_role_is_so_many_more_in_every_period():
    """A needs 2,500 milli-FTE of Dev where there are 2,000."""
    frames = needs_people()
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    [unit] = next_units(base, frames["capacity"], [("role", "Dev")], Limits())
    assert (unit.amount, unit.unit, unit.rise) == (500, "milli_fte", 500)


def test_an_amount_that_brings_nothing_is_proven_to():
    """Everything runs already."""
    frames = one_fund({"A": 60}, {"A": 10}, 100)
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    [unit] = next_units(base, frames["capacity"], [("fund", "F")], Limits())
    assert (unit.amount, unit.at_least, unit.is_exact) == (None, None, True)


def test_a_search_that_stops_proves_no_least_amount():
    """Without time nothing is told but that less than one unit is nothing."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    base = base_of(frames, solve(build_problem(frames), Limits()), Limits())
    [unit] = next_units(base, frames["capacity"], [("fund", "F")], Limits(seconds=0))
    assert (unit.amount, unit.at_least, unit.is_exact) == (None, 1, False)
