"""The headers of a wide layout that are weeks."""

import pytest

from cutline.settings.sources import Source
from cutline.sources.mapping.week_columns import are_weeks


@pytest.mark.parametrize(
    ("labels", "formats", "expected"),
    [
        (["2027-03-22", "2027-03-29"], [], True),
        (["29-Mar-27", "05-Apr-27", "19-Apr-27"], ["%d-%b-%y"], True),  # a week is left out
        (["22/03/2027", "29/03/2027"], ["%d/%m/%Y"], True),
        (["2027-02-01", "2027-03-01"], [], False),  # months that begin on the same weekday
        (["2027-03-22"], [], False),
        (["2027-03-22", "2027-03-29", "2027-04-01"], [], False),
        (["2027-03", "2027-04"], ["%Y-%m"], False),
        (["2027-03-22", "total"], [], False),
    ],
)
def test_weeks_are_days_seven_apart(labels, formats, expected):
    """All labels are days, whole weeks apart, two of them by one week."""
    feed = {"table": "cost_lines", "unpivot": {"columns": "(.*)", "name_to": "period_start", "value_to": "amount"}}
    if formats:
        feed["columns"] = {"period_start": {"from": "period_start", "formats": formats}}
    source = Source.model_validate({"name": "s", "files": "f", "feeds": [feed], "two_digit_years_from": 2000})
    assert are_weeks(labels, source.feeds[0], source) is expected
    other = {**feed, "unpivot": {**feed["unpivot"], "name_to": "cost_type"}}
    source = Source.model_validate({"name": "s", "files": "f", "feeds": [other], "two_digit_years_from": 2000})
    assert are_weeks(labels, source.feeds[0], source) is False
