"""What is read from the cards of a night is what a search finds."""

import pytest

from assets.answers.known_answers import (
    card_row,
    proven_cut,
    proven_leaving,
    proven_price,
)
from assets.answers.project_card import project_card
from optimizer.explain.prices import Price
from optimizer.explain.thresholds.cheaper import Level


@pytest.mark.parametrize("project", ["P1", "P2", "P3"])
def test_the_answers_are_the_same_without_the_cards(published_starter, project):
    """A night of an earlier version has no cards; its answers are searched, and they are those of the cards."""
    night = (published_starter / "published").resolve()
    read = project_card(night, project, 60.0)
    row = card_row(night, project)
    assert (proven_cut(row) is not None) == (project == "P2")
    assert (proven_leaving(row) is not None) == (project == "P1")
    (night / "parquet" / "cards.parquet").unlink()
    assert card_row(night, project) == {}
    searched = project_card(night, project, 60.0)
    for name in ("more_value", "cheaper", "joining", "leaving", "dearer"):
        assert getattr(read, name) == getattr(searched, name), name


def test_only_what_is_proven_is_read():
    """An interval, a loss of nothing, and a price that is only bounded are searched again."""
    assert proven_price({"price_state": "bounded", "loss": 1, "loss_at_most": 2}) is None
    assert proven_price({"price_state": "proven", "loss": None, "loss_at_most": None}) == Price("proven", None, None)
    assert proven_cut({"cheaper_state": "interval"}) is None
    assert proven_cut({"cheaper_state": "impossible"}) == Level("impossible")
    card = {"may_lose_state": "proven", "may_lose_at_least": 0, "may_lose_at_most": 0, "may_cost_state": "proven"}
    assert proven_leaving(card) is None
    assert proven_leaving({}) is None
