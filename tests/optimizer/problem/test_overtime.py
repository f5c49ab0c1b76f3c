"""Offers of overtime and contractors that have no order of buying are refused."""

import pytest

from cutline.errors import UsageError
from optimizer.problem.building import build_problem
from tests.optimizer.small_portfolios import CONTRACTOR, needs_people, offer, two_projects


def test_offers_without_an_order_are_refused():
    """Cheaper in money and dearer in value: neither comes first."""
    with pytest.raises(UsageError):
        build_problem(needs_people(("Dev", 0, "overtime", 100, 3, 30, 99, 2027), CONTRACTOR))


@pytest.mark.parametrize(
    "offers",
    [
        [offer(1, 30, 30), offer(2, 31, 29)],  # cheaper in money, dearer in value
        [offer(1, 30, 30), ("Dev", 2, "overtime", 50, 3, 30, 30, 2027)],  # another step
        [offer(1, 30, 30), offer(2, 30, 30, year=2028)],  # another fiscal year
    ],
)
def test_prices_that_give_a_block_no_order_are_refused_with_what_to_do(offers):
    """Both periods are named; by themselves they are in order."""
    with pytest.raises(UsageError) as refused:
        build_problem(two_projects(elastic=offers))
    assert "overtime in period 1 and overtime in period 2 of Dev" in str(refused.value)
    assert "state one price for its periods, or raise planning.fine_periods" in str(refused.value)
    build_problem(two_projects(grain=[], elastic=offers))
