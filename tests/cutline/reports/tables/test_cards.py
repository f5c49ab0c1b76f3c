"""The table of cards: a row for every project, figures named by their units, and shares rounded to the safe side."""

import polars as pl

from cutline.reports.tables.cards import STATES, count_states


def test_every_project_has_a_card_and_shares_are_rounded_to_the_safe_side(published_starter):
    """A cut is shown rounded up, so that it is enough; a rise is shown rounded down, so that the project stays."""
    night = (published_starter / "published").resolve() / "parquet"
    cards = {row["project_id"]: row for row in pl.read_parquet(night / "cards.parquet").to_dicts()}
    every = [
        *pl.read_parquet(night / "selected.parquet")["project_id"],
        *pl.read_parquet(night / "not_selected.parquet")["project_id"],
    ]
    assert sorted(cards) == sorted(every)
    inside, out, required = cards["P1"], cards["P2"], cards["P3"]
    assert (inside["verdict"], out["verdict"]) == ("In the plan", "Others are worth more")
    assert out["cheaper_state"] == "proven"
    assert (out["cheaper_bp"] - 1) * 100_000 < out["cheaper_at_most_e9"] <= out["cheaper_bp"] * 100_000
    assert out["least_money_at_least_minor"] == out["least_money_at_most_minor"] == 27_000_000
    assert out["more_value_at_least"] == pl.read_parquet(night / "not_selected.parquet").filter(project_id="P2")["loss"].item()
    assert inside["may_cost_bp"] * 100_000 <= inside["may_cost_at_least_e9"] < (inside["may_cost_bp"] + 1) * 100_000
    assert inside["cheaper_state"] is None
    assert required["may_lose_state"] == required["may_cost_state"] == "required"


def test_the_answers_are_counted_by_state():
    columns = {f"{name}_state": ["proven", None] for name in STATES} | {"cheaper_state": ["interval", "not reached"]}
    assert count_states(pl.DataFrame(columns)) == {"proven": len(STATES) - 1, "interval": 1, "not reached": 1}
