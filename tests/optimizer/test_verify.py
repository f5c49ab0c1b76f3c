"""The verifier catches what is wrong, and does not lean on what it checks."""

import random
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from optimizer.plan import Bought, Chosen, Gained, Moved, Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of, hiring_frames, random_frames


@cache
def planned(seed: int, frames_from=random_frames) -> tuple[dict, Plan] | None:
    frames = frames_from(seed)
    plan = solve(build_problem(frames), Limits())
    return (frames, plan) if isinstance(plan, Plan) and len(plan.chosen) > 1 and plan.allocations else None


def fault_lost_project(rng, frames, plan):
    """A project vanishes from the plan but not from its value and bookings."""
    gone = rng.choice(plan.chosen)
    return replace(plan, chosen=tuple(c for c in plan.chosen if c != gone))


def fault_twice(rng, frames, plan):
    """A project is run twice."""
    return replace(plan, chosen=(*plan.chosen, rng.choice(plan.chosen)))


def fault_other_start(rng, frames, plan):
    """A project starts when it cannot."""
    moved = rng.choice(plan.chosen)
    return replace(plan, chosen=tuple(replace(c, start_index=c.start_index + 7) if c == moved else c for c in plan.chosen))


def fault_finish(rng, frames, plan):
    """A finish is misstated."""
    moved = rng.choice(plan.chosen)
    return replace(plan, chosen=tuple(replace(c, finish_index=c.finish_index + 1) if c == moved else c for c in plan.chosen))


def fault_cent(rng, frames, plan):
    """One booking is a cent off."""
    hit = rng.randrange(len(plan.allocations))
    step = rng.choice([-1, 1])
    return replace(
        plan,
        allocations=tuple(
            replace(a, amount_minor=a.amount_minor + step) if i == hit else a for i, a in enumerate(plan.allocations)
        ),
    )


def fault_lost_booking(rng, frames, plan):
    """A booking is missing."""
    hit = rng.randrange(len(plan.allocations))
    return replace(plan, allocations=tuple(a for i, a in enumerate(plan.allocations) if i != hit))


def fault_wrong_fund(rng, frames, plan):
    """A fund nobody knows pays."""
    hit = rng.randrange(len(plan.allocations))
    return replace(plan, allocations=tuple(replace(a, fund_id="F9") if i == hit else a for i, a in enumerate(plan.allocations)))


def fault_wrong_year(rng, frames, plan):
    """A booking slips a year."""
    hit = rng.randrange(len(plan.allocations))
    return replace(
        plan,
        allocations=tuple(replace(a, fiscal_year=a.fiscal_year + 1) if i == hit else a for i, a in enumerate(plan.allocations)),
    )


def fault_wrong_class(rng, frames, plan):
    """Capex is booked as opex, or the reverse."""
    other = {"capex": "opex", "opex": "capex"}
    hit = rng.randrange(len(plan.allocations))
    return replace(
        plan,
        allocations=tuple(replace(a, cost_class=other[a.cost_class]) if i == hit else a for i, a in enumerate(plan.allocations)),
    )


def fault_value(rng, frames, plan):
    """The value is a cent too high."""
    return replace(plan, value=plan.value + 1, bound=max(plan.bound, plan.value + 1))


def fault_bound(rng, frames, plan):
    """The bound is below the value."""
    return replace(plan, bound=plan.value - 1)


def fault_outcome(rng, frames, plan):
    """Feasible is called proven."""
    return replace(plan, bound=plan.bound + 10**12, outcome="proven")


def hit_one(rng, things, **changed):
    """One of `things` with fields changed by a function of their old value."""
    hit = rng.randrange(len(things))
    new = {name: change(getattr(things[hit], name)) for name, change in changed.items()}
    return tuple(replace(each, **new) if i == hit else each for i, each in enumerate(things))


def fault_bought_too_few(rng, frames, plan):
    """A step of people is missing."""
    return replace(plan, bought=tuple(b for b in plan.bought if b != plan.bought[-1]))


def fault_bought_too_many(rng, frames, plan):
    """A step more than is needed, at its right price."""
    b = rng.choice(plan.bought)
    [(step, price)] = frames["elastic"].filter(
        (pl.col("role_id") == b.role_id) & (pl.col("period_index") == b.period_index) & (pl.col("kind") == b.kind)
    ).select("step_milli_fte", "step_cost_minor").rows()  # fmt: skip
    more = replace(b, milli_fte=b.milli_fte + step, amount_minor=b.amount_minor + price)
    return replace(plan, bought=tuple(more if each == b else each for each in plan.bought))


def fault_bought_cheaply(rng, frames, plan):
    """People cost a cent less than their price."""
    return replace(plan, bought=hit_one(rng, plan.bought, amount_minor=lambda a: a - 1))


def fault_bought_another_kind(rng, frames, plan):
    """People of a kind that nobody offers."""
    return replace(plan, bought=hit_one(rng, plan.bought, kind=lambda _: "robot"))


def fault_bought_in_another_year(rng, frames, plan):
    """The price is booked to the wrong fiscal year."""
    return replace(plan, bought=hit_one(rng, plan.bought, fiscal_year=lambda y: y + 1))


def fault_moved_too_little(rng, frames, plan):
    """A cent that was needed is not carried."""
    return replace(plan, moved=hit_one(rng, plan.moved, amount_minor=lambda a: a - 1))


def fault_moved_too_much(rng, frames, plan):
    """More is carried than may be."""
    return replace(plan, moved=hit_one(rng, plan.moved, amount_minor=lambda a: a + 10**11))


def fault_moved_back(rng, frames, plan):
    """Money goes the way back, which nobody allows."""
    return replace(
        plan,
        moved=tuple(
            Moved(m.to_fund_id, m.to_class, m.to_year, m.from_fund_id, m.from_class, m.from_year, m.amount_minor)
            for m in plan.moved
        ),
    )


def fault_over_share(rng, frames, plan):
    """A fund pays all of a project of which it may pay a share only."""
    limited = {(p, f) for p, f, _ in frames["payer_limits"].iter_rows()}
    one = next(a for a in plan.allocations if (a.project_id, a.fund_id) in limited)
    same = [
        a
        for a in plan.allocations
        if (a.project_id, a.cost_class, a.fiscal_year) == (one.project_id, one.cost_class, one.fiscal_year)
    ]
    whole = replace(one, amount_minor=sum(a.amount_minor for a in same))
    return replace(plan, allocations=(*(a for a in plan.allocations if a not in same), whole))


def splits_a_limited_project(frames, plan) -> bool:
    limited = {(p, f) for p, f, _ in frames["payer_limits"].iter_rows()}
    spots = [(a.project_id, a.cost_class, a.fiscal_year) for a in plan.allocations]
    return any(
        (a.project_id, a.fund_id) in limited and spots.count((a.project_id, a.cost_class, a.fiscal_year)) > 1
        for a in plan.allocations
    )


def fault_lost_synergy(rng, frames, plan):
    """A synergy that comes is not counted, with the value to match."""
    lost = rng.choice(plan.gained)
    value = plan.value - lost.value
    return replace(plan, gained=tuple(g for g in plan.gained if g != lost), value=value, bound=max(plan.bound, value))


def fault_synergy_twice(rng, frames, plan):
    """One is counted twice."""
    more = rng.choice(plan.gained)
    value = plan.value + more.value
    return replace(plan, gained=(*plan.gained, more), value=value, bound=max(plan.bound, value))


def members_run(frames, plan) -> list[str]:
    """Chosen projects of which a declared programme runs all or none, with at least one other."""
    bound = frames["programmes"].filter("is_all_or_none")
    large = bound.group_by("rule_id").len().filter(pl.col("len") > 1)["rule_id"].to_list()
    own = set(bound.filter(pl.col("rule_id").is_in(large))["project_id"])
    stops = set(frames["stop_modes"].iter_rows())
    return [c.project_id for c in plan.chosen if c.project_id in own and (c.project_id, c.mode_id) not in stops]


def fault_part_of_a_programme(rng, frames, plan):
    """One project of an all-or-none programme goes, with its bookings and its value."""
    gone = rng.choice(members_run(frames, plan))
    [key] = [c for c in plan.chosen if c.project_id == gone]
    [lost] = frames["options"].filter(
        (pl.col("project_id") == gone) & (pl.col("mode_id") == key.mode_id) & (pl.col("start_index") == key.start_index)
    )["value"]  # fmt: skip
    return replace(
        plan, chosen=tuple(c for c in plan.chosen if c != key), allocations=tuple(a for a in plan.allocations if a.project_id != gone),
        value=plan.value - lost, bound=plan.bound - lost,
    )  # fmt: skip


def fault_benefit_of_a_part(rng, frames, plan):
    """The benefit of a whole is counted although its programme is not complete."""
    told = {g.synergy_id for g in plan.gained}
    rule, benefit = next(
        (r, b)
        for r, b in frames["programmes"].select("rule_id", "benefit").iter_rows()
        if b is not None and f"programme {r}" not in told
    )
    value = plan.value + benefit
    return replace(plan, gained=(*plan.gained, Gained(f"programme {rule}", benefit)), value=value, bound=max(plan.bound, value))


def has_an_incomplete_programme(frames, plan) -> bool:
    told = {g.synergy_id for g in plan.gained}
    stated = frames["programmes"].filter(pl.col("benefit").is_not_null())["rule_id"]
    return any(f"programme {rule}" not in told for rule in stated)


def fault_dear_surprise(rng, frames, plan):
    """A project may come so dear that no fund could pay for it: in the frames, not in the plan."""
    c = rng.choice(plan.chosen)
    surprise = (c.project_id, c.mode_id, c.start_index, rng.choice(["capex", "opex"]), 2027, 10**12)
    frames["deviations"] = pl.DataFrame([surprise], schema=frames["deviations"].schema, orient="row")
    return plan


def fault_bad_scenario(rng, frames, plan):
    """One chosen project is worth so little in one scenario that the floor is missed."""
    c, hit = rng.choice(plan.chosen), frames["scenarios"]["scenario"].min()
    key = (c.project_id, c.mode_id, c.start_index)
    others = [row for row in frames["scenarios"].iter_rows() if row[:4] != (hit, *key)]
    frames["scenarios"] = pl.DataFrame([*others, (hit, *key, -(10**13))], schema=frames["scenarios"].schema, orient="row")
    return plan


def hired_rows(plan) -> list:
    return [b for b in plan.bought if b.kind == "hire"]


def hire_one(rng, plan, **changed):
    """One row of a hire changed, the others as they were."""
    hit = rng.choice(hired_rows(plan))
    new = {name: change(getattr(hit, name)) for name, change in changed.items()}
    return replace(plan, bought=tuple(replace(b, **new) if b == hit else b for b in plan.bought))


def fault_hire_goes_early(rng, frames, plan):
    """Who was hired is gone, and no longer paid, in one period."""
    gone = rng.choice(hired_rows(plan))
    return replace(plan, bought=tuple(b for b in plan.bought if b != gone))


def fault_hire_cheaply(rng, frames, plan):
    """A hire costs a cent less in one period."""
    return hire_one(rng, plan, amount_minor=lambda a: a - 1)


def fault_hire_in_another_year(rng, frames, plan):
    """What a hire costs is booked to the wrong fiscal year."""
    return hire_one(rng, plan, fiscal_year=lambda y: y + 1)


def fault_hire_a_part(rng, frames, plan):
    """One milli-FTE more than whole people."""
    return hire_one(rng, plan, milli_fte=lambda a: a + 1)


def fault_hire_of_another_role(rng, frames, plan):
    """A role for which nobody can be hired."""
    return hire_one(rng, plan, role_id=lambda _: "astronaut")


def with_terms(frames, **columns):
    frames["hires"] = frames["hires"].with_columns(**columns)


def fault_hire_too_many(rng, frames, plan):
    """Fewer could be hired than are: in the frames, not in the plan."""
    with_terms(frames, most_heads=pl.lit(0, pl.Int64))
    return plan


def fault_hire_before_the_lead_time(rng, frames, plan):
    """Nobody could arrive in any period: in the frames."""
    with_terms(frames, may_arrive=pl.lit(value=False))
    return plan


def fault_hire_dearer_in_value(rng, frames, plan):
    """Each takes one more from the value than the plan counts: in the frames."""
    with_terms(frames, loss=pl.col("loss") + 1)
    return plan


def fault_hire_nobody_books(rng, frames, plan):
    """A hire more from the first period on, at its price, with its value, that no fund pays."""
    role = rng.choice(hired_rows(plan)).role_id
    terms = frames["hires"].filter(pl.col("role_id") == role).with_columns(most_heads=pl.col("most_heads") + 1, may_arrive=True)
    frames["hires"] = pl.concat([frames["hires"].filter(pl.col("role_id") != role), terms])
    had, bought = (
        {(b.role_id, b.period_index): b.milli_fte for b in hired_rows(plan)},
        [b for b in plan.bought if b.role_id != role],
    )
    bought += [b for b in plan.bought if b.role_id == role and b.kind != "hire"]
    for _, t, size, _, cost, _, year, _ in terms.iter_rows():
        heads = had.get((role, t), 0) // size + 1
        bought.append(Bought(role, t, "hire", heads * size, year, heads * cost))
    value = plan.value - terms["loss"].sum()
    return replace(plan, bought=tuple(bought), value=value)


def fault_overtime_beside_idle_hires(rng, frames, plan):
    """A step of overtime is bought and paid for where the hires are enough."""
    b = rng.choice(hired_rows(plan))
    offer = (b.role_id, b.period_index, "overtime", 1, 1, 0, 0, b.fiscal_year)
    frames["elastic"] = pl.DataFrame([offer], schema=frames["elastic"].schema, orient="row")
    others = tuple(x for x in plan.bought if x.kind == "hire")
    return replace(plan, bought=(*others, Bought(b.role_id, b.period_index, "overtime", 1, b.fiscal_year, 0)))


HIRE_FAULTS = [
    fault_hire_goes_early, fault_hire_cheaply, fault_hire_in_another_year, fault_hire_a_part, fault_hire_of_another_role, fault_hire_too_many,
    fault_hire_before_the_lead_time, fault_hire_dearer_in_value, fault_hire_nobody_books, fault_overtime_beside_idle_hires,
]  # fmt: skip
PLAIN_FAULTS = [
    fault_lost_project, fault_twice, fault_other_start, fault_finish, fault_cent, fault_lost_booking, fault_wrong_fund, fault_wrong_year,
    fault_wrong_class, fault_value, fault_bound, fault_outcome,
]  # fmt: skip


FAULTS = {
    **dict.fromkeys(PLAIN_FAULTS, lambda frames, plan: True),
    **dict.fromkeys((fault_bought_too_few, fault_bought_too_many, fault_bought_cheaply, fault_bought_another_kind, fault_bought_in_another_year),
                    lambda frames, plan: bool(plan.bought)),
    **dict.fromkeys((fault_moved_too_little, fault_moved_too_much, fault_moved_back), lambda frames, plan: bool(plan.moved)),
    **dict.fromkeys((fault_lost_synergy, fault_synergy_twice), lambda frames, plan: bool(plan.gained)),
    **dict.fromkeys(HIRE_FAULTS, lambda frames, plan: bool(hired_rows(plan)) and (frames["hires"]["cost_minor"].min() or 0) > 0 and (frames["hires"]["loss"].min() or 0) > 0),
    fault_dear_surprise: lambda frames, plan: bool(frames["robust"].height),
    fault_bad_scenario: lambda frames, plan: bool(frames["tail"].height),
    fault_over_share: splits_a_limited_project,
    fault_part_of_a_programme: lambda frames, plan: bool(members_run(frames, plan)),
    fault_benefit_of_a_part: has_an_incomplete_programme,
}  # fmt: skip
PLANTED = 12  # of each kind


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_faults_are_all_caught(fault):
    """Every kind of fault, planted twelve times in real plans that pass without it: all caught."""
    rng, planted, seed = random.Random(1), 0, 0
    frames_from = hiring_frames if fault in HIRE_FAULTS else random_frames
    while planted < PLANTED:
        case = planned(seed, frames_from)
        seed += 1
        if case is None or not FAULTS[fault](*case):
            continue
        frames, plan = dict(case[0]), case[1]
        assert verify(frames, plan).passed
        assert not verify(frames, fault(rng, frames, plan)).passed, seed
        planted += 1


def test_two_hundred_faults_are_planted():
    """The figure the product promises."""
    assert PLANTED * len(FAULTS) >= 200


A, B = ("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)
CHOSE_BOTH = Plan("proven", 90, 90, (Chosen("A", "full", 0, 1), Chosen("B", "full", 0, 1)), (), (), {"gap_target_ppm": 0})
CHOSE_A = replace(CHOSE_BOTH, value=50, bound=50, chosen=CHOSE_BOTH.chosen[:1])
RULES = {
    "capacity": (CHOSE_BOTH, {"demand": [("A", "full", 0, "R", 0, 2), ("B", "full", 0, "R", 0, 2)], "capacity": [("R", 0, 3)]}),
    "no capacity row": (CHOSE_BOTH, {"demand": [("A", "full", 0, "R", 0, 1)]}),
    "excludes": (CHOSE_BOTH, {"dependencies": [("excludes", "A", "B", 0, None)]}),
    "requires": (CHOSE_A, {"dependencies": [("requires", "A", "B", 0, None)]}),
    "requires what cannot be": (CHOSE_A, {"dependencies": [("requires", "A", "Z", 0, None)]}),
    "finish to start": (CHOSE_BOTH, {"dependencies": [("finish_to_start", "A", "B", 0, None)]}),
    "start to start": (CHOSE_BOTH, {"dependencies": [("start_to_start", "A", "B", 1, None)]}),
    "together": (CHOSE_A, {"dependencies": [("together", "A", "B", 0, None)]}),
    "any of": (CHOSE_A, {"dependencies": [("any_of", "A", "B", 0, "g")]}),
    "required": (CHOSE_A, {"requirements": [("B", "mandate", "law")]}),
    "stopped although mandated": (CHOSE_BOTH, {"stop_modes": [("B", "full")], "requirements": [("B", "mandate", "law")]}),
    "needs a stopped one": (CHOSE_BOTH, {"stop_modes": [("B", "full")], "dependencies": [("requires", "A", "B", 0, None)]}),
    "declared at most": (
        CHOSE_BOTH,
        {"limits": [("0", "group", "one", "o", None, 1)], "limit_terms": [("0", "A", "full", 0, 1), ("0", "B", "full", 0, 1)]},
    ),
    "declared at least": (CHOSE_A, {"limits": [("0", "group", "B", "o", 1, None)], "limit_terms": [("0", "B", "full", 0, 1)]}),
    "declared balance": (
        CHOSE_A,
        {"limits": [("0", "balance", "A", "o", None, 0)], "limit_terms": [("0", "A", "full", 0, 7), ("0", "B", "full", 0, -7)]},
    ),
    "programme": (CHOSE_A, {"programmes": [("metro", "board", p, True, None) for p in "AB"]}),
    "programme with what cannot be": (CHOSE_BOTH, {"programmes": [("metro", "board", p, True, None) for p in "ABZ"]}),
    "benefit of the whole": (CHOSE_BOTH, {"programmes": [("metro", "board", p, False, 7) for p in "AB"]}),
    "worst scenarios": (
        CHOSE_BOTH,
        {"tail": [("tail", "board", 1, 71)], "scenarios": [(0, "A", "full", 0, 30), (1, "B", "full", 0, 20)]},
    ),
    "overspent": (CHOSE_BOTH, {"spend": [("A", "full", 0, "capex", 2027, 5)], "years": [(2027,)]}),
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_seen_by_itself(rule):
    """A plan that breaks one rule and no other fails; without the rule it passes."""
    plan, rows = RULES[rule]
    assert verify(frames_of(options=[A, B]), plan).passed
    assert len(verify(frames_of(options=[A, B], **rows), plan).violations) == 1


def test_a_fund_may_not_overspend_by_a_cent():
    """Booked in full, by a fund that may pay, but holds a cent less."""
    from optimizer.plan import Allocation

    rows = {"options": [A], "spend": [("A", "full", 0, "capex", 2027, 500)], "years": [(2027,)], "payers": [("A", "F")]}
    plan = replace(CHOSE_A, allocations=(Allocation("A", "F", "capex", 2027, 500),))
    assert verify(frames_of(**rows, budgets=[("F", "capex", 2027, 500)]), plan).passed
    assert not verify(frames_of(**rows, budgets=[("F", "capex", 2027, 499)]), plan).passed


def test_a_fund_must_hold_what_dear_projects_cost():
    """A and B cost 500 each and may come 60 and 40 dearer: with one of them dear 1,060 are needed, with both 1,100."""
    from optimizer.plan import Allocation

    keys = [("A", "full", 0, "capex", 2027), ("B", "full", 0, "capex", 2027)]
    rows = {
        "options": [A, B], "spend": [(*key, 500) for key in keys], "years": [(2027,)], "payers": [("A", "F"), ("B", "F")],
        "deviations": [(*keys[0], 60), (*keys[1], 40)],
    }  # fmt: skip
    plan = replace(CHOSE_BOTH, allocations=tuple(Allocation(p, "F", "capex", 2027, 500) for p in "AB"))
    for gamma, enough in ((0, 1000), (1, 1060), (2, 1100), (7, 1100)):
        for held in (enough, enough - 1):
            frames = frames_of(**rows, robust=[("reserve", "cfo", gamma)] if gamma else [], budgets=[("F", "capex", 2027, held)])
            assert verify(frames, plan).passed == (held == enough)


def test_an_empty_check_is_no_pass():
    """A verdict with nothing checked does not pass."""
    from optimizer.verifier.verdict import Verdict

    assert not Verdict({}, ()).passed
