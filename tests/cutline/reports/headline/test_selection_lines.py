"""The headline's lines about the plan."""

import polars as pl
import pytest

from cutline.reports.headline.selection_lines import (
    cards,
    in_flight,
    left_out,
    objectives,
    prices,
    quality_of_answer,
    recommendation,
)
from cutline.reports.tables.cards import STATES
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from

NOBODY = pl.DataFrame(schema={"verdict": pl.String, "code": pl.String})


@pytest.mark.parametrize(
    ("value", "gap", "given_up", "proof"),
    [
        (1_000_000, 0, 0, "proven; exact: no better plan exists; 1,234 rules"),
        (1_000_000, 10_000, 0, "proven; at most €100 (1.000%) below the best possible; 1,234 rules"),
        (-1_000_000, 10_000, 0, "proven; at most €100 (1.000%) below the best possible; 1,234 rules"),
        (0, 10_000, 0, "proven; no value; 1,234 rules"),  # a share of nothing is not defined
        (1_000_000, 0, 5_000, "exact: no better plan exists; €50 given up to stay close to the approved plan; 1,234 rules"),
    ],
)
def test_what_the_search_proved(value, gap, given_up, proof):
    """Exact, or how far the plan may be below the best, as an amount and as a share of the value."""
    assert proof in quality_of_answer("proven", value, gap, given_up, 1234, Settings())


def test_projects_that_are_not_selected_are_counted_by_verdict():
    """The most frequent verdict first, equal counts by name."""
    out = pl.DataFrame({"verdict": ["Cannot fit", "Decided", "Cannot fit", "Stopped"]})
    assert left_out(out) == "4 projects: 2 cannot fit, 1 decided, 1 stopped"
    assert left_out(NOBODY) == "none"


def test_a_recommendation_counts_candidates():
    """Two of three. A closed project is no candidate, and is counted apart."""
    out = pl.DataFrame({"code": ["displaces", "status"]})
    told = recommendation(pl.DataFrame({"a": [1, 2]}), out, 12_300, Settings())
    assert told == "2 of 3 candidates, worth €123; besides, 1 project is no candidate"
    assert recommendation(pl.DataFrame({"a": [1, 2]}), out.head(1), 12_300, Settings()) == "2 of 3 candidates, worth €123"


def test_projects_in_flight_are_counted_by_what_happens_to_them():
    """A new project is not in flight; a stopped one stands among those that are not selected."""
    selected = pl.DataFrame({"status": ["in_flight", "in_flight", "idea"], "course": ["continued", "paused", "started"]})
    out = pl.DataFrame({"code": ["stopped", "data"]})
    assert in_flight(selected, out) == [("Projects in flight", "1 continued, 1 paused, 1 stopped")]
    assert in_flight(selected.filter(pl.col("status") == "idea"), NOBODY) == []


def test_prices_are_counted_by_state_and_a_better_plan_is_told():
    """A project without a price was never offered to the search. A better plan is told once, by its greatest gain."""
    out = pl.DataFrame(
        {
            "code": ["displaces", "within_gap", "worth_nothing", "status"],
            "price_state": ["proven", "bounded", "proven", None],
            "loss_at_most": [100, -12_300, 5, None],
        }
    )
    told = "2 proven, 1 bounded; a plan worth €123 more was found after the search"
    assert prices(out, 0, Settings()) == [("Prices of these", told)]
    assert prices(out.filter(pl.col("code") == "displaces"), 0, Settings()) == [("Prices of these", "1 proven")]
    assert prices(out.filter(pl.col("code") == "status"), 0, Settings()) == []


def test_a_quick_night_says_what_it_left_out():
    """Its prices are not searched, and the line says how to get them."""
    out = pl.DataFrame({"code": ["not_proven"] * 2, "price_state": ["not searched"] * 2, "loss_at_most": [5, 7]})
    [(label, told)] = prices(out, 0, Settings())
    assert (label, told.split(";")[0]) == ("Prices of these", "2 not searched")
    assert "effects of findings" in told
    assert "without --quick" in told


def test_a_better_plan_with_a_project_that_is_stopped_is_told():
    """The verdict "stopped" hides the code of the reason. What was left to stay close to the approved plan is no better plan."""
    out = pl.DataFrame({"code": ["stopped"], "price_state": ["proven"], "loss_at_most": [-12_300]})
    assert prices(out, 0, Settings())[0][1] == "1 proven; a plan worth €123 more was found after the search"
    assert prices(out, 12_299, Settings())[0][1] == "1 proven; a plan worth €123 more was found after the search"
    assert prices(out, 12_300, Settings())[0][1] == "1 proven"


def result(name: str, unit: str, value: int, reached: int | None, bound: int | None, *, is_least: bool = False) -> dict:
    return {"name": name, "unit": unit, "is_least": is_least, "reached": reached, "bound": bound, "value": value, "may_lose": 0}


@pytest.mark.parametrize(
    ("results", "ties", "text"),
    [
        ([result("value", "minor", 90_000, 100_000, 100_000)], None, "value €900, €100 less than it reached for the later ones"),
        ([result("spend", "minor", 500, 500, 400, is_least=True)], None, "spend €5, to within €1"),
        ([result("spend", "minor", 500, 400, 400, is_least=True)], None, "spend €5, €1 more than it reached for the later ones"),
        ([result("changes", "changes", 3, 3, None)], None, "3 changes, how far from the best is not known"),
        ([result("value", "minor", 100, None, None)], None, "value €1, not searched"),
        ([result("projects", "projects", 3, 3, 3)], {"count": 4, "is_all": True}, "3 projects; 4 plans are equal in all of them"),
        ([result("projects", "projects", 3, 3, 3)], {"count": 10, "is_all": False}, "3 projects; at least 10 plans are equal in all of them"),
        ([result("projects", "projects", 3, 3, 3)], {"count": 1, "is_all": True}, "3 projects"),
    ],
)  # fmt: skip
def test_each_objective_is_told_with_its_loss_and_its_gap(results, ties, text):
    """What it has, what it lost to the later ones, how far its stage may be from the best, and how many plans are equal."""
    assert objectives(results, ties, Settings()) == [("Objectives", text)]


def test_one_objective_has_no_line():
    """A plan of one objective says nothing of an order, and gives up value to stay close alone."""
    assert objectives([], None, Settings()) == []
    several = settings_from({"planning": {"objective": ["value", "spend"]}})
    assert "€50 given up for the objectives after the first" in quality_of_answer("proven", 10**6, 0, 5000, 1, several)


def test_the_answers_of_the_cards_are_counted_by_what_is_known():
    """What was not reached is told, and so is how to reach more. A portfolio without a card has no line."""
    empty = {f"{name}_state": pl.Series([], dtype=pl.String) for name in STATES}
    assert cards(pl.DataFrame(empty)) == []
    told = {name: [None, None, None] for name in empty} | {
        "more_value_state": ["proven", "interval", None],
        "cheaper_state": ["impossible", "not reached", None],
        "may_lose_state": [None, None, "required"],
    }
    [(label, text)] = cards(pl.DataFrame(told, schema=dict.fromkeys(empty, pl.String)))
    assert label == "Cards"
    assert (
        text
        == "5 answers about projects: 3 proven, 1 answers in an interval; 1 answers not reached within the budget of work (solver.card_work)"
    )
