"""People that can be had for money: overtime and contractors, by role and period, in steps."""

from dataclasses import dataclass
from itertools import pairwise, starmap

import polars as pl

from cutline.errors import Finding, UsageError

ELASTIC_CLASS = "opex"  # what is paid for bought people is booked as this
ELASTIC_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "kind": pl.String(), "step_milli_fte": pl.Int64(), "most_steps": pl.Int64(),
    "step_cost_minor": pl.Int64(), "step_loss": pl.Int64(), "fiscal_year": pl.Int64(),
}  # fmt: skip


@dataclass(frozen=True)
class Elastic:
    """One offer: at most `most_steps` steps of `step_milli_fte` people each.

    step_cost: minor units, spent in fiscal year `year`. step_loss: what a step takes from the value, in the objective's unit.
    """

    role: str
    period: int
    kind: str
    step_milli_fte: int
    most_steps: int
    step_cost: int
    step_loss: int
    year: int


def offers(frame: pl.DataFrame, role_order: list[str]) -> tuple[Elastic, ...]:
    """The offers of a frame (ELASTIC_SCHEMA), those of one role and period together, the cheapest first.

    Raises UsageError when offers of one role and period differ in step, or when the cheaper one takes more value: no order were best then.
    """
    place = {role: i for i, role in enumerate(role_order)}
    found = [each for each in starmap(Elastic, frame.iter_rows()) if each.most_steps > 0]
    found.sort(key=lambda e: (place[e.role], e.period, e.step_cost, e.step_loss, e.kind))
    unclear = [
        Finding(
            "frame elastic",
            f"{one.kind} and {other.kind} of {one.role} in period {one.period} differ in step, or their prices disagree",
            "one step, and the cheaper one takes less value",
            "build it with cutline.options.build_choices",
        )
        for one, other in pairwise(found)
        if (one.role, one.period) == (other.role, other.period)
        and (one.step_milli_fte != other.step_milli_fte or one.step_loss > other.step_loss)
    ]
    if unclear:
        raise UsageError("offers of people cannot be put in order", unclear)
    return tuple(found)
