"""Checks that the plan needs no more people of a role than are employed, bought and hired."""

from collections import defaultdict
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, in_block, people_used, rows_of


def check_capacity(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each role and period, or block of periods: no more people are needed than are available."""
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


CHECKS = {"capacity": check_capacity}
