"""The verifier on the fiscal years in which a project spends and runs."""

import pytest

from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.verifier.by_hand import CHOSE_A, RULES, A, B, cases_of, objecting


@pytest.mark.parametrize("rule", cases_of("money_years"))
def test_money_outside_the_years_of_the_project_is_found(rule):
    """A spends a year before its start, or a year after its finish, or nobody says when A runs."""
    check, plan, rows = RULES[rule]
    assert objecting(verify(frames_of(options=[A, B], **rows), plan)) == {check}


@pytest.mark.parametrize(("first", "last"), [(2027, 2027), (None, 2027), (2027, None), (None, None)])
def test_money_within_the_years_or_on_an_open_side_passes(first, last):
    """The year of the money is the first, the last, or not bounded; B is not chosen and needs no row."""
    rows = {"spend": [("A", "full", 0, "capex", 2027, 5)], "money_years": [("A", "full", 0, first, last)]}
    assert verify(frames_of(options=[A, B], **rows), CHOSE_A).passed
