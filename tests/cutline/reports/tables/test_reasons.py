"""The reason for a project that is not selected, in words."""

from datetime import date

import pytest

from cutline.reports.tables.reasons import blocker_text, reason_text
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from

NAMES = {"B": "Bridge", "C": "Canal"}
FUND = {"rule": "capex FY2027, MAIN", "excess": 2_000_000, "unit": "minor", "role_id": None, "period_index": None}


@pytest.fixture
def settings() -> Settings:
    calendar = {"horizon_start": date(2027, 1, 1), "periods": 4}
    return settings_from({"portfolio": {"currency": "EUR"}, "calendar": calendar})


def reason(**more) -> dict:
    return {
        "project_id": "A", "code": "displaces", "best_value": 10_000_000, "loss": 5_000_000, "loss_at_most": 5_000_000, "displaced": ["B"],
        "added": [], "blocking": [FUND], **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (FUND, "capex FY2027, MAIN (short of €20,000.00)"),
        # The calendar's label stands for the number of the period, whatever the rule is called.
        ({"rule": "?", "excess": 1_500, "unit": "milli_fte", "role_id": "eng in period 9", "period_index": 2}, "eng in period 9 in FY2027-Q3 (short of 1.50 FTE)"),
        ({"rule": "at most one of A, B", "excess": 1, "unit": "count", "role_id": None, "period_index": None}, "at most one of A, B"),
    ],
)  # fmt: skip
def test_a_limit_is_named_with_what_is_missing(limit, words, settings):
    """Money with its currency, people in FTE, relations by themselves."""
    assert blocker_text(limit, settings) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (reason(), "Putting it in lowers the portfolio's value by €50.0k, because it would push out Bridge (B)."),
        (reason(loss=0), "Putting it in lowers the portfolio's value by at most €50.0k, because"),
        (reason(loss=1_000_000), "Putting it in lowers the portfolio's value by €10.0k to €50.0k, because"),
        (reason(loss=None), "The search limit was reached before its price was known, because it would push out Bridge (B)"),
        (reason(displaced=[]), "because others would have to run later or smaller."),
        (reason(added=["C"]), "push out Bridge (B) (and let in Canal (C))."),
        (reason(displaced=list("BCDEFG")), "push out Bridge (B), Canal (C), D, E and 2 more."),
        (reason(code="worth_nothing"), "it costs more than it is expected to bring"),
        (
            reason(code="never_fits"),
            "no portfolio that keeps every rule can hold it. Added to the plan it runs into capex FY2027, MAIN",
        ),
        (reason(code="kept_close"), "by less than the tolerance set for staying close to the approved plan."),
        (reason(code="within_gap"), "the search stopped within its gap before adding it."),
    ],
)
def test_every_code_has_its_sentence(row, words, settings):
    """With the project's own worth, the price where it is known, and what would make room."""
    text = reason_text(row, NAMES, settings)
    assert words in text
    assert "€100.0k" in text
