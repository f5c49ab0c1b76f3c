"""The lines to book: the ledger of a night, or the difference between the ledgers of two nights.

A *booking* is an amount from a fund to one use (or from one fund to another), in one year. It has two lines, one debit and one
credit, and so every set of whole bookings balances. Each line has a key that follows from what it books and from the nights, so
that a ledger system that refuses a key for the second time books a journal once, however often it is loaded.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import polars as pl

from cutline.errors import Finding, LedgerDoesNotTie

Kind = Literal["project", "reserve", "people", "fund"]
KEY_DIGITS = 24  # 96 bits of a digest: two lines of one portfolio never share a key by chance


@dataclass(frozen=True, order=True)
class Account:
    """One side of a booking. project_id: empty for people and funds. fund_id: the fund that pays, on both sides."""

    kind: str
    project_id: str
    fund_id: str
    cost_class: str
    fiscal_year: int

    @property
    def name(self) -> str:
        """The account in words, as the table `ledger` writes it."""
        middle = self.project_id if self.kind in ("project", "reserve") else self.fund_id if self.kind == "fund" else ""
        year = f":FY{self.fiscal_year}" if self.kind == "fund" else ""
        return ":".join(part for part in (self.kind, middle, self.cost_class) if part) + year


@dataclass(frozen=True)
class BookingLine:
    """One line of a journal. amount: in minor units, positive for a debit and negative for a credit."""

    key: str
    booking: int
    account: Account
    other: Account
    amount: int


Bookings = dict[tuple[Account, Account], int]


def bookings_of(ledger: pl.DataFrame) -> Bookings:
    """The amount from each credited account to each debited one, in minor units. ledger: as `ledger.entries.build_ledger`.

    Raises LedgerDoesNotTie if an entry is not one debit and one credit of the same amount.
    """
    entries = defaultdict[int, list[tuple[Account, int]]](list)
    columns = ("entry", "account", "project_id", "fund_id", "cost_class", "fiscal_year", "amount_minor")
    for entry, account, project, fund, kind, year, amount in ledger.select(columns).iter_rows():
        entries[entry].append((Account(account.split(":", 1)[0], project or "", fund, kind, year), amount))
    found: Bookings = defaultdict(int)
    for entry, sides in entries.items():
        if len(sides) != 2 or sum(amount for _, amount in sides) != 0:
            told = Finding(f"ledger, entry {entry}", f"{len(sides)} side(s) with the sum {sum(a for _, a in sides)}", "a debit and a credit of one amount", "check the night with cutline verify")  # fmt: skip
            raise LedgerDoesNotTie("an entry of the ledger does not balance", [told])
        # A fund is credited, and the other side debited; of a move between funds, the purse that receives it is debited.
        (credit, _), (debit, amount) = sorted(sides, key=lambda side: (side[0].kind != "fund", side[1]))
        # The credit of an allocation names the project too, but the fund's account is one for all projects.
        found[debit, _without_project(credit)] += amount
    return {pair: amount for pair, amount in found.items() if amount}


def booking_lines(ledger: pl.DataFrame, night: str, since: tuple[pl.DataFrame, str] | None = None) -> list[BookingLine]:
    """The lines that book a night. since: the ledger and the name of the night that is booked already; only the difference is
    booked then, and what became less is booked the other way round.

    Raises LedgerDoesNotTie as `bookings_of`.
    """
    new, old = bookings_of(ledger), bookings_of(since[0]) if since else {}
    lines: list[BookingLine] = []
    changed = sorted(pair for pair in new.keys() | old.keys() if new.get(pair, 0) != old.get(pair, 0))
    for booking, (debit, credit) in enumerate(changed, 1):
        amount = new.get((debit, credit), 0) - old.get((debit, credit), 0)
        for account, other, signed in ((debit, credit, amount), (credit, debit, -amount)):
            text = "|".join(map(repr, (since[1] if since else "", night, account, other)))
            key = hashlib.sha256(text.encode("utf-8")).hexdigest()[:KEY_DIGITS]
            lines.append(BookingLine(key, booking, account, other, signed))
    return lines


def _without_project(account: Account) -> Account:
    return (
        Account(account.kind, "", account.fund_id, account.cost_class, account.fiscal_year) if account.kind == "fund" else account
    )
