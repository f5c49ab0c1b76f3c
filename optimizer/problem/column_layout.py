"""The layout of the model's columns: first one column for each option, then the columns that depend on the choice.

This module has only the names and upper limits of columns. optimizer/model/consequences.py computes the figures of the dependent
columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.problem.overtime import PeopleOffer


@dataclass(frozen=True)
class Layout:
    """The columns of the model, in this order:

    w[o], one for each option;
    n[r,t,kind], the number of steps of an offer of people that are bought;
    b[y], the cost of the people bought in a fiscal year, in minor units (the copy for the solver counts it in a larger unit);
    q[g], 1 if all projects of a synergy run, else 0.
    """

    options: tuple[str, ...]
    elastic: tuple[PeopleOffer, ...]
    synergies: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of every column."""
        steps = (f"n[{each.role},{each.period},{each.kind}]" for each in self.elastic)
        return (*self.options, *steps, *(f"b[{year}]" for year in self.cost_columns), *(f"q[{name}]" for name in self.synergies))

    @cached_property
    def step_columns(self) -> range:
        """The columns n, in the order of the offers in `elastic`."""
        return range(len(self.options), len(self.options) + len(self.elastic))

    @cached_property
    def cost_columns(self) -> Mapping[int, int]:
        """The column b of each fiscal year in which people can be bought."""
        years = sorted({each.year for each in self.elastic})
        return {year: self.step_columns.stop + i for i, year in enumerate(years)}

    @cached_property
    def synergy_columns(self) -> range:
        """The columns q, in the order of `synergies`."""
        start = self.step_columns.stop + len(self.cost_columns)
        return range(start, start + len(self.synergies))

    @cached_property
    def steps_by_place(self) -> Mapping[tuple[str, int], tuple[int, ...]]:
        """For each role and period, or block of periods, the columns n of its offers, the cheapest first."""
        found: dict[tuple[str, int], tuple[int, ...]] = {}
        for column, each in zip(self.step_columns, self.elastic, strict=True):
            found[each.role, each.block] = (*found.get((each.role, each.block), ()), column)
        return found

    @cached_property
    def upper_limits(self) -> IntArray:
        """The upper limit of every column. Every lower limit is zero."""
        cost = {year: sum(e.most_steps * e.step_cost for e in self.elastic if e.year == year) for year in self.cost_columns}
        return self.array(
            [1] * len(self.options), [each.most_steps for each in self.elastic], list(cost.values()), [1] * len(self.synergies)
        )

    def array(
        self,
        options: Sequence[int] | IntArray,
        steps: Sequence[int] = (),
        bought: Sequence[int] = (),
        together: Sequence[int] = (),
    ) -> IntArray:
        """Builds an array with one number for each column. A group of columns for which no numbers are given gets zeros."""
        parts = [
            (options, len(self.options)),
            (steps, len(self.elastic)),
            (bought, len(self.cost_columns)),
            (together, len(self.synergies)),
        ]
        return np.concatenate(
            [np.asarray(given, dtype=np.int64) if len(given) else np.zeros(count, dtype=np.int64) for given, count in parts]
        )
