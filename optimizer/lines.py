"""What options spend and need, as arrays: one number for each option and place, a place being a cost class and year, or a role and period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from optimizer.rows import IntArray

Place = tuple[str, int]
OPTION = ["project_id", "mode_id", "start_index"]


@dataclass(frozen=True)
class Lines:
    """Sorted by place, within a place by option; amounts are not zero. places: what the numbers in `place` stand for."""

    places: tuple[Place, ...]
    place: IntArray
    option: IntArray
    amount: IntArray

    @classmethod
    def of(cls, frame: pl.DataFrame, options: pl.DataFrame, columns: tuple[str, str, str], rank: Mapping[str, int]) -> "Lines":
        """From a frame with an option's key and `columns`: the two of a place, and the amount. options: the keys of the options and their `number`.
        rank: the order of the places' first parts.
        """
        name, at, amount = columns
        found = (
            frame.join(options, on=OPTION)
            .with_columns(rank=pl.col(name).replace_strict(rank, return_dtype=pl.Int64, default=None))
            .group_by("rank", name, at, "number")
            .agg(pl.col(amount).sum())
            .filter(pl.col(amount) != 0)
            .sort("rank", at, "number")
        )
        places = found.select(name, at).unique(maintain_order=True)
        starts = found.select(pl.struct("rank", at).rle_id().cast(pl.Int64)).to_series()
        return cls(tuple(places.iter_rows()), *(each.to_numpy() for each in (starts, found["number"], found[amount])))

    def at(self, place: Place) -> tuple[IntArray, IntArray]:
        """The options and amounts of one place."""
        if place not in self._number:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        inside = self._slice(self._number[place])
        return self.option[inside], self.amount[inside]

    def by_place(self) -> Iterator[tuple[Place, IntArray, IntArray]]:
        """For each place the options and their amounts."""
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
