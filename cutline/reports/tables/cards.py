"""Computes the published table of cards: for every project how far it is from the plan, or from leaving it.

The figures are found in `optimizer/explain/cards`. This module names them by their units.
"""

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.reports.tables.naming import project_columns
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.reports.tables.selection import VERDICTS
from cutline.settings.all_settings import Settings

LEVELS_IN_BP = 10**9 // SHARE_SCALE  # units of 1e-9 in a basis point
STATES = ("more_value", "cheaper", "least_money", "least_people", "may_lose", "may_cost")  # each has a column with its state
IN_PLAN, NOT_OFFERED = "In the plan", "Not offered to the optimiser"
# The column of the frame of cards, and its name with its unit. A cut is shown rounded up, and a rise rounded down.
_FIGURES = {
    "more_value_at_least": "more_value_at_least", "more_value_at_most": "more_value_at_most",
    "may_lose_at_least": "may_lose_at_least", "may_lose_at_most": "may_lose_at_most",
    "least_money_at_least": "least_money_at_least_minor", "least_money_at_most": "least_money_at_most_minor",
    "least_people_at_least": "least_people_at_least_milli_fte", "least_people_at_most": "least_people_at_most_milli_fte",
    "cheaper_at_least": "cheaper_at_least_e9", "cheaper_at_most": "cheaper_at_most_e9", "cheaper_amount": "cheaper_minor",
    "may_cost_at_least": "may_cost_at_least_e9", "may_cost_at_most": "may_cost_at_most_e9", "may_cost_amount": "may_cost_minor",
}  # fmt: skip


def _cards(night: NightResults, _: Settings) -> pl.DataFrame:
    codes = night.reasons.select("project_id", "code")
    others = night.choices["left_out"].select("project_id", left_out="code")
    every = pl.concat([night.cards.select("project_id"), others.select("project_id")]).unique("project_id", maintain_order=True)
    verdict = pl.coalesce("code", "left_out").replace_strict(VERDICTS, return_dtype=pl.String, default=NOT_OFFERED)
    rows = (
        every.join(night.cards, on="project_id", how="left", maintain_order="left")
        .join(project_columns(night), on="project_id", how="left", maintain_order="left")
        .join(codes, on="project_id", how="left", maintain_order="left")
        .join(others, on="project_id", how="left", maintain_order="left")
        .with_columns(is_selected=pl.col("is_selected").fill_null(value=False))
        .with_columns(verdict=pl.when("is_selected").then(pl.lit(IN_PLAN)).otherwise(verdict))
    )
    return rows.sort("is_selected", "project_id", descending=[True, False]).select(
        "project_id", "name", "verdict",
        *(f"{name}_state" for name in STATES),
        *(pl.col(old).alias(new) for old, new in _FIGURES.items()),
        cheaper_bp=-(-pl.col("cheaper_at_most") // LEVELS_IN_BP),
        may_cost_bp=pl.col("may_cost_at_least") // LEVELS_IN_BP,
    )  # fmt: skip


def count_states(cards: pl.DataFrame) -> dict[str, int]:
    """How many answers of all cards have each state."""
    states = pl.concat([cards[f"{name}_state"].drop_nulls().rename("state") for name in STATES])
    return dict(states.value_counts(sort=True).iter_rows())


TABLES = (
    PublishedTable("cards", "for every project how far it is from the plan, or from leaving it", _cards,
        one_row_for="a project, selected or not",
        columns="`..._state`: proven (the figure is exact: one unit less, or more, does not do), interval (both ends are proven), at least (only the lower end is), impossible (no amount is enough), required (a rule keeps the project in the plan), beyond (the amount is larger than what is looked at), not reached (the budget of work `solver.card_work` ended first), null where the question is not asked; `more_value`: how much more it must be worth to join; `cheaper`: the share by which all its costs must fall to join without a loss, in units of 1e-9, and as `cheaper_bp` rounded up, and the money that this saves in the plan with it (`cheaper_minor`); `least_money`, `least_people`: the least additional money or people with which it joins without a loss; `may_lose`: how much value it may lose before it leaves; `may_cost`: the share by which its costs may rise before a plan without it is better, as `may_cost_bp` rounded down",
    ),
)  # fmt: skip
