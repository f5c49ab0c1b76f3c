"""People are hired where it pays off, no more than there may be, and stay to the end of the horizon."""

from dataclasses import replace

import pytest

from optimizer.plan import Allocation, Bought
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import frames_of, renamed
from tests.optimizer.small_portfolios import plan_of


def term(t: int, *, cost: int = 20, most: int = 1, may_arrive: bool = True) -> tuple:
    """The terms for a Dev in period t, which is in fiscal year 2027 + t."""
    return ("Dev", t, 1000, most, cost, cost, 2027 + t, may_arrive)


TERMS = (term(0), term(1))


def two_years(projects: str, *, opex: tuple[int, int] = (100, 100), overtime: int = 30, hires=TERMS, **rest) -> dict:
    """A needs a Dev in 2027, B needs one in 2028, and there is none.

    `overtime` is the price for either year; a hire costs 20 in each year from arrival on. A and B are worth 100 each.
    """
    options, demand = [], []
    for t, p in enumerate("AB"):
        if p in projects:
            options.append((p, "full", t, t + 1, 100))
            demand.append((p, "full", t, "Dev", t, 1000))
    return frames_of(
        options=options, demand=demand, capacity=[("Dev", 0, 0), ("Dev", 1, 0)], years=[(2027,), (2028,)], hires=list(hires),
        budgets=[("F", "opex", 2027, opex[0]), ("F", "opex", 2028, opex[1])], elastic_payers=[("F",)],
        elastic=[("Dev", t, "overtime", 1000, 3, overtime, overtime, 2027 + t) for t in (0, 1) if overtime], **rest,
    )  # fmt: skip


HIRED = (Bought("Dev", 0, "hire", 1000, 2027, 20), Bought("Dev", 1, "hire", 1000, 2028, 20))


def test_a_hire_pays_off_only_when_two_projects_share_it():
    """For A alone, overtime at 30 is bought in 2027. With B a hire at 20 and 20 is cheaper: more projects spend less in 2027."""
    alone, both = plan_of(two_years("A")), plan_of(two_years("AB"))
    assert (alone.value, alone.bought) == (70, (Bought("Dev", 0, "overtime", 1000, 2027, 30),))
    assert (both.value, both.bought) == (160, HIRED)
    assert both.allocations == (Allocation(None, "F", "opex", 2027, 20), Allocation(None, "F", "opex", 2028, 20))


def test_a_budget_too_small_for_the_cheaper_way_is_kept_by_the_dearer():
    """With 25 of opex in 2027 the overtime for A cannot be paid.

    The hire takes more from the value, and is chosen; no cut removes it.
    """
    plan = plan_of(two_years("A", opex=(25, 100)))
    assert (plan.value, plan.bought) == (60, HIRED)


@pytest.mark.parametrize(("opex", "chosen"), [((20, 20), "AB"), ((19, 20), "B"), ((20, 19), ""), ((19, 19), "")])
def test_hires_are_paid_to_the_cent(opex, chosen):
    """If a year is one unit short, nobody is hired who would have to be paid in it."""
    assert "".join(c.project_id for c in plan_of(two_years("AB", opex=opex, overtime=0)).chosen) == chosen


def test_nobody_is_there_before_the_lead_time():
    """Hires can arrive from 2028 on: A gets overtime, and B gets the hire."""
    assert plan_of(two_years("AB", hires=[term(1)])).bought == (Bought("Dev", 0, "overtime", 1000, 2027, 30), HIRED[1])


def test_who_may_not_arrive_later_must_come_early_or_not_at_all():
    """Nobody may arrive in 2028.

    For B, a hire from 2027 on would cost 20 in both years, so overtime at 30 is cheaper, and at 50 it is not.
    """
    assert plan_of(two_years("B", hires=[term(0), term(1, may_arrive=False)])).bought == (
        Bought("Dev", 1, "overtime", 1000, 2028, 30),
    )
    dear = two_years("B", hires=[term(0), term(1, may_arrive=False)], overtime=50)
    assert plan_of(dear).bought == HIRED


def test_a_lower_limit_later_counts_before():
    """Two Devs could be hired in 2027, but only one may be there in 2028. People who are hired stay, so only one is hired."""
    frames = two_years("A", overtime=0, hires=[term(0, most=2), term(1, most=1)])
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1001)])["demand"]
    assert plan_of(frames).chosen == ()


def test_heads_arrive_one_after_another():
    """One Dev arrives in each year, because that is cheaper than both at once; a third cannot be hired."""
    frames = two_years("AB", overtime=0, hires=[term(0, most=2), term(1, most=2)])
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1000), ("B", "full", 1, "Dev", 1, 2000)])["demand"]
    assert [b.milli_fte for b in plan_of(frames).bought] == [1000, 2000]
    assert plan_of(frames).value == 200 - 20 - 40
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1000), ("B", "full", 1, "Dev", 1, 2001)])["demand"]
    assert [c.project_id for c in plan_of(frames).chosen] == ["A"]


def test_people_too_few_even_when_all_are_hired_are_named():
    """A must run, and 700 milli-FTE are short when everybody is hired who can be: the broken rule is the role and the shortage."""
    frames = two_years("A", overtime=0, requirements=[("A", "mandate", "law")])
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1700)])["demand"]
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    assert [(b.label, b.excess, b.unit) for b in found.broken] == [("Dev in period 0", 700, "milli_fte")]


@pytest.mark.parametrize("seed", range(5))
def test_names_have_no_say_in_who_is_hired(seed):
    """With every id renamed the plan hires the same people under their new names."""
    frames = two_years("AB")
    other, new = renamed(frames, seed)
    old = {code: name for name, code in new.items()}
    bought = tuple(replace(b, role_id=old[b.role_id]) for b in plan_of(other).bought)
    assert bought == plan_of(frames).bought == HIRED
