"""Rows have slack, and the sum of price times slack is minimised."""

from optimizer.linear.rows import row
from optimizer.solver.relief_model import ReliefModel, coarsest_scale
from tests.optimizer.solver.small_models import model_of

BUDGET = row("budget[F,capex,2027]", "budget", "capex FY2027, F", [(0, 120), (1, 150)], None, 100, "minor")
ONE_OF_TWO = row("group", "group", "one of the two", [(0, 1), (1, 1)], 1, None)
ASK = {"seconds": 10.0, "max_nodes": 100}


def relief_model() -> tuple[ReliefModel, int]:
    """One of two projects must run, for 120 or 150 of a budget of 100 that may be increased."""
    live = ReliefModel(model_of([0, 0], [ONE_OF_TWO]), threads=1, seed=0)
    slack = live.add_slack(1)
    live.add_row(BUDGET, {slack: 1})
    return live, slack


def test_the_selection_that_needs_the_least_slack_is_found():
    """The cheaper project costs 120, so the budget of 100 needs 20 more."""
    answer = relief_model()[0].minimise(**ASK)
    assert (answer.status, answer.chosen, round(answer.at_least, 6)) == ("optimal", {0}, 20.0)


def test_the_total_of_priced_slack_can_be_limited():
    """With at most 19 more no project can be paid."""
    live, _ = relief_model()
    live.limit_total(19)
    assert live.minimise(**ASK).status == "infeasible"


def test_the_sum_of_some_slacks_can_be_limited():
    """A limit of 19 on the slack of the only purse has the same effect."""
    live, slack = relief_model()
    live.limit_sum([slack], 19)
    assert live.minimise(**ASK).status == "infeasible"


def test_a_whole_slack_is_given_or_not():
    """Lifting the budget costs its weight of 7, whatever the missing amount is."""
    live = ReliefModel(model_of([0, 0], [ONE_OF_TWO]), threads=1, seed=0)
    live.add_row(BUDGET, {live.add_slack(7, is_whole=True): 1000})
    answer = live.minimise(**ASK)
    assert (answer.status, round(answer.at_least, 6)) == ("optimal", 7.0)


def test_slack_that_is_counted_in_units_is_told_in_the_unit_of_its_row():
    """A slack of the unit 10 has to be 20 minor units, which is two of them."""
    live = ReliefModel(model_of([0, 0], [ONE_OF_TWO]), threads=1, seed=0)
    live.add_row(BUDGET, {live.add_slack(1, unit=10): 1})
    assert round(live.minimise(**ASK).at_least, 6) == 20.0


def test_a_model_without_columns_needs_nothing_or_has_no_answer():
    """A model without columns needs no relief if its rows hold, and is infeasible if they do not."""
    assert ReliefModel(model_of([], []), threads=1, seed=0).minimise(**ASK).chosen == frozenset()
    broken = row("choice", "choice", "must run", [], 1, None)
    assert ReliefModel(model_of([], [broken]), threads=1, seed=0).minimise(**ASK).status == "infeasible"


def test_the_coarsest_scale_is_that_of_the_largest_coefficient():
    """Coefficients of up to 10^5 are left as they are; 3 x 10^7 is divided by a thousand."""
    large = row("budget[F,capex,2028]", "budget", "capex FY2028, F", [(0, 3 * 10**7)], None, 10**7, "minor")
    assert (coarsest_scale([BUDGET]), coarsest_scale([BUDGET, large]), coarsest_scale([])) == (1, 1000, 1)
