"""What is measured, worked out by hand, and at the edges."""

import csv
import json
from datetime import date

import polars as pl
import pytest

from cutline.calendar import Calendar
from cutline.metrics.evm import earned_value, portfolio_indices
from cutline.metrics.finance import finance_metrics, irr
from cutline.metrics.utilisation import utilisation

YEAR = Calendar("year", date(2027, 1, 1), 5)


def finance(*flows: tuple[int, int, int]) -> dict:
    """Metrics of one project from (period, cost, benefit); present values are the flows themselves."""
    rows = [("P", t, cost, benefit, benefit - cost) for t, cost, benefit in flows]
    schema = {
        "project_id": pl.String,
        "period_index": pl.Int64,
        "cost_minor": pl.Int64,
        "benefit_minor": pl.Int64,
        "present_minor": pl.Int64,
    }
    return finance_metrics(pl.DataFrame(rows, schema=schema, orient="row"), YEAR).row(0, named=True)


def test_roi_irr_and_payback_by_hand():
    """Cost 100, then 60 and 60: ROI 20 %, IRR 13.07 %, paid back two thirds into the second year after the first."""
    found = finance((0, 10_000, 0), (1, 0, 6_000), (2, 0, 6_000))
    assert (found["roi_bp"], found["irr_bp"], found["irr_flag"], found["payback_milli_periods"]) == (2000, 1307, "one", 1666)


@pytest.mark.parametrize(
    ("flows", "roi", "flag", "payback"),
    [
        ([(0, 0, 100)], None, "none", 0),  # no cost: no ratio, paid back at once
        ([(0, 100, 0)], -10_000, "none", None),  # no benefit: never paid back
        ([(0, 100, 0), (1, 0, 230), (2, 132, 0)], -86, "several", None),  # two roots, 10 % and 20 %: a rate would be a lie
        ([(0, 100, 0), (1, 0, 150), (2, 60, 0), (3, 0, 100)], 5625, "one", 2100),  # pays back, sinks again, pays back for good
    ],
)
def test_finance_at_the_edges(flows, roi, flag, payback):
    """Null with a reason instead of infinity or a wrong single root."""
    found = finance(*flows)
    assert (found["roi_bp"], found["irr_flag"]) == (roi, flag)
    assert (found["irr_bp"] is None) == (flag != "one")
    assert found["payback_milli_periods"] == payback


@pytest.mark.parametrize(
    ("flows", "months", "expected"),
    [
        ({0: -10_000, 1: 11_000}, 12, (1000, "one")), ({0: -10_000, 4: 11_000}, 3, (1000, "one")), ({}, 12, (None, "none")),
        ({0: -5, 1: -5}, 12, (None, "none")), ({0: 0}, 12, (None, "none")), ({0: -1, 1: 100}, 12, (None, "out_of_range")),
    ],
)  # fmt: skip
def test_irr_by_year_whatever_the_grain(flows, months, expected):
    """Quarters compound to years; no sign change has no rate; a rate of 9,900 % is a fault of the data, not a rate."""
    assert irr(flows, months) == expected


def test_irr_vectors_of_the_literature(shared_data):
    """Every published IRR vector: a rate given agrees to a basis point, and where none is given there really are several or none."""
    vectors = [v for v in json.loads((shared_data / "finance" / "periodic_vectors.json").read_text()) if v["fn"] == "irr"]
    given = 0
    for vector in vectors:
        rate, flag = irr({t: round(amount * 100) for t, amount in enumerate(vector["cashflows"])}, 12)
        if flag == "one":
            assert rate == pytest.approx(vector["expected"] * 10_000, abs=0.6)
            given += 1
    assert given >= len(vectors) // 2 > 0


EVM = {
    "project_id": pl.String,
    "period_start": pl.Date,
    "planned_minor": pl.Int64,
    "earned_minor": pl.Int64,
    "actual_minor": pl.Int64,
    "budget_at_completion_minor": pl.Int64,
}


def evm(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame([(p, date(2027, m, 1), *rest) for p, m, *rest in rows], schema=EVM, orient="row")


def test_cpi_and_spi_are_ratios_of_sums():
    """EV 80, AC 100, PV 90: CPI 0.8, SPI 0.889; for the portfolio sums of both projects, not the mean of their ratios."""
    found = earned_value(evm(("A", 1, 50, 40, 50, 500), ("A", 2, 40, 40, 50, 500), ("B", 1, 10, 20, 10, 50)))
    assert found.filter(pl.col("project_id") == "A").select("cpi_milli", "spi_milli", "budget_at_completion_minor").row(0) == (
        800,
        889,
        500,
    )
    assert portfolio_indices(found) == (909, 1000)


def test_earned_value_unknown_is_not_zero():
    """An unknown increment makes the sum unknown; a zero denominator makes the ratio null, not infinite."""
    found = earned_value(evm(("A", 1, 10, 10, None, 50), ("A", 2, 10, 10, 10, 50), ("B", 1, 0, 5, 0, 50))).sort("project_id")
    assert found.select("actual_minor", "cpi_milli", "spi_milli").rows() == [(None, None, 1000), (0, None, None)]


def test_published_earned_value_vectors_agree(shared_data):
    """CPI and SPI of the shared vectors, recomputed from their inputs to a thousandth."""
    with (shared_data / "finance" / "pra_vectors.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["function"] in ("cpi", "spi")]
    assert {row["function"] for row in rows} == {"cpi", "spi"}
    for row in rows:
        inputs = {name: float(value) for name, value in (part.split("=") for part in row["inputs"].split(";"))}
        ev, other = round(inputs["ev"] * 100), round(inputs.get("ac", inputs.get("pv", 0)) * 100)
        found = earned_value(evm(("A", 1, other, ev, other, None))).row(0, named=True)
        assert found[row["function"] + "_milli"] == pytest.approx(float(row["expected"]) * 1000, abs=0.51)


def test_utilisation_of_nobody_is_not_a_number():
    """Planned over capacity; null where there is no capacity, and a role nobody uses is used for nothing."""
    schema = {"role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64}
    there = pl.DataFrame([("R", 0, 4000), ("R", 1, 0), ("S", 0, 1000)], schema=schema, orient="row")
    used = pl.DataFrame([("R", 0, 3000), ("R", 1, 500), ("T", 0, 5)], schema=schema, orient="row")
    found = utilisation(there, used, used.clear())
    shares = {(role, t): (planned, bp) for role, t, _, planned, _, bp, _ in found.iter_rows()}
    assert shares == {("R", 0): (3000, 7500), ("R", 1): (500, None), ("S", 0): (0, 0), ("T", 0): (5, None)}


def test_an_uncertain_loss_counts_as_a_cost():
    """A negative benefit of 500 at 50 % is an expected cost of 250, in NPV and in every ratio."""
    from cutline.options import default_flows
    from cutline.settings import settings_from
    from cutline.tables import EXPORTED, conform

    rows = {
        "projects": [{"project_id": "P", "name": "P", "status": "proposed"}],
        "cost_lines": [{"project_id": "P", "cost_class": "capex", "kind": "plan", "period_offset": 0, "amount_minor": 100}],
        "benefits": [
            {"project_id": "P", "category": "revenue", "period_offset": 1, "amount_minor": -500, "probability_bp": 5000}
        ],
    }
    tables = {name: conform(name, pl.DataFrame(rows.get(name, []))) for name in EXPORTED}
    flows = default_flows(tables, settings_from({"finance": {"discount_rate_bp": 0}}))
    assert flows.select(pl.col("cost_minor", "benefit_minor", "present_minor").sum()).row(0) == (350, 0, -350)
