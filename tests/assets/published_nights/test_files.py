"""A night that cannot be asked is told, with what to do."""

import json

import pytest

from assets.published_nights.files import asked_night
from cutline.errors import UsageError


def test_a_night_gives_its_frames_plan_settings_and_tables(published_starter):
    """The frames have the columns of the contract."""
    night = asked_night(published_starter / "published", ("selected",))
    assert {each.project_id for each in night.plan.chosen} == set(night.published["selected"]["project_id"])
    assert night.frames["budgets"].columns == ["fund_id", "cost_class", "fiscal_year", "amount_minor"]
    assert night.settings.portfolio.name == "My portfolio"


def test_a_night_of_another_version_is_told(published_starter, tmp_path):
    """A file that is not there, a plan without a field, half a file: a usage error and no fault of the program."""
    with pytest.raises(UsageError, match="there is no night to ask"):
        asked_night(tmp_path)
    night = published_starter / "published"
    frame, plan = night / "problem" / "grain.parquet", night / "plan.json"
    kept, told = frame.read_bytes(), plan.read_text("utf-8")
    for spoiled in (None, kept[:20]):
        frame.unlink()
        if spoiled is not None:
            frame.write_bytes(spoiled)
        with pytest.raises(UsageError, match="the night cannot be read") as error:
            asked_night(night)
        assert "certificate.json names it" in str(error.value)
        frame.write_bytes(kept)
    plan.write_text(json.dumps({name: value for name, value in json.loads(told).items() if name != "value"}))
    with pytest.raises(UsageError, match="the night cannot be read"):
        asked_night(night)
