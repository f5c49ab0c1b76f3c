"""Primavera's XML: dates and shares of activities."""

from datetime import date

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
