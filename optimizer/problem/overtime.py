"""Offers of overtime and contractors: people of a role that can be bought for a period, in steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, starmap

import polars as pl

from cutline.errors import Finding, UsageError

BOUGHT_PEOPLE_CLASS = "opex"  # the cost class in which the price of people bought is booked


@dataclass(frozen=True)
class PeopleOffer:
    """One offer: at most `most_steps` steps of `step_milli_fte` people each.

    step_cost: the cost of a step in minor units, spent in fiscal year `year`. step_loss: how much a step lowers the value, in the
    unit of the objective. block: the first of the periods that are planned together with the offer's period; the period itself
    if it is not planned together with others.
    """

    role: str
    period: int
    kind: str
    step_milli_fte: int
    most_steps: int
    step_cost: int
    step_loss: int
    year: int
    block: int


def people_offers(
    frame: pl.DataFrame,
    role_order: list[str],
    block_of: Mapping[int, int],
    costs: Mapping[tuple[str, int, str], tuple[int, ...]],
) -> tuple[PeopleOffer, ...]:
    """Reads the offers from a frame (ELASTIC_SCHEMA).

    The offers of one role and period (or block of periods) follow one another, from the cheapest to the dearest.

    block_of: the block of each period that is planned together with other periods. costs: how much worse a step of an offer (role,
    period, kind) makes the objectives after the first; of two offers of the same price, the one that costs them less is first. Raises UsageError if two offers of one role
    and period (or block) differ in step or in year, or if the cheaper offer lowers the value more, because then no order of
    buying would be best.
    """
    place = {role: i for i, role in enumerate(role_order)}
    placed = frame.with_columns(block=pl.col("period_index").replace(block_of))
    found = [each for each in starmap(PeopleOffer, placed.iter_rows()) if each.most_steps > 0]
    found.sort(
        key=lambda e: (
            place[e.role],
            e.block,
            e.step_cost,
            e.step_loss,
            costs.get((e.role, e.period, e.kind), ()),
            e.kind,
            e.period,
        )
    )
    unclear = [
        Finding(
            "frame elastic",
            f"{one.kind} in period {one.period} and {other.kind} in period {other.period} of {one.role} differ in step or year, or the cheaper one takes more value",
            "one step and one year, and the cheaper offer takes less value",
            "build it with cutline.choices.options.building.build_choices"
            if one.period == other.period
            else "they are planned together, as a block: state one price for its periods, or raise planning.fine_periods",
        )
        for one, other in pairwise(found)
        if (one.role, one.block) == (other.role, other.block)
        and ((one.step_milli_fte, one.year) != (other.step_milli_fte, other.year) or one.step_loss > other.step_loss)
    ]
    if unclear:
        raise UsageError("there is no order in which these offers of people should be bought", unclear)
    return tuple(found)
