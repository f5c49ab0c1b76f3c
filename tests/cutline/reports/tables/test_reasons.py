"""The reason for a project that is not selected, in words."""

from datetime import date

import pytest

from cutline.reports.tables.reasons import blocker_text, blocking_texts, reason_text
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from

NAMES = {"B": "Bridge", "C": "Canal"}
FUND = {"rule": "capex FY2027, MAIN", "excess": 2_000_000, "unit": "minor", "role_id": None, "period_index": None}


OPEN = {"price_state": "bounded", "is_displacement_proven": False, "displaced": [], "must_leave": [], "is_one_of_several": None}

NEVER = {"code": "never_fits", "loss": None, "loss_at_most": None, "is_displacement_proven": False}


@pytest.fixture
def settings() -> Settings:
    calendar = {"horizon_start": date(2027, 1, 1), "periods": 4}
    return settings_from({"portfolio": {"currency": "EUR"}, "calendar": calendar})


def reason(**more) -> dict:
    return {
        "project_id": "A", "code": "displaces", "best_value": 10_000_000, "loss": 5_000_000, "loss_at_most": 5_000_000, "price_state": "proven",
        "is_displacement_proven": True, "displaced": ["B"], "added": [], "otherwise": [], "must_leave": ["B"], "is_one_of_several": False,
        "blocking": [FUND], "cause": [], "is_cause_proven": None, **more,
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
        (reason(), "Putting it in lowers the portfolio's value by €50.0k (proven). Bridge (B) must leave. Added to"),
        (reason(must_leave=[], is_one_of_several=True), "Bridge (B) would leave. This is one of several plans of that value."),
        (
            reason(**OPEN, loss=0),
            "lowers the portfolio's value by at most €50.0k (bounded). Which projects would make room for it is not proven.",
        ),
        (reason(**OPEN, loss=1_000_000), "lowers the portfolio's value by €10.0k to €50.0k (bounded)."),
        (reason(**OPEN, loss=1_000_000, loss_at_most=None), "lowers the portfolio's value by at least €10.0k (bounded)."),
        (reason(**{**OPEN, "price_state": "found"}, loss=0), "by at most €50.0k (found)."),
        (reason(displaced=[], otherwise=["C"]), "Canal (C) would run otherwise."),
        (reason(displaced=[]), "No other project changes."),
        (reason(added=["C"]), "Bridge (B) must leave; Canal (C) would enter."),
        (reason(displaced=list("BCDEFG")), "Bridge (B) must leave; Canal (C), D, E, F and 1 more would leave."),
        (
            reason(code="as_good", loss=0, loss_at_most=0),
            "A plan with it is worth exactly as much as the recommended one (proven).",
        ),
        (reason(code="not_proven", **OPEN, loss=0), "It is not proven that others are worth more: the search limit was reached."),
        (reason(code="worth_nothing"), "nothing requires it. Putting it in lowers the portfolio's value by €50.0k (proven)."),
        (reason(code="within_gap", loss=-7_000_000, loss_at_most=-7_000_000), "raises the portfolio's value by €70.0k (proven)."),
        (reason(code="worth_nothing"), "it costs more than it is expected to bring"),
        (
            reason(**NEVER, cause=["A starts after the finish of B"], is_cause_proven=True),
            "One rule is enough to exclude it: A starts after the finish of B.",
        ),
        (
            reason(**NEVER, cause=["A requires B", "opex FY2027, MAIN"], is_cause_proven=True),
            "It cannot run under these rules together: A requires B, opex FY2027, MAIN; each of them is needed.",
        ),
        (
            reason(**NEVER, is_cause_proven=False),
            "can hold it. Which rules exclude it is not proven: the search limit was reached.",
        ),
        (
            reason(**NEVER, is_cause_proven=True),
            "None of its options can be run, whatever else the plan holds. Added to the plan it runs into capex FY2027, MAIN",
        ),
        (reason(code="kept_close"), "by less than the tolerance set for staying close to the approved plan."),
        (reason(code="within_gap"), "The search of the plan stopped within its gap before it found a better plan"),
    ],
)
def test_every_code_has_its_sentence(row, words, settings):
    """With the project's own worth, the price where it is known, and what would make room."""
    text = reason_text(row, NAMES, settings)
    assert words in text
    assert "€100.0k" in text


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (reason(), ["capex FY2027, MAIN (short of €20,000.00)"]),
        (reason(**NEVER, cause=["A requires B"], is_cause_proven=True), ["A requires B"]),
        (reason(**NEVER, is_cause_proven=False), []),
        (reason(**NEVER, is_cause_proven=True), ["capex FY2027, MAIN (short of €20,000.00)"]),
    ],
)
def test_of_a_project_that_never_fits_the_proven_rules_are_what_it_runs_into(row, texts, settings):
    """The limits beside the plan are not its cause, so they are told only if the project needs no other rule to be excluded."""
    assert blocking_texts(row, settings) == texts
