"""NPV, ratios and paybacks: computed by hand, at the edges, and compared with published vectors."""

from datetime import date

import pytest

from cutline.contracts.calendar import Calendar
from cutline.metrics.value.investment_appraisal import appraisal
from cutline.metrics.value.rates_of_return import returns
from cutline.settings.finance import FinanceSection
from cutline.valuation.discounting import Discounting
from tests.cutline.metrics.value.rows import FLAT, YEAR, by_sign, flows, measured, vectors


def test_roi_irr_and_payback_by_hand():
    """A cost of 100 brings 60 and 60: ROI 20 %, IRR 13.07 %, and payback two thirds of a year after the end of the first year."""
    found = measured((0, 10_000, 0), (1, 0, 6_000), (2, 0, 6_000))
    assert (found["roi_bp"], found["irr_bp"], found["irr_flag"], found["payback_milli_periods"]) == (2000, 1307, "one", 1666)
    assert (found["npv_minor"], found["bcr_milli"], found["pi_milli"]) == (2000, 1200, 1200)


def test_discounted_measures_by_hand():
    """At 10 %, 60 and 60 are worth 54.55 and 49.59: the NPV is 4.13, and the payback is 45.45 / 49.59 into the second year."""
    found = measured((0, 10_000, 0), (1, 0, 6_000), (2, 0, 6_000), discounting=Discounting(((1, 1000),), "start"))
    assert (found["npv_minor"], found["discounted_payback_milli_periods"]) == (5455 + 4959 - 10_000, 1916)
    assert (found["bcr_milli"], found["pi_milli"]) == (1041, 1041)


def test_the_equivalent_annual_cost_has_the_same_present_value():
    """At 8 %, three yearly payments of 1,000 cost 2,577.10 today, so 2,577.10 are equivalent to 1,000 a year."""
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
    """A ratio is null, with a reason, instead of infinite. A rate is null instead of one of several roots."""
    found = measured(*rows)
    assert (found["roi_bp"], found["irr_flag"]) == (roi, flag)
    assert (found["irr_bp"] is None) == (flag != "one")
    assert found["payback_milli_periods"] == payback


def test_no_flows_have_no_row():
    """An empty table gives an empty result."""
    empty = flows()
    assert appraisal(empty, FLAT, YEAR, 1).collect().is_empty()
    assert returns(empty, YEAR, FinanceSection()).collect().is_empty()


def test_npv_vectors_of_the_literature(shared_data):
    """The net present value is the published one if the first flow is not discounted."""
    [vector] = vectors(shared_data, "npv")
    at_start = Discounting(((1, round(vector["rate"] * 10_000)),), "start")
    found = measured(*by_sign(vector["cashflows"]), discounting=at_start)
    assert found["npv_minor"] == pytest.approx(vector["independent"] * 100, abs=3)
