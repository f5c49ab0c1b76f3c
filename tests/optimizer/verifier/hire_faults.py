"""Faults in the people that a plan hires, each with the plans that it fits and the checks that must object to it."""

from dataclasses import replace

import polars as pl

from optimizer.plan import Bought


def hired_rows(plan) -> list:
    """The rows of a plan about hires."""
    return [b for b in plan.bought if b.kind == "hire"]


def hire_one(rng, plan, **changed):
    """The plan with one row of a hire changed."""
    hit = rng.choice(hired_rows(plan))
    new = {name: change(getattr(hit, name)) for name, change in changed.items()}
    return replace(plan, bought=tuple(replace(b, **new) if b == hit else b for b in plan.bought))


def fault_hire_goes_early(rng, frames, plan):
    """A hire is gone, and not paid, in one period."""
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
    """Replace columns of the terms of hiring in the frames."""
    frames["hires"] = frames["hires"].with_columns(**columns)


def fault_hire_too_many(rng, frames, plan):
    """The frames say that fewer people could be hired than the plan hires."""
    with_terms(frames, most_heads=pl.lit(0, pl.Int64))
    return plan


def fault_hire_before_the_lead_time(rng, frames, plan):
    """The frames say that nobody could arrive in any period."""
    with_terms(frames, may_arrive=pl.lit(value=False))
    return plan


def fault_hire_dearer_in_value(rng, frames, plan):
    """The frames say that each hire takes one more from the value than the plan counts."""
    with_terms(frames, loss=pl.col("loss") + 1)
    return plan


def fault_hire_nobody_books(rng, frames, plan):
    """One more person is hired from the first period on, at the right price and with the right value, and no fund pays for it."""
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


def fault_hire_not_told(rng, frames, plan):
    """The hires of one role are left out of the list of people bought."""
    role = rng.choice(hired_rows(plan)).role_id
    return replace(plan, bought=tuple(b for b in plan.bought if (b.role_id, b.kind) != (role, "hire")))


def arrival_one(rng, plan, **changed):
    """The plan with one arrival changed."""
    hit = rng.choice(plan.arrivals)
    new = replace(hit, **{name: change(getattr(hit, name)) for name, change in changed.items()})
    return replace(plan, arrivals=tuple(new if each == hit else each for each in plan.arrivals))


def fault_arrival_lost(rng, frames, plan):
    """An arrival is left out although the people are there."""
    return replace(plan, arrivals=plan.arrivals[1:])


def fault_arrival_twice(rng, frames, plan):
    """An arrival is stated twice."""
    return replace(plan, arrivals=(*plan.arrivals, rng.choice(plan.arrivals)))


def fault_arrival_of_more(rng, frames, plan):
    """One person more arrives than is there."""
    return arrival_one(rng, plan, heads=lambda heads: heads + 1)


def fault_arrival_in_another_period(rng, frames, plan):
    """People arrive a period later than they are there."""
    return arrival_one(rng, plan, period_index=lambda period: period + 1)


def fault_arrival_of_another_role(rng, frames, plan):
    """Somebody of another role arrives."""
    return arrival_one(rng, plan, role_id=lambda _: "astronaut")


def hires(frames, plan) -> bool:
    """People are hired, at a price and with a loss of value."""
    return bool(hired_rows(plan)) and all((frames["hires"][name].min() or 0) > 0 for name in ("cost_minor", "loss"))


def hires_only(frames, plan) -> bool:
    """People are hired, and no overtime or contractors are bought."""
    return hires(frames, plan) and len(hired_rows(plan)) == len(plan.bought)


# Each fault with the plans that it fits and the checks that object to it in every such plan.
HIRE_FAULTS = {
    fault_hire_goes_early: (hires, {"funding", "objective"}),
    fault_hire_cheaply: (hires, {"funding", "hired"}),
    fault_hire_in_another_year: (hires, {"funding", "hired"}),
    fault_hire_a_part: (hires, {"hired"}),
    fault_hire_of_another_role: (hires, {"hired", "objective"}),
    fault_hire_too_many: (hires, {"hired"}),
    fault_hire_before_the_lead_time: (hires, {"hired"}),
    fault_hire_dearer_in_value: (hires, {"objective"}),
    fault_hire_nobody_books: (hires, {"funding", "objective"}),
    fault_overtime_beside_idle_hires: (hires_only, {"bought"}),
    fault_hire_not_told: (hires, {"arrivals"}),
    fault_arrival_lost: (hires, {"arrivals"}),
    fault_arrival_twice: (hires, {"arrivals"}),
    fault_arrival_of_more: (hires, {"arrivals"}),
    fault_arrival_in_another_period: (hires, {"arrivals"}),
    fault_arrival_of_another_role: (hires, {"arrivals"}),
}
