"""[rules.robust]: how much more than planned options may cost, and the plan that still can be paid."""

import polars as pl
import pytest

from tests.cutline.choices.rules.uncertain_projects import OWNER, choices, selected


def test_nothing_is_protected_by_default():
    """Without a rule, and with gamma 0, there are no rows."""
    for rules in ({}, {"robust": {**OWNER, "deviation_bp": 2000}}):
        found = choices(rules)
        assert all(frame.is_empty() for frame in (found.robust, found.deviations, found.tail, found.scenarios))


def test_a_line_may_come_as_dear_as_its_high_amount_else_by_the_share():
    """A may cost 60 more of capex, as it states, and 20 % of 10 more of opex. B states nothing: 20 % of 100, and 20 % of 11
    rounded up. The high amount of C lies below its amount.
    """
    found = choices({"robust": {**OWNER, "gamma": 1, "deviation_bp": 2000}})
    assert found.robust.rows() == [("the reserve", "cfo", 1)]
    first = found.deviations.filter(pl.col("start_index") == 0).drop("mode_id", "start_index")
    assert first.rows() == [("A", "capex", 2027, 60), ("A", "opex", 2027, 2), ("B", "capex", 2027, 20), ("B", "opex", 2027, 3)]
    capex = choices({"robust": {**OWNER, "gamma": 1, "deviation_bp": 2000, "classes": ["capex"]}}).deviations
    assert set(capex["cost_class"]) == {"capex"}


@pytest.mark.parametrize(
    ("gamma", "budget", "expected"), [(0, 200, "AB"), (1, 260, "AB"), (1, 259, "BC"), (2, 280, "AB"), (2, 279, "AC")]
)
def test_the_plan_is_funded_when_projects_come_in_dear(gamma, budget, expected):
    """A may cost up to 160, B 120 and C 100; the budget holds when `gamma` of the chosen projects cost that."""
    assert selected(choices({"robust": {**OWNER, "gamma": gamma, "deviation_bp": 2000}}, budget=budget)) == expected
