"""Terms of hiring that do not say what a hire costs are refused."""

import pytest

from cutline.errors import UsageError
from optimizer.problem.building import build_problem
from tests.optimizer.model.families.people.test_hire import term, two_years
from tests.optimizer.random_portfolios import frames_of


@pytest.mark.parametrize(
    "hires",
    [
        [term(0), ("Dev", 2, 1000, 1, 20, 20, 2029, True)],  # 2028 has no price
        [term(0), ("Dev", 1, 500, 1, 20, 20, 2028, True)],  # another size of head
        [term(0, cost=-1)],
        [term(0, most=-1)],
        [("Dev", 0, 0, 1, 20, 20, 2027, True)],  # a head of nobody
        [term(0), term(0)],
    ],
)
def test_terms_that_do_not_say_what_a_hire_costs_are_refused(hires):
    """Where, what was found, what was expected."""
    with pytest.raises(UsageError, match="Dev"):
        build_problem(two_years("A", hires=hires))


def test_a_project_called_like_a_hire_is_refused():
    """Its options would be mixed up with those of the hire."""
    frames = two_years("A")
    frames["options"] = frames_of(options=[("hires of Dev from period 0", "full", 0, 1, 1)])["options"]
    with pytest.raises(UsageError, match="a project has the id of a hire"):
        build_problem(frames)
