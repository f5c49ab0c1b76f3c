"""A project in flight that may go on, go faster, pause or stop: each is the best in turn."""

import pytest

from tests.cutline.choices.options.project_in_flight import decided, gains

CONTRACT = {("opex", 2027): 20}


@pytest.mark.parametrize(
    ("benefits", "limits", "expected"),
    [
        # Going on costs 20 + 40 + 60 = 120, faster 20 + 130 = 150, pausing 20 + 110 = 130, stopping 30.
        (gains(faster=200, go_on=180, halt=180), {}, ("go_on", 60, CONTRACT | {("capex", 2027): 40, ("capex", 2028): 60})),
        (gains(faster=211, go_on=180, halt=180), {}, ("faster", 61, CONTRACT | {("capex", 2027): 130})),
        (gains(faster=211, go_on=180, halt=180), {"people": 999}, ("halt", 50, CONTRACT | {("capex", 2029): 110})),  # nobody is there to go on with
        (gains(faster=211, go_on=180, halt=180), {"capex2027": 39}, ("halt", 50, CONTRACT | {("capex", 2029): 110})),  # nor money
        (gains(faster=119, go_on=89, halt=99), {}, ("end", -30, {("opex", 2027): 30})),  # each would lose 31; the contract is part of the exit cost
        (gains(faster=0, go_on=91, halt=0), {}, ("go_on", -29, CONTRACT | {("capex", 2027): 40, ("capex", 2028): 60})),  # a cent better than stopping
    ],
)  # fmt: skip
def test_each_course_in_turn_is_the_best(benefits, limits, expected):
    """What was spent before the horizon does not count, whether all modes or one had spent it. A line of the whole project is
    paid by every mode that runs it, also by the pause.
    """
    assert decided(benefits, **limits)[:3] == expected
