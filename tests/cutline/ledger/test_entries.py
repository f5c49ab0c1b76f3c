"""Two entries for each allocation and each move, on the accounts that finance expects."""

import polars as pl

from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, MOVED_SCHEMA, RELEASED, RESERVED
from cutline.ledger.stage_gates import RELEASE_SCHEMA


def booked(allocations: list[tuple], schema: dict = ALLOCATION_SCHEMA, moved: list[tuple] | None = None) -> list[tuple]:
    moves = None if moved is None else pl.DataFrame(moved, schema=MOVED_SCHEMA, orient="row")
    entries = build_ledger(pl.DataFrame(allocations, schema=schema, orient="row"), moves)
    assert entries["amount_minor"].sum() == 0
    return entries.select("entry", "account", "amount_minor", "release").rows()


def test_an_allocation_debits_its_project_and_credits_its_fund():
    """Entries are in the order of year, fund, class and project. People who are bought belong to no project and come last."""
    paid = [("P", "F", "opex", 2028, 7), (None, "F", "opex", 2028, 5), ("P", "F", "capex", 2027, 100)]
    assert booked(paid) == [
        (1, "project:P:capex", 100, RELEASED), (1, "fund:F:capex:FY2027", -100, RELEASED),
        (2, "project:P:opex", 7, RELEASED), (2, "fund:F:opex:FY2028", -7, RELEASED),
        (3, "people:opex", 5, RELEASED), (3, "fund:F:opex:FY2028", -5, RELEASED),
    ]  # fmt: skip


def test_what_is_reserved_is_on_an_account_of_its_own():
    """The project is committed to 60 only; the fund pays both."""
    parts = [("P", "F", "capex", 2027, 60, RELEASED), ("P", "F", "capex", 2027, 40, RESERVED)]
    assert booked(parts, RELEASE_SCHEMA) == [
        (1, "project:P:capex", 60, RELEASED), (1, "fund:F:capex:FY2027", -60, RELEASED),
        (2, "reserve:P:capex", 40, RESERVED), (2, "fund:F:capex:FY2027", -40, RESERVED),
    ]  # fmt: skip


def test_a_move_debits_the_purse_it_goes_to():
    """From capex of 2027 to opex of 2028 of another fund; a move has no release."""
    assert booked([], moved=[("F", "capex", 2027, "G", "opex", 2028, 5)]) == [
        (1, "fund:G:opex:FY2028", 5, None), (1, "fund:F:capex:FY2027", -5, None),
    ]  # fmt: skip


def test_moves_are_numbered_after_the_allocations():
    """One allocation is entry 1, and the move beside it entry 2."""
    rows = booked([("P", "F", "opex", 2028, 5)], moved=[("F", "capex", 2027, "F", "opex", 2028, 5)])
    assert [(entry, account) for entry, account, *_ in rows] == [
        (1, "project:P:opex"), (1, "fund:F:opex:FY2028"), (2, "fund:F:opex:FY2028"), (2, "fund:F:capex:FY2027"),
    ]  # fmt: skip
