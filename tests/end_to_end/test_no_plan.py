"""A night without a plan: it ends with exit code 4, leaves the published night alone, and reports the way out to people, to machines and in the store."""

import json

import pytest

RULE = """
[[rules.groups]]
name = "all three run"
owner = "the board"
projects = ["P1", "P2", "P3"]
at_least = 3
"""


def test_the_way_out_is_told_and_kept_and_nothing_is_published(published_starter, cutline):
    """The board wants three projects, and the funds pay for two.

    The report has the conflict with its owner, the extra money, and the plan with that money.
    """
    starter = published_starter
    before, settings = (starter / "published").resolve(), (starter / "portfolio.toml").read_text("utf-8")
    (starter / "portfolio.toml").write_text(settings + RULE, "utf-8")
    code, out, err = cutline("run", starter, "--json")
    told = json.loads(out)
    assert code == 4
    assert (starter / "published").resolve() == before
    assert not told["planned"]
    way = told["way_out"]
    assert {"rule": "all three run", "owner": "the board"}.items() <= next(
        r for r in way["conflict"]["rules"] if r["family"] == "group"
    ).items()
    assert way["conflict"]["is_minimal"]
    assert way["least_money"]["is_least"]
    assert way["least_money"]["money"]
    assert {each["project_id"] for each in way["plan_under_repair"]["chosen"]} == {"P1", "P2", "P3"}
    assert json.loads((starter / "store" / "no_plan.json").read_text("utf-8")) == way
    for words in (
        "smallest set of rules that cannot hold together",
        "all three run (the board)",
        "cheapest way out",
        " for fund ",
        "this amount is the least",
        "the best plan with that",
    ):
        assert words in err


@pytest.mark.long
def test_a_way_out_is_forgotten_with_the_next_plan(starter, cutline):
    """`solve` tells and keeps it as a night does."""
    settings = (starter / "portfolio.toml").read_text("utf-8")
    (starter / "portfolio.toml").write_text(settings + RULE, "utf-8")
    code, _, err = cutline("solve", starter)
    assert code == 4
    assert "cheapest way out" in err
    assert (starter / "store" / "no_plan.json").exists()
    (starter / "portfolio.toml").write_text(settings, "utf-8")
    code, out, _ = cutline("solve", starter)
    assert code == 0
    assert out.startswith("proven: 2 projects")
    assert not (starter / "store" / "no_plan.json").exists()
