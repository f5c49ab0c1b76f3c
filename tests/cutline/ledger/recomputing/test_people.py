"""The price of people, recomputed from the table of capacity."""

import polars as pl
import pytest

from cutline.errors import LedgerDoesNotTie
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, BOUGHT_SCHEMA, CHOSEN_SCHEMA, MOVED_SCHEMA
from cutline.settings.loading import settings_from
from tests.cutline.choices.limits.people_and_purses import NOTHING, YEARLY, a_year, capacity, purse
from tests.cutline.few_projects import table

TABLES = NOTHING | {
    "capacity": table("capacity", capacity(overtime_max=1000, overtime_cost_minor=1_000_001)),
    "funds": table("funds", {**purse(2027), "cost_class": "opex", "amount_minor": 30_003}, {**purse(2028), "cost_class": "opex", "amount_minor": 0}),
}  # fmt: skip


PAID = [(None, "F", "opex", 2027, 30_003)]


def tie(paid: list[tuple], moved: list[tuple], bought: list[tuple]) -> pl.DataFrame:
    entries = build_ledger(
        pl.DataFrame(paid, schema=ALLOCATION_SCHEMA, orient="row"), pl.DataFrame(moved, schema=MOVED_SCHEMA, orient="row")
    )
    people = pl.DataFrame(bought, schema=BOUGHT_SCHEMA, orient="row")
    check_ledger(entries, pl.DataFrame(schema=CHOSEN_SCHEMA), TABLES, settings_from(YEARLY), people)
    return entries


def test_people_bought_are_booked_at_their_price():
    """Three hundredths of an FTE at 100.01 each are debited to people and credited to the fund."""
    entries = tie(PAID, [], [("R", 0, "overtime", 30, 2027, 30_003)])
    assert entries.select("account", "amount_minor").rows() == [("people:opex", 30_003), ("fund:F:opex:FY2027", -30_003)]


def test_hires_are_booked_at_their_price():
    """Two whole people at 10,000.01 are 20,000.02, beside three steps of overtime. A minor unit less does not tie."""
    tables = TABLES | {
        "capacity": table("capacity", a_year(0, hire_cost_minor=1_000_001, overtime_max=1000, overtime_cost_minor=1_000_001)),
        "funds": table("funds", {**purse(2027), "cost_class": "opex", "amount_minor": 2_030_005}),
    }
    people = pl.DataFrame(
        [("R", 0, "overtime", 30, 2027, 30_003), ("R", 0, "hire", 2000, 2027, 2_000_002)], schema=BOUGHT_SCHEMA, orient="row"
    )

    def check(amount: int) -> None:
        entries = build_ledger(
            pl.DataFrame([(None, "F", "opex", 2027, amount)], schema=ALLOCATION_SCHEMA, orient="row"),
            pl.DataFrame(schema=MOVED_SCHEMA),
        )
        check_ledger(entries, pl.DataFrame(schema=CHOSEN_SCHEMA), tables, settings_from(YEARLY), people)

    check(2_030_005)
    with pytest.raises(LedgerDoesNotTie):
        check(2_030_004)


def test_money_carried_is_booked_between_purses():
    """The year that the money leaves is credited, and the year that it reaches is debited."""
    entries = tie([], [("F", "opex", 2027, "F", "opex", 2028, 5)], [])
    assert entries.select("account", "amount_minor").rows() == [("fund:F:opex:FY2028", 5), ("fund:F:opex:FY2027", -5)]


@pytest.mark.parametrize(
    ("paid", "moved", "milli_fte"),
    [
        (PAID, [], 20),  # paid for three steps, had two
        ([(None, "F", "opex", 2027, 30_002)], [], 30),  # a cent short
        (PAID, [("F", "opex", 2027, "F", "opex", 2028, 1)], 30),  # the cent that was carried away was needed
    ],
)
def test_prices_and_moves_that_do_not_tie_stop_the_night(paid, moved, milli_fte):
    """The prices come from the canonical tables, and not from what the plan says it paid."""
    with pytest.raises(LedgerDoesNotTie):
        tie(paid, moved, [("R", 0, "overtime", milli_fte, 2027, 30_003)])
