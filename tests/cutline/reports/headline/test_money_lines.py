"""The headline's lines about money."""

from datetime import date

import polars as pl

from cutline.reports.headline.money_lines import allocated, money_moved, stage_gates
from cutline.settings.all_settings import Settings

ALLOCATION = pl.DataFrame(
    [(2027, "opex", 10_000, 5_000, 4_000, 1_000), (2027, "capex", 30_000, 15_000, 15_000, 0), (2028, "capex", 0, 0, 0, 0)],
    schema=["fiscal_year", "cost_class", "budget_minor", "allocated_minor", "released_minor", "reserved_minor"], orient="row",
)  # fmt: skip


def test_allocated_of_budgeted_in_all_and_by_year_and_class():
    """200 of 400 in all; a class without a budget has no share."""
    (label, total), *lines = allocated(ALLOCATION, Settings())
    assert (label, total) == ("Money", "€200.00 of €400.00 allocated in FY2027 to FY2029 (50.0%)")
    assert lines == [
        ("  FY2027 capex", "€150.00 of €300.00 (50.0%)"),
        ("  FY2027 opex", "€50.00 of €100.00 (50.0%)"),
        ("  FY2028 capex", "€0.00 of €0.00 (nothing budgeted)"),
    ]


def test_gates_say_what_waits_and_how_many_dates_are_unknown():
    """Two projects have a reserve, one of them for a gate without a date. A third waits for its gate without a reserve. A
    project after its last gate waits for nothing.
    """
    gates = pl.DataFrame(
        {
            "next_gate": ["G1", "G2", "G3", None],
            "gate_date": [date(2027, 3, 1), None, None, None],
            "reserved_minor": [900, 100, 0, 0],
        }
    )
    told = "€190.00 released; €10.00 reserved until the next gate of 2 projects is passed; 1 of them with a gate whose date is not known"
    told += "; 1 more before a gate with nothing reserved"
    assert stage_gates(gates, ALLOCATION, Settings()) == [("Stage gates", told)]
    assert stage_gates(gates.clear(), ALLOCATION, Settings()) == []


def test_money_that_is_carried_and_money_that_is_vired_are_added_up_apart():
    """A move without a rule is carried to the next year."""
    moved = pl.DataFrame({"amount_minor": [100, 200, 400], "rule_id": [None, None, "V"]})
    assert money_moved(moved, Settings()) == [("Money moved", "€3.00 carried to the next fiscal year; €4.00 vired")]
    assert money_moved(moved.filter(pl.col("rule_id").is_not_null()), Settings()) == [("Money moved", "€4.00 vired")]
    assert money_moved(moved.clear(), Settings()) == []
