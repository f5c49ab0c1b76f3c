"""Checks the people that the plan hires.

The plan hires only people who are offered, as whole people and at the offered price. They stay from their arrival to the end of
the horizon.
"""

from collections import Counter
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import HIRED, Frames, Picked, hires_by_key


def check_hired(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each record of hires in the plan, and one for each role and period of the terms of hiring.

    The hires must be whole people at the offered price. They may arrive only in a period that allows it, and none may leave.
    """
    terms, there = hires_by_key(frames), Counter[tuple[str, int]]()
    for b in plan.bought:
        if b.kind != HIRED:
            continue
        where = f"hires of {b.role_id} in period {b.period_index}"
        there[b.role_id, b.period_index] += b.milli_fte
        if (b.role_id, b.period_index) not in terms:
            yield f"{where} are not offered"
            continue
        size, most, cost, _, year, _ = terms[b.role_id, b.period_index]
        heads, part = divmod(b.milli_fte, size)
        if part or not 0 < heads <= most:
            yield f"{where}: {b.milli_fte} milli-FTE are not 1 to {most} whole people of {size}"
        else:
            is_paid = (b.amount_minor, b.fiscal_year) == (heads * cost, year)
            yield "" if is_paid else f"{where} cost {heads * cost} in {year}, the plan says {b.amount_minor} in {b.fiscal_year}"
    for (role, period), (*_, may_arrive) in sorted(terms.items()):
        new = there[role, period] - there[role, period - 1]
        if new < 0:
            yield f"{-new} milli-FTE hired as {role} are gone in period {period}"
        else:
            yield (
                f"{new} milli-FTE are hired as {role} in period {period}, when nobody can arrive"
                if new and not may_arrive
                else ""
            )


def check_arrivals(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each arrival that the plan decides or that its records of hires imply, and one for each hire.

    Each arrival is stated once, and every person who arrives stands in the records of hires from the arrival to the end.
    """
    terms = hires_by_key(frames)
    told = Counter((each.role_id, each.period_index) for each in plan.arrivals)
    arriving = Counter[tuple[str, int]]()
    for each in plan.arrivals:
        arriving[each.role_id, each.period_index] += each.heads
    there = Counter[tuple[str, int]]()
    for b in plan.bought:
        if b.kind == HIRED:
            there[b.role_id, b.period_index] += b.milli_fte
    for key in sorted(set(arriving) | set(terms) | set(there)):
        role, period = key
        if key not in terms or arriving[key] < 0 or told[key] > 1 or (key in arriving and not arriving[key]):
            yield f"{arriving[key]} {role} arrive in period {period}: not offered, stated twice, or no people"
            continue
        present = sum(heads for (r, t), heads in arriving.items() if r == role and t <= period) * terms[key][0]
        yield (
            ""
            if present == there[key]
            else f"{present} milli-FTE hired as {role} are there in period {period}, the plan lists {there[key]}"
        )


CHECKS = {"hired": check_hired, "arrivals": check_arrivals}
