"""Reads what the cards of a published night have proven of one project, so that it need not be searched again."""

from pathlib import Path
from typing import Any

import polars as pl

from optimizer.explain.prices import Price
from optimizer.explain.thresholds.cheaper import Level


def card_row(night: Path, project_id: str) -> dict[str, Any]:
    """The row of a project in the table `cards`; empty if the night has no such row, because an earlier version published it."""
    path = night / "parquet" / "cards.parquet"
    found = pl.read_parquet(path).filter(pl.col("project_id") == project_id).to_dicts() if path.exists() else []
    return found[0] if found else {}


def proven_price(row: dict[str, Any]) -> Price | None:
    """The price of a row of `not_selected`, if it is proven."""
    return Price("proven", row["loss"], row["loss_at_most"]) if row["price_state"] == "proven" else None


def proven_cut(card: dict[str, Any]) -> Level | None:
    """The least cut of all costs, if it is proven, or if no cut is proven to be enough."""
    match card.get("cheaper_state"):
        case "proven":
            return Level("proven", card["cheaper_at_least_e9"], card["cheaper_at_most_e9"], card["cheaper_minor"])
        case "impossible":
            return Level("impossible")
    return None


def proven_leaving(card: dict[str, Any]) -> tuple[Price, Level] | None:
    """What a project may lose and how much more it may cost, if both are proven. A loss of nothing is searched again, because a card
    does not say whether a plan without the project is worth more.
    """
    if card.get("may_lose_state") == "proven" and card["may_cost_state"] == "proven" and card["may_lose_at_least"] > 0:
        rise, amount = card["may_cost_at_least_e9"], card["may_cost_minor"]
        price = Price("proven", card["may_lose_at_least"], card["may_lose_at_most"])
        return price, Level("proven", -rise, -rise, None if amount is None else -amount)
    return None
