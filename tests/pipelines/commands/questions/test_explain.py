"""`cutline explain` answers for people and for machines, from a published night alone."""

import json
from types import SimpleNamespace

import pytest

from assets.published_nights.files import read_frames
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.settings.all_settings import Settings
from optimizer.explain.prices import Price
from optimizer.infeasible.lifting import with_more
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from pipelines.commands.questions.explain import _leaving_in_words


def test_explain_says_what_would_bring_a_project_in(published_starter, cutline):
    """P2 needs 270,000 more capex; then P1, P2 and P3 all run, and the portfolio is worth no less."""
    code, out, _ = cutline("explain", "P2", published_starter)
    assert code == 0
    assert out.startswith("P2 Solar roof: not in the plan")
    assert "€270,000.00 more capex in FY2027 for fund MAIN (one unit less is proven not to be enough)" in out
    assert "leaves    P1" in out
    assert "value     it must be worth" in out
    assert "cheaper   all its costs must fall by" in out
    code, out, _ = cutline("explain", "P2", published_starter / "published", "--json")
    answer = json.loads(out)
    assert (answer["is_selected"], answer["leaving"], answer["joining"]["state"]) == (False, None, "helped")
    money = answer["joining"]["money"]
    assert (money["is_least"], [each["amount_minor"] for each in money["money"]]) == (True, [27_000_000])
    frames = read_frames(published_starter / "published", "problem", tuple(CHOICE_NAMES))
    for minor, projects in ((27_000_000, {"P1", "P2", "P3"}), (26_999_999, {"P1", "P3"})):
        plan = solve(build_problem(with_more(frames, {("MAIN", "capex", 2027): minor}, {})), Limits())
        assert {each.project_id for each in plan.chosen} == projects


def test_explain_says_what_a_project_of_the_plan_may_lose(published_starter, cutline):
    """P1 leaves if it loses more than what the plan without it is worth less; nothing lets P3 leave, which the law requires."""
    _, out, _ = cutline("explain", "P1", published_starter)
    assert "may lose  €192.7k of its value before it leaves" in out
    assert "(proven)" in out
    assert "may cost  " in out
    assert "more before it leaves, which is €" in out
    _, out, _ = cutline("explain", "P3", published_starter)
    assert "a rule requires it" in out


def test_the_rules_that_keep_a_project_out_are_told(published_starter, cutline):
    """P2 has no room beside P1 and P3, which the law requires: the fund of 2027 and the mandate are named, with their owners."""
    _, out, _ = cutline("explain", "P2", published_starter, "--rules")
    assert "rules     kept out by capex FY2027, MAIN" in out
    _, out, _ = cutline("explain", "P2", published_starter, "--rules", "--json")
    rules = json.loads(out)["rules"]
    assert rules["is_minimal"]
    assert rules["in_the_way"][0] == {"family": "budget", "rule": "capex FY2027, MAIN", "owner": "finance"}
    assert rules["to_lift"] == []


def test_a_cut_of_one_line_is_told_to_the_minor_unit(published_starter, cutline):
    """P2 fits beside P1 and P3 if its capex of FY2027 is 270,000 less, and a cent less does not do."""
    _, out, _ = cutline("explain", "P2", published_starter, "--lines", "--json")
    answer = json.loads(out)
    cuts = {(each["cost_class"], each["fiscal_year"]): each["cut"] for each in answer["cheaper_lines"]}
    assert cuts["capex", 2027]["state"] == "proven"
    assert cuts["capex", 2027]["at_most"] <= 27_000_000
    assert answer["cheaper"]["state"] == answer["more_value"]["state"] == "proven"


@pytest.mark.parametrize(("less", "told"), [(0, "is worth as much"), (-500, "is worth €5 more")])
def test_a_project_that_a_plan_of_the_same_worth_does_without_may_lose_nothing(less, told):
    """It stays because of a tie, or because it was approved; an amount below nothing would not be understood."""
    card = SimpleNamespace(leaving=Price("proven", less, less), settings=Settings())
    assert _leaving_in_words(card) == f"nothing: the best plan without it {told} (proven)"


@pytest.mark.parametrize(
    ("at_least", "at_most", "told"),
    [
        (-500, None, "an unknown part of"),
        (-500, 700, "at most €7 of"),
        (300, 700, "at least €3 and at most €7 of"),
        (300, None, "at least €3 of"),
    ],
)
def test_an_interval_is_told_without_amounts_below_nothing(at_least, at_most, told):
    """A bound that is above the plan's own value says nothing of the least that the project may lose."""
    card = SimpleNamespace(leaving=Price("bounded", at_least, at_most), settings=Settings())
    assert _leaving_in_words(card).startswith(f"{told} its value before it leaves")


def test_a_project_or_a_night_that_is_not_there_is_told(published_starter, cutline, tmp_path):
    """Exit code 2, with what is near and what to do."""
    code, _, err = cutline("explain", "P22", published_starter)
    assert code == 2
    assert "did you mean P2" in err
    code, _, err = cutline("explain", "P2", tmp_path)
    assert code == 2
    assert "run cutline run first" in err
