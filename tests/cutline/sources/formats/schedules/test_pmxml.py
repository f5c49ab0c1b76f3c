"""Primavera's XML: dates and shares of activities."""

from datetime import date

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.formats.sample_rows import PMXML
from tests.cutline.sources.reading_exports import accepted_of


def test_a_start_milestone_has_the_dates_of_its_start(tmp_path):
    """A finish milestone has those of its finish, and an actual date is the forecast too."""
    data = PMXML.replace(b"<Type>Finish Milestone</Type>", b"<Type>Start Milestone</Type>").replace(
        b"<FinishDate>2027-03-05T17:00:00</FinishDate>",
        b"<PlannedStartDate>2027-02-20T08:00:00</PlannedStartDate><ActualStartDate>2027-03-01T08:00:00</ActualStartDate>",
    )
    (tmp_path / "f.xml").write_bytes(data)
    found = accepted_of(tmp_path, "milestones", format="pmxml", ignore=[".*"])
    assert found.select("baseline_date", "forecast_date", "actual_date").rows() == [
        (date(2027, 2, 20), date(2027, 3, 1), date(2027, 3, 1))
    ]


def test_a_finished_activity_is_earned_in_full(tmp_path):
    """Whatever its percentage says: all of 38,000.10 instead of half."""
    data = PMXML.replace(
        b"<PhysicalPercentComplete>", b"<ActualFinishDate>2027-01-29T17:00:00</ActualFinishDate><PhysicalPercentComplete>"
    )
    (tmp_path / "f.xml").write_bytes(data)
    assert accepted_of(tmp_path, "evm", format="pmxml")["earned_minor"].item() == 3_800_010


ONE = b"<Currency><ObjectId>1</ObjectId><Id>GBP</Id></Currency>"


@pytest.mark.parametrize(
    ("others", "currency"),
    [
        (b"", "GBP"),
        (b"<Currency><Id>EUR</Id><IsBaseCurrency>1</IsBaseCurrency></Currency>", "EUR"),
        (b"<Currency><Id>EUR</Id><IsBaseCurrency>0</IsBaseCurrency><ExchangeRate>1</ExchangeRate></Currency>", "EUR"),
    ],
)
def test_money_is_in_the_base_currency_of_the_file(tmp_path, others, currency):
    """It is the only currency, the one that is marked, or the one whose rate is 1."""
    (tmp_path / "f.xml").write_bytes(PMXML.replace(ONE, ONE + others))
    found = accepted_of(tmp_path, "projects", {"status": {"value": "idea"}}, format="pmxml", ignore=[".*"])
    assert found["currency"].to_list() == [currency]


@pytest.mark.parametrize("mark", [b"", b"<ExchangeRate>1</ExchangeRate>"])
def test_several_currencies_without_a_base_are_refused(tmp_path, mark):
    """Two currencies, of which none or both may be the base: the money of the file has no known currency."""
    others = b"<Currency><Id>EUR</Id>" + mark + b"</Currency>"
    (tmp_path / "f.xml").write_bytes(PMXML.replace(ONE, ONE.replace(b"</Id>", b"</Id>" + mark) + others))
    with pytest.raises(SourceError, match="GBP, EUR"):
        accepted_of(tmp_path, "projects", {"status": {"value": "idea"}}, format="pmxml", ignore=[".*"])


def test_of_several_baselines_the_current_one_counts(tmp_path):
    """Two baselines: the current one if the project names it, else none."""
    second = PMXML[PMXML.index(b"<BaselineProject>") : PMXML.index(b"</APIBusinessObjects>")]
    second = second.replace(b"<ObjectId>11<", b"<ObjectId>12<").replace(b"2027-02-26", b"2027-01-15")
    data = PMXML.replace(b"</APIBusinessObjects>", second + b"</APIBusinessObjects>")
    for named, expected in (
        (b"", None),
        (b"<CurrentBaselineProjectObjectId>12</CurrentBaselineProjectObjectId>", date(2027, 1, 15)),
    ):
        (tmp_path / "f.xml").write_bytes(data.replace(b"<GUID>G1</GUID>", b"<GUID>G1</GUID>" + named))
        assert accepted_of(tmp_path, "milestones", format="pmxml", ignore=[".*"])["baseline_date"].to_list() == [expected]
