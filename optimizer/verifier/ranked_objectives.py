"""Checks what the plan says of several objectives in order: the amount of each, and that none lost more than was permitted.

What a stage reached is known to the search alone. It is checked here against the plan's amount, the bound and the stage.
"""

from collections import Counter
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import ObjectiveResult, Plan
from optimizer.verifier.reading import HIRED, Frames, Picked, hires_by_key, offers_by_key, rows_of


def check_ranked_objectives(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes five checks for each objective: name, amount, loss, bound and stage. With one objective there is nothing to check."""
    stated = sorted(rows_of(frames, "objectives", "rank", "name", "unit", "is_least", "base"))
    told = [(each.name, each.unit, each.is_least) for each in plan.objectives]
    if not stated and not told:
        return
    yield "" if told == [(name, unit, least) for _, name, unit, least, _ in stated] else f"the plan tells the objectives {told}"
    yield "" if plan.ties is None or plan.ties.count >= 1 else f"{plan.ties.count} plans are said to be as good as this one"
    stages = [each for each in plan.stages if each.name.startswith("objective ")]
    for (rank, _, _, is_least, base), each in zip(stated, plan.objectives, strict=False):
        amount = plan.value if rank == 0 else base + amount_of(frames, plan, picked, rank)
        yield "" if amount == each.value else f"{each.name} is {amount}, the plan says {each.value}"
        yield from _check_result(frames, each, rank, -1 if is_least else 1)
        stage = plan.stages[0] if rank == 0 else stages[rank - 1] if rank <= len(stages) else None
        reached = None if stage is None else stage.result
        yield "" if reached == each.reached else f"{each.name} reached {each.reached}, its stage says {reached}"


def _check_result(frames: Frames, each: ObjectiveResult, rank: int, sign: int) -> Iterator[str]:
    """The bound, the permission and the loss of one objective. sign: 1 if more is better, else -1."""
    best = each.value if each.reached is None else max(sign * each.reached, sign * each.value) * sign
    yield (
        ""
        if each.bound is None or sign * (each.bound - best) >= 0
        else f"{each.name} has {best}, which the bound {each.bound} excludes"
    )
    allowed = 0 if each.reached is None else allowed_loss(frames, rank, each.reached)
    yield "" if each.may_lose == allowed else f"{each.name} may lose {allowed}, the plan says {each.may_lose}"
    loss = 0 if each.reached is None else sign * (each.reached - each.value)
    yield "" if loss <= allowed else f"{each.name} lost {loss}, {allowed} were permitted"


def allowed_loss(frames: Frames, rank: int, reached: int) -> int:
    """What the objective after the one at `rank` may cost it, in the unit of the one at `rank`. reached: what its stage reached."""
    for other, share_bp, amount in rows_of(frames, "objectives", "rank", "may_lose_bp", "may_lose"):
        if other == rank + 1:
            share, most = int(share_bp or 0), int(amount or 0)
            return abs(reached) * share // 10_000 + most
    return 0


def amount_of(frames: Frames, plan: Plan, picked: Picked, rank: int) -> int:
    """What the plan adds to the objective at `rank`: by the options chosen, the people bought and hired, and the synergies."""
    total: int = 0
    for each, project, mode, start, amount in rows_of(frames, "objective_terms", "rank", *OPTION_KEY, "amount"):
        chosen = picked.get(project)
        if each == rank and chosen and (chosen.mode_id, chosen.start_index) == (mode, start):
            total += int(amount)
    steps = {key: step for key, (step, *_) in offers_by_key(frames).items()}
    steps |= {(role, period, HIRED): size for (role, period), (size, *_) in hires_by_key(frames).items()}
    bought: Counter[tuple[str, int, str]] = Counter()
    for b in plan.bought:
        key = (b.role_id, b.period_index, b.kind)
        bought[key] += b.milli_fte // steps[key] if key in steps else 0
    people = rows_of(frames, "objective_people", "rank", "role_id", "period_index", "kind", "amount")
    total += sum(bought[role, period, kind] * int(amount) for each, role, period, kind, amount in people if each == rank)
    gained = {each.synergy_id for each in plan.gained}
    joint = rows_of(frames, "objective_synergies", "rank", "synergy_id", "amount")
    return total + sum(int(amount) for each, name, amount in joint if each == rank and name in gained)


CHECKS = {"objectives": check_ranked_objectives}
