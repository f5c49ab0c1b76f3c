"""`cutline frontier` answers for people and for machines, and says what it does not understand."""

import json

import pytest

from cutline.errors import UsageError
from pipelines.commands.questions.frontier import changes_in


def test_frontier_shows_the_plan_at_more_and_less_money_and_people(published_starter, cutline):
    """45 % more money lets P2 in; half of the analysts lets P2 take the place of P1."""
    code, out, _ = cutline("frontier", published_starter, "--changes", "45,-1")
    assert code == 0
    assert [line.split(":")[0].split() for line in out.splitlines()[1:]] == [
        ["-1.00", "%", "€792,000.00"], ["+0.00", "%", "€800,000.00"], ["+45.00", "%", "€1,160,000.00"],
    ]  # fmt: skip
    assert out.splitlines()[-1].endswith("worth €365.4k (+€145.7k); in: P2")
    code, out, _ = cutline("frontier", published_starter, "--role", "Analyst", "--changes=-50", "--json")
    answer = json.loads(out)
    assert (answer["unit"], [each["amount"] for each in answer["points"]]) == ("milli_fte", [6000, 12000])
    assert (answer["points"][0]["entered"], answer["points"][0]["left"]) == (["P2"], ["P1"])


def test_breakpoints_are_the_amounts_at_which_the_value_rises(published_starter, cutline):
    """P2 fits at 1,160,000, which is 145 % of today's money, and not before."""
    code, out, _ = cutline("frontier", published_starter, "--changes=0,50", "--breakpoints", "3")
    assert code == 0
    assert out.splitlines()[3:] == [
        "at the smallest amount the best plan is worth €219.6k; the value rises at (to a millionth of today's amount):",
        "  145.0000 %  €1,160,000.00: worth €365.4k; in: P2", "there are no more up to the largest amount (proven)",
    ]  # fmt: skip
    answer = json.loads(cutline("frontier", published_starter, "--changes=-60,50", "--breakpoints", "1", "--json")[1])
    assert [(each["amount"], each["entered"], each["is_exact"]) for each in answer["breakpoints"]] == [(62_666_720, ["P2"], True)]
    assert answer["is_all"] is False


def test_the_frontier_of_risk_is_against_what_the_plan_reaches(published_starter, cutline):
    """A cap on the average chance of failure, or a floor under the worst scenarios; the plan of the night keeps the one without a change."""
    code, out, _ = cutline("frontier", published_starter, "--risk", "failure", "--changes=-50")
    assert (code, "averaged over the chosen projects by their spend" in out) == (0, True)
    for risk, unit in (("failure", "bp"), ("tail", "minor")):
        answer = json.loads(cutline("frontier", published_starter, "--risk", risk, "--changes=-50,50", "--json")[1])
        values = [each["value"] for each in answer["points"] if each["value"] is not None]
        [own] = [each for each in answer["points"] if each["change_bp"] == 0]
        assert (answer["unit"], values) == (unit, sorted(values))
        assert (own["entered"], own["left"], own["otherwise"]) == ([], [], [])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--fund", "X"), "one of MAIN"),
        (("--role", "X"), "one of Analyst"),
        (("--fund", "MAIN", "--role", "Analyst"), "either money or people"),
        (("--risk", "failure", "--role", "Analyst"), "either money or people or risk"),
        (("--risk", "tail", "--breakpoints", "2"), "risk has no breakpoints"),
        (("--changes", "ten"), "FROM:TO:POINTS"),
    ],
)
def test_what_is_not_understood_is_told(arguments, told, published_starter, cutline):
    """Exit code 2 and what to write."""
    code, _, err = cutline("frontier", published_starter, *arguments)
    assert (code, told in err) == (2, True)


def test_the_changes_are_listed_or_spaced_evenly():
    """In basis points, each once."""
    assert changes_in("-10,5,5") == [-1000, 500]
    assert changes_in("-30:30:25")[:2] == [-3000, -2750]
    assert len(changes_in("-30:30:25")) == 25
    for text in ("", "5:1:3", "1:2:1", "-101", "1:2", "inf", "1e300", "nan", "0:inf:3"):
        with pytest.raises(UsageError):
            changes_in(text)
