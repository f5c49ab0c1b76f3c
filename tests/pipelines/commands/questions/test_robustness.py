"""`cutline robustness` answers for people and for machines, and the same with one and with two processes."""

import json


def test_the_shares_of_the_starter(published_starter, cutline):
    """P1 and P2 compete for the money of the starter: the shares add up, and one and two processes give the same bytes."""
    asked = ("robustness", published_starter, "--draws", "24", "--json")
    code, one, _ = cutline(*asked, "--processes", "1")
    assert code == 0
    assert one == cutline(*asked, "--processes", "2")[1]
    answer = json.loads(one)
    assert (len(answer["draws"]), answer["ranges"]["draws"]) == (24, 24)
    counted = sum(each["value"] is not None for each in answer["draws"])
    for each in answer["projects"]:
        runs = sum(each["project_id"] in draw["running"] for draw in answer["draws"])
        assert (each["draws_in"], each["draws"]) == (runs, counted)
        assert each["kind"] == ("exterior" if runs == 0 else "core" if runs == counted else "borderline")
    assert 0 <= answer["keeps_every_rule_in"]["the recommended plan"] <= 24


def test_robustness_in_words(published_starter, cutline):
    """The ranges, the recommended plan, the three kinds, and what protection costs; few draws, no details."""
    code, out, err = cutline("robustness", published_starter, "--draws", "8", "--details", "0")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "8 draws: gains ±20 %, costs ±10 %, budgets ±5 %"
    for words in (
        "the recommended plan keeps every rule in ",
        "core (in every draw): ",
        "exterior (in no draw): ",
        "borderline (in some draws): ",
    ):
        assert any(line.startswith(words) for line in lines)
    assert any(line.startswith("without protection: worth ") for line in lines)
    assert "8 draws" in err


def test_what_is_not_understood_is_told(published_starter, cutline):
    """No draws, and a folder without a night."""
    assert cutline("robustness", published_starter, "--draws", "0")[0] == 2
    assert cutline("robustness", published_starter / "intake")[0] == 2
