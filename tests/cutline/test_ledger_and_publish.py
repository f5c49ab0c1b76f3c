"""What is booked ties to the cent, and what is published is whole or not there."""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.contracts.tables.all_tables import TABLES as CONTRACTS
from cutline.errors import LedgerDoesNotTie
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, CHOSEN_SCHEMA
from cutline.settings.loading import settings_from

SETTINGS = settings_from({"calendar": {"grain": "year", "periods": 2}})
TABLES = {
    **{name: CONTRACTS[name].empty() for name in EXPORTED},
    "cost_lines": conform(
        "cost_lines",
        pl.DataFrame(
            {
                "project_id": ["P"] * 4, "period_offset": [0, 1, 2, None], "period_start": [None, None, None, date(2027, 6, 1)], "cost_class": ["capex"] * 3 + ["opex"],
                "amount_minor": [100, 50, 999, 7], "kind": ["plan"] * 4,
            }
        ),
    ),
    "projects": conform("projects", pl.DataFrame({"project_id": ["P"], "name": ["P"], "status": ["proposed"]})),
    "funds": conform(
        "funds", pl.DataFrame({"fund_id": ["F", "F", "F"], "cost_class": ["capex", "capex", "opex"], "fiscal_year": [2027, 2028, 2027], "amount_minor": [100, 60, 7]})
    ),
}  # fmt: skip
CHOSEN = pl.DataFrame([("P", "full", 0, 3)], schema=CHOSEN_SCHEMA, orient="row")
TIES = [("P", "F", "capex", 2027, 100), ("P", "F", "capex", 2028, 50), ("P", "F", "opex", 2027, 7)]


def ledger(rows: list[tuple]) -> pl.DataFrame:
    return build_ledger(pl.DataFrame(rows, schema=ALLOCATION_SCHEMA, orient="row"))


def test_debits_equal_credits_and_tie_with_the_cost_lines():
    """Two entries for each allocation; what falls after the horizon is not booked."""
    entries = ledger(TIES)
    assert entries.height == 6
    assert entries["amount_minor"].sum() == 0
    check_ledger(entries, CHOSEN, TABLES, SETTINGS)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("P", "F", "capex", 2027, 99), *TIES[1:]], "project P, capex, FY2027"),  # a cent short
        (TIES[:2], "project P, opex, FY2027"),  # a booking lost
        ([*TIES[:2], ("P", "F", "opex", 2028, 7)], "fund F, opex, FY2028"),  # the wrong year: no such budget
        ([*TIES, ("Q", "F", "capex", 2028, 1)], "project Q"),  # a project that was not chosen
    ],
)
def test_a_cent_adrift_stops_the_night(rows, told):
    """The ledger is compared with the cost lines by another road than the optimiser took."""
    with pytest.raises(LedgerDoesNotTie) as refused:
        check_ledger(ledger(rows), CHOSEN, TABLES, SETTINGS)
    assert told in str(refused.value)
