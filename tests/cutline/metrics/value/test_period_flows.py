"""Cash flows by period: sums of lines, and discounting."""

from datetime import date

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.metrics.value.period_flows import FLOWS, discounted, period_flows
from cutline.valuation.discounting import Discounting

LINES = {"project_id": pl.String, "period_index": pl.Int64, "cost_class": pl.String, **dict.fromkeys(FLOWS, pl.Int64)}


def test_lines_of_a_period_are_added_up_and_capex_is_discounted_net_of_credits():
    """Capex of 100 (discounted 90), a capex credit of 10 (9), and a benefit of 40 (36): discounted capex is 90 - 9."""
    rows = [
        ("P", 0, "capex", 100, 0, 100, 0, 90, 0),
        ("P", 0, "capex", -10, 0, 0, 10, 0, 9),
        ("P", 0, None, 0, 0, 0, 40, 0, 36),
        ("P", 2, "opex", 0, 7, 7, 0, 5, 0),
    ]
    found = period_flows(pl.LazyFrame(rows, schema=LINES, orient="row")).collect()
    assert found.columns == ["project_id", "period_index", *FLOWS, "present_capex_minor"]
    assert found.rows() == [("P", 0, 90, 0, 100, 50, 90, 45, 81), ("P", 2, 0, 7, 7, 0, 5, 0, 0)]


def test_modes_of_a_project_are_kept_apart_where_asked():
    """The keys decide what is added up."""
    rows = [("P", mode, 0, "opex", 0, 1, 1, 0, 1, 0) for mode in ("a", "b")]
    schema = {"project_id": pl.String, "mode_id": pl.String} | LINES
    found = period_flows(pl.LazyFrame(rows, schema=schema, orient="row"), ("project_id", "mode_id")).collect()
    assert found.select("mode_id", "opex_minor").rows() == [("a", 1), ("b", 1)]


def test_discounted_amounts_are_rounded_half_away_from_zero():
    """At 100 % the factor of the second year is one half: 3 is 1.5, which becomes 2, and -3 becomes -2. Zero stays zero."""
    rows = {"project_id": ["P"], "period_index": [1], "capex_minor": [3], "opex_minor": [-3], "benefit_minor": [0]}
    years = Calendar("year", date(2027, 1, 1), 2)
    found = discounted(pl.LazyFrame(rows), Discounting(((1, 10_000),), "start"), years, 2).collect().row(0, named=True)
    assert (found["cost_minor"], found["present_capex_minor"]) == (0, 2)
    assert (found["present_cost_minor"], found["present_benefit_minor"]) == (2 - 2, 0)
