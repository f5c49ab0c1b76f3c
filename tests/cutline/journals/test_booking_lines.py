"""What is booked is the ledger, or the difference of two, to the minor unit; and each line has one key."""

from collections import Counter, defaultdict

import polars as pl
import pytest

from cutline.errors import LedgerDoesNotTie
from cutline.journals.booking_lines import booking_lines
from tests.cutline.journals.random_ledgers import random_ledger
from tests.seeds import seed_ranges


def booked(lines) -> dict[str, int]:
    """The sum of each account."""
    total: dict[str, int] = defaultdict(int)
    for line in lines:
        total[line.account.name] += line.amount
    return {name: amount for name, amount in total.items() if amount}


def of_ledger(ledger: pl.DataFrame) -> dict[str, int]:
    """The sum of each account of the table `ledger`."""
    sums = ledger.group_by("account").agg(pl.col("amount_minor").sum())
    return {name: amount for name, amount in sums.iter_rows() if amount}


@pytest.mark.parametrize("seeds", seed_ranges(150, 10_000))
def test_a_journal_books_the_ledger_and_a_second_one_only_the_difference(seeds):
    """The first and the difference together book the second night; each line and each booking balances."""
    moved = people = changed = 0
    for seed in seeds:
        first, second = random_ledger(seed), random_ledger(seed + 1 if seed % 3 else seed)
        whole = booking_lines(first, "N1")
        assert booked(whole) == of_ledger(first), seed
        difference = booking_lines(second, "N2", (first, "N1"))
        together = Counter(booked(whole))
        together.update(booked(difference))
        assert {name: amount for name, amount in together.items() if amount} == of_ledger(second), seed
        for lines in (whole, difference):
            assert all(line.amount for line in lines)
            assert [line.amount for line in lines[::2]] == [-line.amount for line in lines[1::2]]
            assert [line.booking for line in lines[::2]] == [line.booking for line in lines[1::2]]
        keys = [line.key for line in (*whole, *difference)]
        assert len(set(keys)) == len(keys)
        assert booking_lines(first.sample(fraction=1, shuffle=True, seed=seed), "N1") == whole, "the order of the ledger"
        moved += any(line.account.kind == line.other.kind == "fund" for line in whole)
        people += any(line.account.kind == "people" for line in whole)
        changed += bool(difference)
    assert moved
    assert people
    assert changed


def test_a_night_that_changed_nothing_books_nothing():
    """Also if the amounts were allocated in another order."""
    ledger = random_ledger(5)
    assert booking_lines(ledger, "N2", (ledger.reverse(), "N1")) == []


def test_half_of_the_lines_changed():
    """Exactly these are booked, with the difference, and the other way round where it became less."""
    ledger = pl.DataFrame(
        [
            (1, "project:P1:capex", "P1", "F", "capex", 2027, 500, "released"), (1, "fund:F:capex:FY2027", "P1", "F", "capex", 2027, -500, "released"),
            (2, "project:P2:capex", "P2", "F", "capex", 2027, 300, "released"), (2, "fund:F:capex:FY2027", "P2", "F", "capex", 2027, -300, "released"),
        ],
        schema=random_ledger(1).schema, orient="row",
    )  # fmt: skip
    less = ledger.with_columns(pl.when(pl.col("project_id") == "P2").then(pl.col("amount_minor") // 3).otherwise("amount_minor").alias("amount_minor"))  # fmt: skip
    lines = booking_lines(less, "N2", (ledger, "N1"))
    assert [(line.account.name, line.amount) for line in lines] == [("project:P2:capex", -200), ("fund:F:capex:FY2027", 200)]


def test_an_entry_that_does_not_balance_is_not_booked():
    """One cent more on one side, and an entry with one side."""
    ledger = random_ledger(8)
    assert ledger.height > 2
    for wrong in (ledger.with_columns(pl.col("amount_minor") + (pl.int_range(pl.len()) == 0)), ledger.head(ledger.height - 1)):
        with pytest.raises(LedgerDoesNotTie, match="does not balance"):
            booking_lines(wrong, "N")
