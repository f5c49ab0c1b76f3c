"""People hired: portfolios small enough to solve by hand, and what speaks of projects leaves hires out."""

from dataclasses import replace
from itertools import product
from math import inf, prod

import pytest

from cutline.errors import UsageError
from optimizer.explain.compare_plans import compare
from optimizer.explain.reasons import reasons
from optimizer.infeasible.relief.least_relief import LeastReliefSearch
from optimizer.infeasible.relief.selection_relief import Allowance
from optimizer.infeasible.repairs import MoreMoney
from optimizer.infeasible.way_out import find_way_out
from optimizer.linear.rows import Row
from optimizer.model.consequences import complete
from optimizer.model.cuts import cut_off
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.plan import Allocation, Bought, Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.stages import change_costs
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, hiring_frames, nominal, renamed


def plan_of(frames) -> Plan:
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert plan.outcome == "proven"
    assert verify(frames, plan).passed
    return plan


def term(t: int, *, cost: int = 20, most: int = 1, may_arrive: bool = True) -> tuple:
    """Of a Dev in year 2027 + t."""
    return ("Dev", t, 1000, most, cost, cost, 2027 + t, may_arrive)


TERMS = (term(0), term(1))


def two_years(projects: str, *, opex: tuple[int, int] = (100, 100), overtime: int = 30, hires=TERMS, **rest) -> dict:
    """A needs a Dev in 2027, B in 2028; there is none; one costs `overtime` for either year, or 20 in both. A and B are worth 100 each."""
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
    """A alone buys overtime, 30 in 2027; with B besides a hire costs 20 and 20: more projects, less spend in 2027."""
    alone, both = plan_of(two_years("A")), plan_of(two_years("AB"))
    assert (alone.value, alone.bought) == (70, (Bought("Dev", 0, "overtime", 1000, 2027, 30),))
    assert (both.value, both.bought) == (160, HIRED)
    assert both.allocations == (Allocation(None, "F", "opex", 2027, 20), Allocation(None, "F", "opex", 2028, 20))


def test_a_budget_too_small_for_the_cheaper_way_is_kept_by_the_dearer():
    """With 25 of opex in 2027 overtime for A cannot be paid: the hire is dearer in value and is taken. No cut takes it away."""
    plan = plan_of(two_years("A", opex=(25, 100)))
    assert (plan.value, plan.bought) == (60, HIRED)


@pytest.mark.parametrize(("opex", "chosen"), [((20, 20), "AB"), ((19, 20), "B"), ((20, 19), ""), ((19, 19), "")])
def test_hires_are_paid_to_the_cent(opex, chosen):
    """A cent short in a year and nobody is hired who would have to be paid in it."""
    assert "".join(c.project_id for c in plan_of(two_years("AB", opex=opex, overtime=0)).chosen) == chosen


def test_nobody_is_there_before_the_lead_time():
    """From 2028 on only: A's overtime stays, and B has the hire."""
    assert plan_of(two_years("AB", hires=[term(1)])).bought == (Bought("Dev", 0, "overtime", 1000, 2027, 30), HIRED[1])


def test_who_may_not_arrive_later_must_come_early_or_not_at_all():
    """B's year is no year of arrival: a hire would cost 20 in both, overtime 30 in one."""
    assert plan_of(two_years("B", hires=[term(0), term(1, may_arrive=False)])).bought == (
        Bought("Dev", 1, "overtime", 1000, 2028, 30),
    )
    dear = two_years("B", hires=[term(0), term(1, may_arrive=False)], overtime=50)
    assert plan_of(dear).bought == HIRED


def test_a_lower_limit_later_counts_before():
    """Who is hired stays: of two Devs that could be had in 2027 only one can still be there in 2028."""
    frames = two_years("A", overtime=0, hires=[term(0, most=2), term(1, most=1)])
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1001)])["demand"]
    assert plan_of(frames).chosen == ()


def test_heads_arrive_one_after_another():
    """One in each year where that is cheaper than both at once, and no more than there may be."""
    frames = two_years("AB", overtime=0, hires=[term(0, most=2), term(1, most=2)])
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1000), ("B", "full", 1, "Dev", 1, 2000)])["demand"]
    assert [b.milli_fte for b in plan_of(frames).bought] == [1000, 2000]
    assert plan_of(frames).value == 200 - 20 - 40
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1000), ("B", "full", 1, "Dev", 1, 2001)])["demand"]
    assert [c.project_id for c in plan_of(frames).chosen] == ["A"]


@pytest.mark.parametrize(
    "hires",
    [
        [term(0), ("Dev", 2, 1000, 1, 20, 20, 2029, True)],  # 2028 has no price
        [term(0), ("Dev", 1, 500, 1, 20, 20, 2028, True)],  # another size of head
        [term(0, cost=-1)],
        [term(0, most=-1)],
        [("Dev", 0, 0, 1, 20, 20, 2027, True)],  # a head of nobody
        [term(0), term(0)],
    ],
)
def test_terms_that_do_not_say_what_a_hire_costs_are_refused(hires):
    """Where, what was found, what was expected."""
    with pytest.raises(UsageError, match="Dev"):
        build_problem(two_years("A", hires=hires))


def test_a_project_called_like_a_hire_is_refused():
    """Its options would be mixed up with those of the hire."""
    frames = two_years("A")
    frames["options"] = frames_of(options=[("hires of Dev from period 0", "full", 0, 1, 1)])["options"]
    with pytest.raises(UsageError, match="called like"):
        build_problem(frames)


def test_hires_are_no_projects():
    """No reason is given for those not made, none is displaced or added, and stability does not count them."""
    frames = two_years("AB", opex=(20, 20), overtime=0, approved=[("A", "full", 0)])
    frames["options"] = frames_of(options=[("A", "full", 0, 1, 100), ("B", "full", 1, 2, 10), ("C", "full", 0, 1, 90)])["options"]
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1000), ("C", "full", 0, "Dev", 0, 1000)])["demand"]
    problem, plan = build_problem(frames), plan_of(frames)
    assert [c.project_id for c in plan.chosen] == ["A", "B"]
    [reason] = reasons(problem, plan, Limits())
    assert (reason.project_id, reason.code, reason.loss, reason.displaced, reason.added) == ("C", "displaces", 10, ("A",), ())
    assert all(change_costs(problem)[j] == 0 for j in problem.hire_options)
    assert compare(problem, plan, Limits()).status == "same"


def test_a_better_problem_is_told_by_its_projects():
    """Without the hire the plan cannot be had, and the project is dropped, not the hire."""
    plan = plan_of(two_years("A", overtime=0))
    found = compare(build_problem(two_years("A", overtime=0, hires=())), plan, Limits())
    assert (found.status, found.dropped, found.added, found.others) == ("changes", ("A",), (), ())


def test_money_for_a_hire_is_the_way_out():
    """A is required, overtime is 25 too dear, a hire 10 in each year: 20 more will do, and people alone would do as well."""
    way = find_way_out(two_years("A", opex=(10, 10), overtime=35, requirements=[("A", "mandate", "law")]), Limits())
    assert way.money is not None
    assert way.money.is_least
    assert way.money.money == (MoreMoney("F", "opex", 2027, 10), MoreMoney("F", "opex", 2028, 10))
    assert way.plan is not None
    assert way.plan.bought == HIRED


def test_people_too_few_even_when_all_are_hired_are_named():
    """Infeasible says the role and what is missing beyond everybody who can be had."""
    frames = two_years("A", overtime=0, requirements=[("A", "mandate", "law")])
    frames["demand"] = frames_of(demand=[("A", "full", 0, "Dev", 0, 1700)])["demand"]
    found = solve(build_problem(frames), Limits())
    assert isinstance(found, Failed)
    assert [(b.label, b.excess, b.unit) for b in found.broken] == [("Dev in period 0", 700, "milli_fte")]


def test_a_search_that_stopped_early_hires_nobody_idle():
    """Two hired where one is needed and one where none is: the rest goes."""
    frames = two_years("A", overtime=0, hires=[term(0, most=2), term(1, most=2)])
    problem = build_problem(frames)
    key = {(problem.projects[o.project], o.mode_id): j for j, o in enumerate(problem.options)}
    chosen = frozenset({key["A", "full"], key["hires of Dev from period 0", "2"]})
    assert ExactSearch(problem, Limits()).without_idle_hires(chosen) == {key["A", "full"], key["hires of Dev from period 0", "1"]}
    idle = frozenset({key["hires of Dev from period 1", "1"]})
    assert ExactSearch(problem, Limits()).without_idle_hires(idle) == frozenset()


MOST_SELECTIONS, MOST_CUTS = 1500, 40


def small_problems(seeds: range):
    """Problems with overtime and hires, each with every selection of at most one option a project."""
    for seed in seeds:
        problem = build_problem(nominal(hiring_frames(seed)))
        if problem.elastic and problem.hires and prod(len(own) + 1 for own in problem.options_of) <= MOST_SELECTIONS:
            picks = product(*[(None, *own) for own in problem.options_of])
            yield problem, [frozenset(j for j in pick if j is not None) for pick in picks]


def test_a_cut_takes_no_plan_away_that_hires_others():
    """Of small portfolios every selection: what each cut of a broken budget forbids is never one that keeps every rule. Hundreds of cuts, and hires make good what overtime broke."""
    cuts, relieved = 0, 0
    for problem, every in small_problems(range(200)):
        search = ExactSearch(problem, Limits())
        good = [chosen for chosen in every if not search.broken_rows(chosen) and not search.shortfalls(chosen)]
        width, tried = len(problem.options), 0
        for chosen, each in product(every, (r for r in search.model.rows if r.family == "budget" and r.cols[-1] >= width)):
            if tried == MOST_CUTS or not each.excess(complete(problem, chosen)):
                continue
            cut, tried = cut_off(problem, each, chosen, 0), tried + 1
            assert cut.excess(dict.fromkeys(chosen, 1))
            assert not any(cut.excess(dict.fromkeys(other, 1)) for other in good)
            relieved += any(chosen < other for other in good)
        cuts += tried
    assert cuts > 300
    assert relieved > 5


def test_what_lacks_no_less_than_the_best_is_cut_off_and_nothing_that_lacks_less():
    """The search for the least money: whatever the best known lacks, no selection that lacks less is among those taken away."""
    cuts, relieved = 0, 0
    for problem, every in small_problems(range(60)):
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
    assert cuts > 200
    assert relieved > 20


@pytest.mark.parametrize("seed", range(5))
def test_names_have_no_say_in_who_is_hired(seed):
    """Two roles alike: whatever they are called, the same plan."""
    frames = two_years("AB")
    other, new = renamed(frames, seed)
    old = {code: name for name, code in new.items()}
    bought = tuple(replace(b, role_id=old[b.role_id]) for b in plan_of(other).bought)
    assert bought == plan_of(frames).bought == HIRED
