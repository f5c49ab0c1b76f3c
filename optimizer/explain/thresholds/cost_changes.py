"""Changes the cost of one project: what each of its options then spends and is worth, in integers.

A change has a level. A positive level is a cut, and a negative level is a rise. The changed lines of an option all change by the
same share. A line saves that share of its amount, rounded down to a minor unit, and a rise is rounded up. The value of the option
rises by the same share of the present value of the line, rounded down. Everything else that is stated in money stays as it is:
declared limits, the high cost of robust budgets, and values in scenarios.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.problem.option_arrays import OptionAmounts
from optimizer.problem.records import Option, Problem

Place = tuple[str, int]  # cost class, fiscal year
SHARE_SCALE = 10**9  # the level that cuts a cost to nothing, if the level is a share
COST_VALUE_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "cost_class": pl.String(), "fiscal_year": pl.Int64(),
    "present_minor": pl.Int64(),
}  # fmt: skip
CostValues = Mapping[int, Mapping[Place, int]]  # option -> place -> by how much the spend there lowers the value of the option


def cost_values_of(problem: Problem, frame: pl.DataFrame) -> CostValues:
    """The frame (COST_VALUE_SCHEMA) by the number of the option. present_minor: the present value of the cost, positive for a cost."""
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    found: dict[int, dict[Place, int]] = {}
    for *key, kind, year, amount in frame.select(*OPTION_KEY, "cost_class", "fiscal_year", "present_minor").iter_rows():
        if (j := number.get((str(key[0]), str(key[1]), int(key[2])))) is not None:
            own = found.setdefault(j, {})
            own[kind, year] = own.get((kind, year), 0) + amount
    return found


@dataclass(frozen=True)
class CostChange:
    """Which lines of a project change together.

    project: by number. places: the cost classes and fiscal years that change; None for all lines of the project. The level counts
    minor units of the spend in `places`, or, if all lines change, shares of the cost in units of 1 / SHARE_SCALE.
    """

    project: int
    values: CostValues
    places: frozenset[Place] | None = None

    def most(self, problem: Problem) -> int:
        """The level that cuts all lines of every option to nothing."""
        return max((self.most_of(problem.options[j]) for j in problem.running_options_of[self.project]), default=0)

    def most_of(self, option: Option) -> int:
        """The level that cuts all lines of one option to nothing."""
        return SHARE_SCALE if self.places is None else self._total(option)

    def applied(self, problem: Problem, level: int) -> Problem:
        """The problem in which the cost of the project is changed by a level."""
        options, spend = list(problem.options), problem.spend
        amount = spend.amount.copy()
        for j in problem.running_options_of[self.project]:
            option = problem.options[j]
            lines = tuple((kind, year, by - self._saved(option, (kind, year), by, level)) for kind, year, by in option.spend)
            options[j] = replace(option, value=option.value + self.gain(problem, j, level), spend=lines)
            for i in np.flatnonzero(spend.option == j).tolist():
                place = spend.places[int(spend.place[i])]
                amount[i] -= self._saved(option, place, int(amount[i]), level)
        changed = OptionAmounts(spend.places, spend.place, spend.option, amount)
        return replace(problem, options=tuple(options), spend=changed)

    def gain(self, problem: Problem, j: int, level: int) -> int:
        """By how much the value of an option rises."""
        option = problem.options[j]
        return sum(self._saved(option, place, by, level) for place, by in self.values.get(j, {}).items())

    def amount(self, problem: Problem, j: int, level: int) -> int:
        """The money that an option saves in all years, in minor units; negative if it costs more."""
        option = problem.options[j]
        return sum(self._saved(option, (kind, year), by, level) for kind, year, by in option.spend)

    def _saved(self, option: Option, place: Place, by: int, level: int) -> int:
        if self.places is None:
            return by * level // SHARE_SCALE
        total = self._total(option)
        return by * min(level, total) // total if place in self.places and total else 0

    def _total(self, option: Option) -> int:
        return sum(by for kind, year, by in option.spend if self.places is None or (kind, year) in self.places)
