"""Defines the frames that a plan consists of, and turns the records of a plan into these frames.

The frames hold chosen options, allocations, people bought, money moved, and synergies gained.
"""

from collections.abc import Iterable
from typing import Any

import polars as pl

from cutline.contracts.choice_frames import TRANSFER_SCHEMA

ALLOCATION_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "fund_id": pl.String(), "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
}  # fmt: skip
BOUGHT_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "kind": pl.String(), "milli_fte": pl.Int64(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
}  # fmt: skip
MOVED_SCHEMA: dict[str, pl.DataType] = {
    **{name: dtype for name, dtype in TRANSFER_SCHEMA.items() if name != "most_minor"},
    "amount_minor": pl.Int64(),
}
RELEASED, RESERVED = "released", "reserved"
GAINED_SCHEMA: dict[str, pl.DataType] = {"synergy_id": pl.String(), "value": pl.Int64()}
CHOSEN_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "finish_index": pl.Int64(),
}  # fmt: skip


def bought_frame(bought: Iterable[Any]) -> pl.DataFrame:
    """People bought (objects with the fields of BOUGHT_SCHEMA) as a frame."""
    return pl.DataFrame([[getattr(each, name) for name in BOUGHT_SCHEMA] for each in bought], schema=BOUGHT_SCHEMA, orient="row")


def gained_frame(gained: Iterable[Any]) -> pl.DataFrame:
    """Synergies that the plan gains (objects with synergy_id and value) as a frame."""
    return pl.DataFrame([[each.synergy_id, each.value] for each in gained], schema=GAINED_SCHEMA, orient="row")


def moved_frame(moved: Iterable[Any]) -> pl.DataFrame:
    """Money moved (objects with the fields of MOVED_SCHEMA) as a frame."""
    return pl.DataFrame([[getattr(each, name) for name in MOVED_SCHEMA] for each in moved], schema=MOVED_SCHEMA, orient="row")


def allocation_frame(allocations: Iterable[Any]) -> pl.DataFrame:
    """Allocations (objects with the fields of ALLOCATION_SCHEMA) as a frame."""
    return pl.DataFrame(
        [[getattr(each, name) for name in ALLOCATION_SCHEMA] for each in allocations], schema=ALLOCATION_SCHEMA, orient="row"
    )


def chosen_frame(chosen: Iterable[Any]) -> pl.DataFrame:
    """Chosen projects (objects with the fields of CHOSEN_SCHEMA) as a frame."""
    return pl.DataFrame([[getattr(each, name) for name in CHOSEN_SCHEMA] for each in chosen], schema=CHOSEN_SCHEMA, orient="row")
