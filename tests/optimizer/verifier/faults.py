"""Faults that are planted in real plans, each with the plans that it fits and the checks that must object to it."""

from dataclasses import replace
from functools import cache

import polars as pl

from optimizer.plan import Gained, Moved, Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.verifier.hire_faults import HIRE_FAULTS
from tests.optimizer.verifier.objective_faults import OBJECTIVE_FAULTS
from tests.optimizer.verifier.stage_faults import STAGE_FAULTS


@cache
def planned(seed: int, frames_from=random_frames) -> tuple[dict, Plan] | None:
    """The frames of a random portfolio with its plan; None where there is no plan with two projects and a booking."""
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
    """A project starts in a period in which it has no option."""
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
    """A booking names a fund that does not exist."""
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
    """The plan buys people of a kind that is not offered."""
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
    """Money is moved in the reverse direction, which is not declared."""
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
    """Whether a project of which a fund may pay only a share is paid by several funds."""
    limited = {(p, f) for p, f, _ in frames["payer_limits"].iter_rows()}
    spots = [(a.project_id, a.cost_class, a.fiscal_year) for a in plan.allocations]
    return any(
        (a.project_id, a.fund_id) in limited and spots.count((a.project_id, a.cost_class, a.fiscal_year)) > 1
        for a in plan.allocations
    )


def fault_lost_synergy(rng, frames, plan):
    """A synergy that is earned is left out, and the value is lowered to match."""
    lost = rng.choice(plan.gained)
    value = plan.value - lost.value
    return replace(plan, gained=tuple(g for g in plan.gained if g != lost), value=value, bound=max(plan.bound, value))


def fault_synergy_twice(rng, frames, plan):
    """A synergy is counted twice, and the value is raised to match."""
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
    """The benefit of a complete programme is counted although the programme is not complete."""
    told = {g.synergy_id for g in plan.gained}
    rule, benefit = next(
        (r, b)
        for r, b in frames["programmes"].select("rule_id", "benefit").iter_rows()
        if b is not None and f"programme {r}" not in told
    )
    value = plan.value + benefit
    return replace(plan, gained=(*plan.gained, Gained(f"programme {rule}", benefit)), value=value, bound=max(plan.bound, value))


def has_an_incomplete_programme(frames, plan) -> bool:
    """Whether some programme with a benefit is not complete in the plan."""
    told = {g.synergy_id for g in plan.gained}
    stated = frames["programmes"].filter(pl.col("benefit").is_not_null())["rule_id"]
    return any(f"programme {rule}" not in told for rule in stated)


def fault_dear_surprise(rng, frames, plan):
    """The frames say that a project may cost so much more that no fund could pay for it."""
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


def fits_any(frames, plan) -> bool:
    """Fits every plan, for a fault that can be planted in all plans."""
    return True


def buys(frames, plan) -> bool:
    """Whether the plan buys or hires people."""
    return bool(plan.bought)


def moves(frames, plan) -> bool:
    """Whether the plan moves money."""
    return bool(plan.moved)


def earns(frames, plan) -> bool:
    """Whether the plan earns a synergy."""
    return bool(plan.gained)


# Each fault with the plans that it fits and the checks that object to it in every such plan.
FAULTS = {
    **HIRE_FAULTS,
    **STAGE_FAULTS,
    **OBJECTIVE_FAULTS,
    fault_lost_project: (fits_any, {"objective"}),
    fault_twice: (fits_any, {"choice", "objective"}),
    fault_other_start: (fits_any, {"choice", "objective"}),
    fault_finish: (fits_any, {"choice"}),
    fault_cent: (fits_any, {"funding"}),
    fault_lost_booking: (fits_any, {"funding"}),
    fault_wrong_fund: (fits_any, {"funding", "purses"}),
    fault_wrong_year: (fits_any, {"funding", "purses"}),
    fault_wrong_class: (fits_any, {"funding"}),
    fault_value: (fits_any, {"objective"}),
    fault_bound: (fits_any, {"objective"}),
    fault_outcome: (fits_any, {"objective"}),
    fault_bought_too_few: (buys, {"capacity", "funding"}),
    fault_bought_too_many: (buys, {"bought", "funding"}),
    fault_bought_cheaply: (buys, {"bought", "funding"}),
    fault_bought_another_kind: (buys, {"bought"}),
    fault_bought_in_another_year: (buys, {"bought", "funding"}),
    fault_moved_too_little: (moves, {"purses"}),
    fault_moved_too_much: (moves, {"moved", "purses"}),
    fault_moved_back: (moves, {"moved", "purses"}),
    fault_lost_synergy: (earns, {"synergies"}),
    fault_synergy_twice: (earns, {"synergies"}),
    fault_dear_surprise: (lambda frames, plan: bool(frames["robust"].height), {"robust"}),
    fault_bad_scenario: (lambda frames, plan: bool(frames["tail"].height), {"tail"}),
    fault_over_share: (splits_a_limited_project, {"funding"}),
    fault_part_of_a_programme: (lambda frames, plan: bool(members_run(frames, plan)), {"programmes"}),
    fault_benefit_of_a_part: (has_an_incomplete_programme, {"synergies"}),
}
PLANTED, PLANTED_LONG = 4, 12  # of each kind
