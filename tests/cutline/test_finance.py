"""Worth and rates of return: the published vectors, hand-worked cases, and the edges."""

import json
import random
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
import pyxirr

from cutline.contracts.calendar import Calendar
from cutline.metrics.value.dated_flows import period_day, xnpv
from cutline.metrics.value.internal_rates import Returns, irr, xirr
from cutline.metrics.value.investment_appraisal import appraisal
from cutline.metrics.value.rates_of_return import returns
from cutline.settings.finance import FinanceSection
from cutline.valuation.discounting import Discounting

YEAR = Calendar("year", date(2027, 1, 1), 5)
FLAT = Discounting(((1, 0),))


def flows(*rows: tuple[int, int, int], discounting: Discounting = FLAT, calendar: Calendar = YEAR) -> pl.LazyFrame:
    """Rows of period, capex and benefit; present values at the factors of `discounting`."""
    factors = discounting.factors(calendar, 50)
    full = [
        ("P", t, cost, 0, cost, gain, *(round(x * factors[t] / 10**12) for x in (cost, cost, gain))) for t, cost, gain in rows
    ]
    names = [
        "capex_minor",
        "opex_minor",
        "cost_minor",
        "benefit_minor",
        "present_capex_minor",
        "present_cost_minor",
        "present_benefit_minor",
    ]
    schema = {"project_id": pl.String, "period_index": pl.Int64, **dict.fromkeys(names, pl.Int64)}
    return pl.LazyFrame(full, schema=schema, orient="row")


def measured(*rows: tuple[int, int, int], discounting: Discounting = FLAT, finance: FinanceSection | None = None) -> dict:
    lazy = flows(*rows, discounting=discounting)
    parts = appraisal(lazy, discounting, YEAR, 50), returns(lazy, YEAR, finance or FinanceSection())
    return {**parts[0].collect().row(0, named=True), **parts[1].collect().row(0, named=True)}


def vectors(shared_data, function: str) -> list[dict]:
    return [v for v in json.loads((shared_data / "finance" / "periodic_vectors.json").read_text()) if v["fn"] == function]


def test_roi_irr_and_payback_by_hand():
    """Cost 100, then 60 and 60: ROI 20 %, IRR 13.07 %, paid back two thirds into the second year after the first."""
    found = measured((0, 10_000, 0), (1, 0, 6_000), (2, 0, 6_000))
    assert (found["roi_bp"], found["irr_bp"], found["irr_flag"], found["payback_milli_periods"]) == (2000, 1307, "one", 1666)
    assert (found["npv_minor"], found["bcr_milli"], found["pi_milli"]) == (2000, 1200, 1200)


def test_discounted_measures_by_hand():
    """At 10 %: 60 and 60 are worth 54.55 and 49.59 at the ends of years 1 and 2; NPV 4.13; paid back 45.45 / 49.59 into the second year."""
    found = measured((0, 10_000, 0), (1, 0, 6_000), (2, 0, 6_000), discounting=Discounting(((1, 1000),), "start"))
    assert (found["npv_minor"], found["discounted_payback_milli_periods"]) == (5455 + 4959 - 10_000, 1916)
    assert (found["bcr_milli"], found["pi_milli"]) == (1041, 1041)


def test_the_equivalent_annual_cost_has_the_same_present_value():
    """At 8 % at the ends of years, 1,000 a year for three years costs 2,577.10 today: and 2,577.10 over three years is 1,000 a year."""
    lazy = flows((0, 100_000, 0), (1, 100_000, 0), (2, 100_000, 0), discounting=Discounting(((1, 800),), "end"))
    assert appraisal(lazy, Discounting(((1, 800),), "end"), YEAR, 5).collect()["equivalent_annual_cost_minor"].to_list() == [
        100_000
    ]
    quarter = Calendar("quarter", date(2027, 1, 1), 8)
    by_quarter = appraisal(flows((0, 100, 0), (1, 100, 0), calendar=quarter), FLAT, quarter, 8)
    assert by_quarter.collect()["equivalent_annual_cost_minor"].to_list() == [400]


@pytest.mark.parametrize(
    ("rows", "roi", "flag", "payback"),
    [
        ([(0, 0, 100)], None, "none", 0),  # no cost: no ratio, paid back at once
        ([(0, 100, 0)], -10_000, "none", None),  # no benefit: never paid back
        ([(0, 0, 0)], None, "none", 0),  # nothing at all
        ([(3, 100, 100)], 0, "none", 0),  # a single period that comes out even
        ([(0, 100, 0), (1, 0, 230), (2, 132, 0)], -86, "several", None),  # two roots, 10 % and 20 %: a rate would be a lie
        ([(0, 100, 0), (1, 0, 150), (2, 60, 0), (3, 0, 100)], 5625, "one", 2100),  # pays back, sinks again, pays back for good
        ([(0, 100, 0), (5, 0, 200)], 10_000, "one", 4500),  # nothing in between: halfway through the period before the fifth
    ],
)
def test_finance_at_the_edges(rows, roi, flag, payback):
    """Null with a reason instead of infinity or a wrong single root."""
    found = measured(*rows)
    assert (found["roi_bp"], found["irr_flag"]) == (roi, flag)
    assert (found["irr_bp"] is None) == (flag != "one")
    assert found["payback_milli_periods"] == payback


def test_no_flows_have_no_row():
    """An empty table is measured as one."""
    empty = flows()
    assert appraisal(empty, FLAT, YEAR, 1).collect().is_empty()
    assert returns(empty, YEAR, FinanceSection()).collect().is_empty()


@pytest.mark.parametrize(
    ("by_period", "months", "expected"),
    [
        ({0: -10_000, 1: 11_000}, 12, Returns(1000, "one", (1000,))),
        ({0: -10_000, 4: 11_000}, 3, Returns(1000, "one", (1000,))),  # four quarters are a year
        ({3: -10_000, 4: 11_000}, 12, Returns(1000, "one", (1000,))),  # whenever it begins
        ({}, 12, Returns(None, "none")),
        ({0: -5, 1: -5}, 12, Returns(None, "none")),
        ({0: 0}, 12, Returns(None, "none")),
        ({0: -1, 1: 100}, 12, Returns(None, "out_of_range")),  # 9,900 % is a fault of the data, not a rate
        ({0: -100_000, 1: 1}, 12, Returns(None, "out_of_range")),  # nor is -99.999 %
        ({0: -100, 1: 100}, 12, Returns(0, "one", (0,))),
        ({0: -100, 1: 230, 2: -132}, 12, Returns(None, "several", (1000, 2000))),
        ({0: -100, 1: 220, 2: -121}, 12, Returns(None, "several", (1000, 1000))),  # touches zero at 10 % and turns: no rate to decide by
        ({0: -100, 1: 220, 2: -122}, 12, Returns(None, "none")),  # two changes of sign, no root
        ({0: 1000, 1: -3600, 2: 4310, 3: -1716}, 12, Returns(None, "several", (1000, 2000, 3000))),
    ],
)  # fmt: skip
def test_irr_gives_every_root_or_says_why_not(by_period, months, expected):
    """Quarters compound to years; no sign change has no rate; several roots are all told and none is chosen."""
    assert irr(by_period, months) == expected


def test_irr_vectors_of_the_literature(shared_data):
    """Every published rate is among the roots, to a basis point, and is the rate given where there is only one; where none exists there is none."""
    given = vectors(shared_data, "irr")
    assert len(given) == 16
    for vector in given:
        found = irr({t: round(amount * 100) for t, amount in enumerate(vector["cashflows"])}, 12)
        if vector["expected"] is None:
            assert found.rate_bp is None
        else:
            assert min(abs(root - vector["expected"] * 10_000) for root in found.roots_bp) < 0.6
            assert found.flag == "several" or found.rate_bp == found.roots_bp[0]


def test_npv_and_mirr_vectors_of_the_literature(shared_data):
    """NPV with the first flow today, and MIRR at its two rates, as published."""
    [npv] = vectors(shared_data, "npv")
    rows = [(t, max(-round(a * 100), 0), max(round(a * 100), 0)) for t, a in enumerate(npv["cashflows"])]
    at_start = Discounting(((1, round(npv["rate"] * 10_000)),), "start")
    assert measured(*rows, discounting=at_start)["npv_minor"] == pytest.approx(npv["independent"] * 100, abs=3)
    given = vectors(shared_data, "mirr")
    assert len(given) == 13
    for vector in given:
        rows = [(t, max(-round(a * 100), 0), max(round(a * 100), 0)) for t, a in enumerate(vector["cashflows"])]
        rates = {
            f"{name}_bp": round(vector[key] * 10_000)
            for name, key in (("finance_rate", "finance_rate"), ("reinvestment_rate", "reinvest_rate"))
        }
        found = measured(*rows, finance=FinanceSection(**rates))["mirr_bp"]
        expected = vector["expected"]
        assert found is None if expected is None else found == pytest.approx(expected * 10_000, abs=1.1)


def test_roots_are_all_there_in_random_flows_of_every_shape():
    """2,000 flows of up to eight periods: a fine grid of rates finds no change of sign that is not among the roots, and every root is one."""
    rng = random.Random(5)
    grid = np.expm1(np.linspace(np.log(0.0101), np.log(10.9), 4000))
    seen = {"one": 0, "none": 0, "several": 0, "out_of_range": 0}
    for _ in range(2000):
        amounts = [rng.choice([-1, 1, 1]) * rng.randint(0, 1000) for _ in range(rng.randint(1, 8))]
        found = irr(dict(enumerate(amounts)), 12)
        seen[found.flag] += 1
        values = sum(amount / (1 + grid) ** t for t, amount in enumerate(amounts))
        crossings = grid[:-1][np.sign(values[:-1]) * np.sign(values[1:]) < 0]
        assert len(found.roots_bp) >= len(crossings), (amounts, found, crossings)
        for rate in crossings:
            assert min(abs(root / 10_000 - rate) for root in found.roots_bp) < 0.01 * (1 + rate), (amounts, found, rate)
        for root in found.roots_bp:
            slack = sum(abs(amount) * (t + 1) / (1 + root / 10_000) ** (t + 1) for t, amount in enumerate(amounts)) / 10_000
            assert abs(sum(amount / (1 + root / 10_000) ** t for t, amount in enumerate(amounts))) <= slack + 1e-6, (
                amounts,
                root,
            )
    assert min(seen.values()) > 5


def test_long_monthly_flows_neither_overflow_nor_lose_a_root():
    """Twenty years of months with a cost at the end: the two roots of the closed form, without a warning."""
    months = {0: -100_000, **dict.fromkeys(range(1, 240), 1_500), 240: -300_000}
    found = irr(months, 1)
    assert found.flag == "several"
    assert len(found.roots_bp) == 2
    for root in found.roots_bp:
        monthly = (1 + root / 10_000) ** (1 / 12)
        value, size = (sum(f(amount) / monthly**t for t, amount in months.items()) for f in (float, abs))
        assert abs(value) < 0.002 * size


def test_xirr_agrees_with_the_library_and_tells_every_root():
    """Single roots by date as pyxirr finds them; several are several, in whatever order the flows come."""
    rng = random.Random(3)
    for _ in range(200):
        days = sorted(rng.sample(range(3000), 6))
        dated = [(date(2027, 1, 1) + timedelta(days=d), -5000 if i == 0 else rng.randint(100, 3000)) for i, d in enumerate(days)]
        expected = pyxirr.xirr([day for day, _ in dated], [float(amount) for _, amount in dated])
        assert xirr(rng.sample(dated, 6)).rate_bp == pytest.approx(expected * 10_000, abs=0.6)
    years = [date(2027, 1, 1) + timedelta(days=365 * t) for t in range(3)]
    assert xirr(list(zip(years, (-100, 230, -132), strict=True))) == Returns(None, "several", (1000, 2000))
    assert xirr([]) == Returns(None, "none")


def test_xnpv_is_the_library_s_to_the_cent():
    """Hundred flows on any day at 7 %, each rounded once; unknown is unknown."""
    rng = random.Random(9)
    first = date(2027, 1, 1)
    rows = [(first + timedelta(days=rng.randrange(5000)), rng.randint(-(10**7), 10**7)) for _ in range(100)]
    frame = pl.LazyFrame(
        {"project_id": ["P"] * 100, "day": [day for day, _ in rows], "amount_minor": [amount for _, amount in rows]}
    )
    expected = pyxirr.xnpv(0.07, [first, *(day for day, _ in rows)], [0.0, *(float(amount) for _, amount in rows)])
    assert xnpv(frame, 700, first).collect()["npv_minor"][0] == pytest.approx(expected, abs=50)
    assert xnpv(frame.sort("day", "amount_minor"), 700, first).collect().equals(xnpv(frame, 700, first).collect())
    unknown = pl.LazyFrame(
        {"project_id": ["P"], "day": [first], "amount_minor": [None]}, schema_overrides={"amount_minor": pl.Int64}
    )
    assert xnpv(unknown, 700, first).collect().rows() == [("P", None)]


def test_a_period_has_a_first_a_middle_and_a_last_day():
    """February of a leap year, and a year."""
    month = Calendar("month", date(2028, 1, 1), 12)
    assert [period_day(month, 1, timing) for timing in ("start", "mid", "end")] == [
        date(2028, 2, 1),
        date(2028, 2, 15),
        date(2028, 2, 29),
    ]
    assert period_day(YEAR, 0, "end") == date(2027, 12, 31)


def test_every_factor_of_the_public_schedule_is_the_published_one(shared_data):
    """126 factors to ten decimals, at 3.5 % for 30 years, 3 % to 75, 2.5 % to 125."""
    from cutline.contracts.tables.all_tables import TABLES
    from cutline.settings.loading import settings_from
    from cutline.valuation.discounting import discounting_of

    settings = settings_from({"finance": {"discount_schedule": "green_book_2022", "discounting": "start"}})
    green = discounting_of(settings, {"discount_rates": TABLES["discount_rates"].empty()})
    factors = green.factors(Calendar("year", date(2027, 1, 1), 1), 126)
    published = pl.read_csv(shared_data / "finance" / "green_book_stpr_factors_DERIVED.csv")["discount_factor"]
    assert len(published) == 126
    assert [round(factor / 10**12, 10) for factor in factors] == pytest.approx(published.to_list(), abs=1.01e-10)
