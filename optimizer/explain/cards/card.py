"""The card of one project, and all cards as a frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from optimizer.explain.prices import Price
from optimizer.explain.thresholds.cheaper import Level

State = Literal["proven", "interval", "at least", "impossible", "required", "beyond", "not reached"]
ANSWERS = ("more_value", "cheaper", "least_money", "least_people", "may_lose", "may_cost")
CARD_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "is_selected": pl.Boolean(),
    **{f"{name}_{part}": dtype for name in ANSWERS for part, dtype in (("state", pl.String()), ("at_least", pl.Int64()), ("at_most", pl.Int64()))},
    "cheaper_amount": pl.Int64(), "may_cost_amount": pl.Int64(),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer of a card.

    state: "proven" if it is exact; "interval" if both ends are proven; "at least" if only the lower end is; "impossible" if it is
    proven that no amount is enough; "required" if a rule keeps the project in the plan; "beyond" if the amount is larger than what is
    looked at; "not reached" if the budget of work ended before anything was proven. amount: the money behind a share, in minor
    units.
    """

    state: State
    at_least: int | None = None
    at_most: int | None = None
    amount: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether more work could tell more."""
        return self.state in ("interval", "at least", "not reached")


NOT_REACHED = Answer("not reached")


@dataclass(frozen=True)
class Card:
    """The card of one project. Answers that do not apply are None.

    Of a project that is left out: more_value, in the unit of the objective; cheaper, a share of its cost in units of 1e-9; least_money,
    in minor units; least_people, in milli-FTE. Of a project of the plan: may_lose, in the unit of the objective; may_cost, the share by
    which its cost may rise, in units of 1e-9.
    """

    project_id: str
    is_selected: bool
    more_value: Answer | None = None
    cheaper: Answer | None = None
    least_money: Answer | None = None
    least_people: Answer | None = None
    may_lose: Answer | None = None
    may_cost: Answer | None = None


def between(at_least: int | None, at_most: int | None, amount: int | None = None, *, none: int = 0) -> Answer:
    """An answer from its two ends; an end that is not known is None. none: the lower end that says nothing."""
    if at_least is not None and at_least == at_most:
        return Answer("proven", at_least, at_most, amount)
    if at_most is not None:
        return Answer("interval", none if at_least is None else at_least, at_most, amount)
    return NOT_REACHED if at_least is None or at_least <= none else Answer("at least", at_least)


def of_price(price: Price, *, of_none: State) -> Answer:
    """The answer of a price. of_none: the state if no plan has a price, which is proven."""
    if price.at_least is None:
        return Answer(of_none)
    least, most = max(price.at_least, 0), None if price.at_most is None else max(price.at_most, 0)
    return between(least, most)


def of_cut(level: Level) -> Answer:
    """The answer of the least cut of all lines of a project."""
    return Answer("impossible") if level.state == "impossible" else between(level.at_least, level.at_most, level.amount)


def of_rise(level: Level) -> Answer:
    """The answer of the greatest rise of all lines of a project: the ends change places, because a rise is a negative cut."""
    if level.at_most is None or level.at_least is None:
        return NOT_REACHED
    amount = None if level.amount is None else -level.amount
    if level.state == "beyond":
        return Answer("beyond", -level.at_most, None, amount)
    return between(-level.at_most, -level.at_least, amount)


def cards_frame(cards: Iterable[Card]) -> pl.DataFrame:
    """The cards as a frame (CARD_SCHEMA), sorted by project."""
    return pl.DataFrame([_row(each) for each in cards], schema=CARD_SCHEMA).sort("project_id")


def _row(card: Card) -> dict[str, str | bool | int | None]:
    row: dict[str, str | bool | int | None] = {"project_id": card.project_id, "is_selected": card.is_selected}
    for name in ANSWERS:
        answer: Answer | None = getattr(card, name)
        if answer is not None:
            ends = {f"{name}_state": answer.state, f"{name}_at_least": answer.at_least, f"{name}_at_most": answer.at_most}
            row |= ends | ({f"{name}_amount": answer.amount} if name in ("cheaper", "may_cost") else {})
    return row
