"""The spend and the demand of options as arrays: one amount for each option and place.

A place is a cost class and fiscal year for spend, or a role and period for demand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from optimizer.linear.arrays import IntArray

OptionKey = tuple[str, str, int]  # project, mode, start
Place = tuple[str, int]  # cost class and fiscal year, or role and period
CLASS_ORDER = {"capex": 0, "opex": 1}
LINE_SCHEMA = {"option": pl.Int64(), "name": pl.String(), "at": pl.Int64(), "amount": pl.Int64()}


@dataclass(frozen=True)
class OptionAmounts:
    """The amounts that are not zero, sorted by place and within a place by option.

    place, option, amount: arrays with one entry for each amount. places: the place for each number in `place`.
    """

    places: tuple[Place, ...]
    place: IntArray
    option: IntArray
    amount: IntArray

    @classmethod
    def of(cls, frame: pl.DataFrame, rank: Mapping[str, int]) -> "OptionAmounts":
        """Builds the arrays from a frame of LINE_SCHEMA.

        Amounts of the same option and place are added. rank: the order of the cost classes, or of the roles.
        """
        found = (
            frame.with_columns(rank=pl.col("name").replace_strict(rank, return_dtype=pl.Int64, default=None))
            .group_by("rank", "name", "at", "option")
            .agg(pl.col("amount").sum())
            .filter(pl.col("amount") != 0)
            .sort("rank", "at", "option")
        )
        places = found.select("name", "at").unique(maintain_order=True)
        number = found.select(pl.struct("rank", "at").rle_id().cast(pl.Int64)).to_series()
        return cls(tuple(places.iter_rows()), *(each.to_numpy() for each in (number, found["option"], found["amount"])))

    def at(self, place: Place) -> tuple[IntArray, IntArray]:
        """The options with an amount at `place`, and their amounts."""
        if place not in self._number:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        inside = self._slice(self._number[place])
        return self.option[inside], self.amount[inside]

    def by_place(self) -> Iterator[tuple[Place, IntArray, IntArray]]:
        """Each place with its options and their amounts."""
        for i, place in enumerate(self.places):
            inside = self._slice(i)
            yield place, self.option[inside], self.amount[inside]

    @cached_property
    def _number(self) -> dict[Place, int]:
        return {place: i for i, place in enumerate(self.places)}

    @cached_property
    def _ends(self) -> IntArray:
        return np.searchsorted(self.place, np.arange(len(self.places) + 1))

    def _slice(self, number: int) -> slice:
        return slice(int(self._ends[number]), int(self._ends[number + 1]))
