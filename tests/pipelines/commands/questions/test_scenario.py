"""`cutline scenario` plans a what-if from a published night and leaves the night and the portfolio as they are."""

import json

import pytest

from tests.end_to_end.published_bytes import bytes_of

FORCED = 'title = "The sponsor wants the roof"\n[projects]\nforce_in = ["P2"]\n'


@pytest.fixture
def portfolio(published_starter):
    folder = published_starter / "scenarios"
    folder.mkdir(exist_ok=True)
    (folder / "forced.toml").write_text(FORCED)
    (folder / "more.toml").write_text('inherits = "forced"\n[money]\n"*" = "+50%"\n')
    (folder / "dear.toml").write_text("[settings.finance]\ndiscount_rate_bp = 5000\n")
    (folder / "never.toml").write_text('inherits = "forced"\n[money]\nMAIN = "-80%"\n')
    return published_starter


def test_a_scenario_is_planned_beside_the_night(portfolio, cutline):
    """Forcing P2 in costs 192.7k and P1; with half as much money again nothing has to leave."""
    night = (portfolio / "published").resolve()
    before = bytes_of(night)
    code, out, _ = cutline("scenario", "forced", portfolio)
    assert code == 0
    assert out.splitlines()[0] == "forced: The sponsor wants the roof"
    assert "(-€192.7k)" in out
    assert "the plan of the night breaks a rule of the scenario" in out
    assert out.splitlines()[-2:] == ["enters    P2 Solar roof", "leaves    P1 Replace the billing system"]
    answer = json.loads(cutline("scenario", "more", portfolio, "--night", portfolio, "--json")[1])
    assert (answer["planned"], answer["entered"], answer["left"]) == (True, ["P2"], [])
    answer = json.loads(cutline("scenario", "dear", portfolio, "--json")[1])
    assert answer["values"][1] < answer["values"][0]  # later benefits are worth less
    assert answer["night_plan_under_scenario"] <= answer["values"][1]
    assert ((portfolio / "published").resolve(), bytes_of(night)) == (night, before)


def test_a_scenario_that_no_plan_keeps_comes_with_the_way_out(portfolio, cutline):
    """Exit code 4, the conflict with its owners, the least money and the plan with it."""
    code, _, err = cutline("scenario", "never", portfolio)
    assert code == 4
    for words in (
        "P2 must be in the plan",
        "smallest set of rules",
        "€350,000.00 more capex in FY2027 for fund MAIN",
        "the least",
    ):
        assert words in err.replace("P2 Solar roof must", "P2 must")
    code, out, _ = cutline("scenario", "never", portfolio, "--json")
    assert (code, json.loads(out)["planned"], json.loads(out)["way_out"]["least_money"]["is_least"]) == (4, False, True)


def test_a_scenario_or_a_night_that_is_not_there_is_told(portfolio, cutline, tmp_path):
    """Exit code 2, and what there is."""
    code, _, err = cutline("scenario", "mor", portfolio)
    assert (code, "did you mean 'more'?" in err) == (2, True)
    code, _, err = cutline("scenario", "more", tmp_path)
    assert (code, "run cutline run first" in err) == (2, True)
