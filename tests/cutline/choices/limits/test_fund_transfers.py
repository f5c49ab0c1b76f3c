"""Money that may be carried to the next year, and the share that a fund may pay."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.limits.fund_transfers import carry_over, payer_limits
from cutline.settings.loading import settings_from
from tests.cutline.choices.limits.people_and_purses import YEARLY, purse
from tests.cutline.few_projects import table


def moves(*rows: dict) -> list[tuple[int, int]]:
    found = carry_over(table("funds", *rows), settings_from(YEARLY).horizon())
    return found.select("from_year", "most_minor").rows()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([purse(2027, carry_out_max_minor=30), purse(2028, carry_in_max_minor=20)], [(2027, 20)]),  # the lower of both
        ([purse(2027, carry_out_max_minor=30), purse(2028)], [(2027, 30)]),  # one is stated
        ([purse(2027), purse(2028, carry_in_max_minor=20)], [(2027, 20)]),
        ([purse(2027), purse(2028)], []),  # no limit is stated: nothing is carried
        ([purse(2027, carry_out_max_minor=0), purse(2028, carry_in_max_minor=20)], []),
        ([purse(2027, carry_out_max_minor=30)], []),  # no row of the year after
        ([purse(2027, carry_out_max_minor=30), purse(2029)], []),  # not the year after
        ([purse(2029, carry_out_max_minor=30), purse(2030)], []),  # out of the horizon
        ([purse(2027, carry_out_max_minor=30, expires_on=date(2027, 12, 31)), purse(2028)], []),  # expired when the next year begins
        ([purse(2027, carry_out_max_minor=30, expires_on=date(2028, 1, 1)), purse(2028)], [(2027, 30)]),
        ([purse(2027, carry_out_max_minor=30), purse(2028, expires_on=date(2027, 12, 31))], []),  # nothing is held in a year after expiry
        # What was carried in expires as it would have: money of 2027 that lives until mid-2028 does not reach 2029.
        ([purse(2027, carry_out_max_minor=30, expires_on=date(2028, 6, 30)), purse(2028, carry_out_max_minor=9), purse(2029)], [(2027, 30)]),
    ],
)  # fmt: skip
def test_what_may_be_carried_to_the_next_year(rows, expected):
    """The lower limit of both years counts, expired money is not carried, and where no limit is stated nothing is."""
    assert moves(*rows) == expected


def test_the_word_on_a_project_beats_the_word_on_its_class():
    """F pays at most 40 % of class X. For P others pay at least 70 %, which leaves 30 %. Q has a row of its own that states no
    limit.
    """
    projects = table("projects", *({"project_id": p, "name": p, "status": "proposed", "project_class": "X"} for p in "PQR"))
    words = table(
        "fund_eligibility", {"fund_id": "F", "project_class": "X", "is_eligible": True, "max_share_bp": 4000},
        {"fund_id": "F", "project_id": "P", "is_eligible": True, "max_share_bp": 5000, "match_required_bp": 7000},
        {"fund_id": "F", "project_id": "Q", "is_eligible": True},
    )  # fmt: skip
    payers = pl.DataFrame({"project_id": list("PQR"), "fund_id": ["F"] * 3})
    assert payer_limits(payers, projects, words).rows() == [("P", "F", 3000), ("R", "F", 4000)]
