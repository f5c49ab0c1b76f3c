"""Checks capacity, and the people that the plan buys and hires."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import HIRED, Frames, Picked, hires_by_key, in_block, offers_by_key, people_used, rows_of


def check_bought(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    offers, used = offers_by_key(frames), people_used(frames, picked)
    there = {(r, t): a for r, t, a in rows_of(frames, "capacity", "role_id", "period_index", "milli_fte")}
    had = {(b.role_id, b.period_index, b.kind): b.milli_fte for b in plan.bought}
    blocks = in_block(frames)
    yield "" if len(had) == len(plan.bought) else "people of one kind are bought twice for a role and period"
    for b in plan.bought:
        if b.kind == HIRED:
            continue
        where = f"{b.kind} of {b.role_id} in period {b.period_index}"
        offer = offers.get((b.role_id, b.period_index, b.kind))
        if offer is None:
            yield f"{where} cannot be had"
            continue
        step, most, cost, lost, year = offer
        steps = b.milli_fte // step
        if steps * step != b.milli_fte or not 0 < steps <= most:
            yield f"{where}: {b.milli_fte} milli-FTE are not 1 to {most} steps of {step}"
        elif (b.amount_minor, b.fiscal_year) != (steps * cost, year):
            yield f"{where} costs {steps * cost} in {year}, the plan says {b.amount_minor} in {b.fiscal_year}"
        else:
            # Nothing more than is needed beside the hires, and nothing dearer while something cheaper is left, in all the periods that are planned together.
            alike = blocks.get(b.period_index, (b.period_index,))
            others = sum(a for (r, t, _), a in had.items() if r == b.role_id and t in alike)
            spare = sum(there.get((b.role_id, t), 0) - used[b.role_id, t] for t in alike) + others
            cheaper = [
                kind for (r, t, kind), (_, limit, price, loss, _) in offers.items()
                if r == b.role_id and t in alike and (price, loss) < (cost, lost) and had.get((r, t, kind), 0) < limit * step
            ]  # fmt: skip
            yield f"{where}: more than is needed, or {', '.join(cheaper)} is left" if spare >= step or cheaper else ""


def check_hired(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Whole people, at most so many, each period at its price; who has arrived, when somebody may, stays to the end of the horizon."""
    terms, there = hires_by_key(frames), Counter[tuple[str, int]]()
    for b in plan.bought:
        if b.kind != HIRED:
            continue
        where = f"hires of {b.role_id} in period {b.period_index}"
        there[b.role_id, b.period_index] += b.milli_fte
        if (b.role_id, b.period_index) not in terms:
            yield f"{where} cannot be had"
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


def check_capacity(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    used, there = people_used(frames, picked), defaultdict[tuple[str, int], int](int)
    for role, period, milli_fte in rows_of(frames, "capacity", "role_id", "period_index", "milli_fte"):
        there[role, period] += milli_fte
    for b in plan.bought:
        there[b.role_id, b.period_index] += b.milli_fte
    blocks = in_block(frames)
    for role, alike in sorted({(role, blocks.get(t, (t,))) for role, t in set(used) | set(there)}):
        has, needs = (sum(amounts[role, t] for t in alike) for amounts in (there, used))
        when = f"period {alike[0]}" if len(alike) == 1 else f"periods {alike[0]} to {alike[-1]}"
        yield f"{role} has {has} milli-FTE in {when}, the plan uses {needs}" if needs > has else ""
