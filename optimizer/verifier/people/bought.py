"""Checks the overtime and the contractors that the plan buys.

The plan buys only what is offered, in whole steps, at the offered price, no more than is needed, and the cheapest offers first.
"""

from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import HIRED, Frames, Picked, in_block, offers_by_key, people_used, rows_of


def check_bought(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each purchase of overtime or contractors, and one check that no offer is bought twice."""
    offers, used = offers_by_key(frames), people_used(frames, picked)
    there = {(r, t): a for r, t, a in rows_of(frames, "capacity", "role_id", "period_index", "milli_fte")}
    had = {(b.role_id, b.period_index, b.kind): b.milli_fte for b in plan.bought}
    blocks = in_block(frames)
    yield "" if len(had) == len(plan.bought) else "people of one kind are bought twice for one role and period"
    for b in plan.bought:
        if b.kind == HIRED:
            continue
        where = f"{b.kind} of {b.role_id} in period {b.period_index}"
        offer = offers.get((b.role_id, b.period_index, b.kind))
        if offer is None:
            yield f"{where} are not offered"
            continue
        step, most, cost, lost, year = offer
        steps = b.milli_fte // step
        if steps * step != b.milli_fte or not 0 < steps <= most:
            yield f"{where}: {b.milli_fte} milli-FTE are not 1 to {most} steps of {step}"
        elif (b.amount_minor, b.fiscal_year) != (steps * cost, year):
            yield f"{where} costs {steps * cost} in {year}, the plan says {b.amount_minor} in {b.fiscal_year}"
        else:
            # Over all periods that are planned together, the plan buys no more people than are missing after the hires, and it
            # buys from no offer while a cheaper offer is left.
            alike = blocks.get(b.period_index, (b.period_index,))
            others = sum(a for (r, t, _), a in had.items() if r == b.role_id and t in alike)
            spare = sum(there.get((b.role_id, t), 0) - used[b.role_id, t] for t in alike) + others
            cheaper = [
                kind for (r, t, kind), (_, limit, price, loss, _) in offers.items()
                if r == b.role_id and t in alike and (price, loss) < (cost, lost) and had.get((r, t, kind), 0) < limit * step
            ]  # fmt: skip
            yield (
                f"{where}: more are bought than needed, or a cheaper offer is left ({', '.join(cheaper) or 'none'})"
                if spare >= step or cheaper
                else ""
            )


CHECKS = {"bought": check_bought}
