"""The cost lines that count, in one currency."""

from datetime import date

import pytest

from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.few_projects import LINE


def test_a_forecast_replaces_the_plan_and_the_baseline_never_counts():
    """Of a baseline of 1, a plan of 10 and a forecast of 100, the decision rests on the forecast."""
    lines = [
        {**LINE, "kind": kind, "period_offset": 0, "amount_minor": amount}
        for kind, amount in (("baseline", 1), ("plan", 10), ("forecast", 100))
    ]
    assert choices(projects=[P], cost_lines=lines).spend["amount_minor"].to_list() == [100]


def test_a_line_is_in_its_own_currency_else_in_its_project_s():
    """The project is in dollars (2 euros). Lines that state pounds (3 euros) or euros are in those; the portfolio's currency is
    the last resort.
    """
    rates = [
        {"kind": "currency", "from_currency": c, "to_currency": "EUR", "rate_date": date(2027, 1, 1), "rate_e9": r * 10**9}
        for c, r in (("USD", 2), ("GBP", 3))
    ]
    lines = [{**LINE, "period_offset": t, "amount_minor": 100, "currency": c} for t, c in enumerate((None, "GBP", "EUR"))]
    found = choices(projects=[{**P, "currency": "USD"}], cost_lines=lines, rates=rates)
    assert found.spend["amount_minor"].to_list() == [200, 300, 100]


def test_amounts_that_do_not_fit_together_are_refused():
    """Amounts whose sum exceeds 64 bits are refused before anything adds them up."""
    from cutline.errors import DataBlocked

    lines = [{**LINE, "project_id": f"P{i}", "period_offset": 0, "amount_minor": 10**15} for i in range(9001)]
    with pytest.raises(DataBlocked, match="too large to add up"):
        choices(projects=[P], cost_lines=lines)
