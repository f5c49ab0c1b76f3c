"""Names the inputs and the owners of assets: the tables of a group as inputs of a function, and the teams.

A function that reads one group only is given its tables by their own names (`own_names`); one that reads several groups needs the names of the
assets to tell them apart (`asset_names`).
"""

from collections.abc import Iterable, Mapping

import dagster as dg
import polars as pl

PORTFOLIO_OFFICE, DATA_ENGINEERING, FINANCE = ["team:portfolio-office"], ["team:data-engineering"], ["team:finance"]


def own_names(prefix: str, names: Iterable[str]) -> dict[str, dg.AssetIn]:
    """The assets `prefix`_NAME as parameters NAME."""
    return {name: dg.AssetIn(f"{prefix}_{name}") for name in names}


def asset_names(prefix: str, names: Iterable[str]) -> dict[str, dg.AssetIn]:
    """The assets `prefix`_NAME as parameters of the same name."""
    return {f"{prefix}_{name}": dg.AssetIn() for name in names}


def without_prefix(prefix: str, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The frames of the assets `prefix`_NAME among `frames`, by NAME."""
    start = f"{prefix}_"
    return {name.removeprefix(start): frame for name, frame in frames.items() if name.startswith(start)}
