"""A scenario changes a copy of the frames, and nothing else."""

import pytest

from cutline.choices.scenarios.overrides import scenario_frames, scenario_settings
from cutline.choices.scenarios.scenario_file import ProjectChanges, Scenario
from cutline.errors import SettingsError
from cutline.settings.all_settings import Settings
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.small_portfolios import one_fund

FRAMES = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 101)


def changed(frames=FRAMES, **scenario):
    return scenario_frames(frames, Scenario(**scenario), "s")


def test_money_and_people_change_by_id_and_all_others_by_the_star():
    """Rounded down to whole units; frames that the scenario does not name are the same."""
    fund = FRAMES["budgets"]["fund_id"][0]
    assert changed(money={fund: "+5%"})["budgets"]["amount_minor"].to_list() == [106]
    assert changed(money={"*": "-50%"})["budgets"]["amount_minor"].to_list() == [50]
    assert changed(money={fund: "+0%", "*": "-50%"})["budgets"]["amount_minor"].to_list() == [101]
    frames = next(each for each in map(random_frames, range(50)) if each["capacity"]["role_id"].n_unique() > 1)
    role = frames["capacity"]["role_id"][0]
    after = changed(frames, people={role: "-100%", "*": "+100%"})["capacity"]
    assert set(after.filter(role_id=role)["milli_fte"]) == {0}
    other = frames["capacity"]["role_id"] != role
    assert (after["milli_fte"].filter(other) == 2 * frames["capacity"]["milli_fte"].filter(other)).all()
    assert FRAMES["budgets"]["amount_minor"].to_list() == [101]


def test_projects_are_forced_in_left_out_and_delayed():
    """A project that is left out loses its options and its requirements; a delay takes the starts before it away."""
    for frames in map(random_frames, range(40)):
        names = frames["options"]["project_id"].unique().sort().to_list()
        out, late = names[0], names[-1]
        if out == late:
            continue
        after = changed(frames, projects=ProjectChanges(leave_out=(out,), force_in=(late,), delay={late: 1}))
        for name in ("options", "spend", "demand", "deviations", "scenarios", "limit_terms", "money_years"):
            assert out not in set(after[name]["project_id"])
        assert out not in set(after["requirements"]["project_id"])
        assert (late, "force_in", "forced in by the scenario s") in after["requirements"].rows()
        stops = set(frames["stop_modes"].iter_rows())
        starts = [
            {start for p, mode, start, *_ in each["options"].iter_rows() if p == late and (p, mode) not in stops}
            for each in (frames, after)
        ]
        assert starts[1] == {start for start in starts[0] if start > min(starts[0])}
        kept = after["spend"].join(after["options"], on=["project_id", "mode_id", "start_index"], how="anti")
        assert kept.is_empty()


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ({"money": {"F9": "+1%"}}, "s.toml, money"),
        ({"people": {"Z": "+1%"}}, "s.toml, people"),
        ({"projects": ProjectChanges(force_in=("AA",))}, "did you mean 'A'?"),
        ({"projects": ProjectChanges(delay={"Z": 1})}, "projects.delay"),
        ({"projects": ProjectChanges(force_in=("A",), leave_out=("A",))}, "A in force_in and in leave_out"),
    ],
)
def test_what_the_night_does_not_have_is_told(scenario, told):
    """Otherwise the scenario would silently change nothing."""
    with pytest.raises(SettingsError) as error:
        changed(**scenario)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("portfolio", "currency", "JPY"),
        ("portfolio", "minor_digits", 0),
        ("calendar", "grain", "year"),
        ("calendar", "fiscal_year_starts_month", 4),
        ("planning", "objective", "score"),
        ("tables", "funds", [{"fund_id": "F"}]),
    ],
)
def test_what_the_night_has_used_already_cannot_be_changed(section, key, value, tmp_path):
    """The amounts would be told in another currency than they are in, or two plans be compared in different units."""
    (tmp_path / "portfolio.toml").write_text("")
    with pytest.raises(SettingsError, match=section):
        scenario_settings(tmp_path / "portfolio.toml", Scenario(settings={section: {key: value}}), "s", Settings())


def test_any_other_setting_can_be_changed(tmp_path):
    """A longer calendar begins with the same periods; a value that is the night's own is no change."""
    (tmp_path / "portfolio.toml").write_text("")
    own = {"portfolio": {"currency": "EUR", "name": "Other"}, "calendar": {"periods": 16}, "finance": {"discount_rate_bp": 1}}
    found = scenario_settings(tmp_path / "portfolio.toml", Scenario(settings=own), "s", Settings())
    assert (found.calendar.periods, found.finance.discount_rate_bp, found.portfolio.name) == (16, 1, "Other")
