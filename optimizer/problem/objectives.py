"""The objectives in their order, where several are declared: what each column of the model adds to each of them.

The first objective is the value of the options. It stands in the list for its name and unit only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from cutline.errors import Finding, UsageError
from optimizer.linear.arrays import IntArray
from optimizer.problem.column_layout import Layout
from optimizer.problem.hires import HIRE_KIND, TermsByRole, heads_of, option_key
from optimizer.problem.option_arrays import OptionKey
from optimizer.problem.overtime import PeopleOffer

BASIS = 10_000  # basis points in a whole
Offered = tuple[str, int, str]  # role, period, kind of people


@dataclass(frozen=True)
class RankedObjective:
    """One of several objectives.

    is_least: whether less is better. base: the amount that a plan without any project has. may_lose_bp, may_lose: how much this
    objective may cost the objective before it: a share of what that one reached, and an amount in its unit. options, steps,
    synergies: what each option, each step of people bought and each synergy adds; none for the first objective.
    """

    name: str
    unit: str
    is_least: bool
    base: int
    may_lose_bp: int
    may_lose: int
    options: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()
    synergies: tuple[int, ...] = ()

    @property
    def sign(self) -> int:
        """1 if more is better, else -1."""
        return -1 if self.is_least else 1

    def coefs(self, layout: Layout) -> IntArray:
        """The coefficient of each column of the model, with the sign that makes more the better."""
        return self.sign * layout.array(self.options, self.steps, together=self.synergies)

    def amount(self, total: int) -> int:
        """The objective as people read it. total: the sum of `coefs` over the columns of a plan."""
        return self.base + self.sign * total

    def permitted(self, reached: int) -> int:
        """How much this objective may cost the objective before it, in the unit of that one. reached: what that one reached."""
        return abs(reached) * self.may_lose_bp // BASIS + self.may_lose


def ranked_objectives(
    tables: Mapping[str, pl.DataFrame],
    option: Mapping[OptionKey, int],
    elastic: Sequence[PeopleOffer],
    synergies: Sequence[str],
    hires: TermsByRole,
) -> tuple[RankedObjective, ...]:
    """Reads the objectives from the frames. option: the number of each option. elastic, synergies: in the order of the columns.

    Raises UsageError for ranks other than 0, 1, 2 and so on, and if people or synergies count in a sense that the rows of the model
    do not keep: the rows let a solver buy more people than needed, and earn less than there is to gain.
    """
    found: list[RankedObjective] = []
    for rank, name, unit, is_least, base, bp, amount in tables["objectives"].sort("rank").iter_rows():
        if rank != len(found):
            _refuse(f"rank {rank} at place {len(found)}", "ranks 0, 1, 2 and so on")
        known = RankedObjective(name, unit, is_least, base, bp or 0, amount or 0)
        if rank == 0:
            found.append(known)
            continue
        own = {key: pl.col("rank") == rank for key in ("objective_terms", "objective_people", "objective_synergies")}
        terms, people, together = (tables[key].filter(mine).drop("rank") for key, mine in own.items())
        added = {(role, period, kind): by for role, period, kind, by in people.iter_rows()}
        amounts = np.zeros(len(option), dtype=np.int64)
        for project, mode, start, by in terms.iter_rows():
            if (project, mode, start) in option:
                amounts[option[project, mode, start]] += by
        for j, by in _of_hires(hires, added, option):
            amounts[j] += by
        steps = tuple(added.get((each.role, each.period, each.kind), 0) for each in elastic)
        joint = dict(together.iter_rows())
        objective = RankedObjective(
            name, unit, is_least, base, bp or 0, amount or 0, tuple(amounts.tolist()), steps,
            tuple(joint.get(each, 0) for each in synergies),
        )  # fmt: skip
        _check_people(objective, elastic)
        found.append(objective)
    return tuple(found)


def costs_of_people(tables: Mapping[str, pl.DataFrame]) -> dict[Offered, tuple[int, ...]]:
    """For each offer of people that counts in an objective after the first, how much worse a step makes each of them, by rank."""
    further = tables["objectives"].filter(pl.col("rank") > 0).sort("rank")
    sign = dict(further.select("rank", pl.when("is_least").then(-1).otherwise(1)).iter_rows())
    found: dict[Offered, dict[int, int]] = {}
    for rank, role, period, kind, by in tables["objective_people"].iter_rows():
        found.setdefault((role, period, kind), {})[rank] = -sign.get(rank, 1) * by
    return {offered: tuple(own.get(rank, 0) for rank in sign) for offered, own in found.items()}


def _of_hires(hires: TermsByRole, added: Mapping[Offered, int], option: Mapping[OptionKey, int]) -> Iterator[tuple[int, int]]:
    """The number of each option that hires people, and what it adds: each head counts in every period from its arrival."""
    for role, own in hires.items():
        each = [added.get((role, terms.period, HIRE_KIND), 0) for terms in own]
        for i, terms in enumerate(own):
            for heads in range(1, terms.most_heads + 1):
                key = option_key(role, terms.period, heads)
                if key in option:
                    yield option[key], heads_of(key[1]) * sum(each[i:])


def _check_people(objective: RankedObjective, elastic: Sequence[PeopleOffer]) -> None:
    cost = [-objective.sign * by for by in objective.steps]
    if min(cost, default=0) < 0:
        _refuse(
            f"objective {objective.name} gains by people who are bought", "an objective that people who are bought make no better"
        )
    for i, j in pairwise(range(len(elastic))):
        if (elastic[i].role, elastic[i].block) == (elastic[j].role, elastic[j].block) and cost[i] > cost[j]:
            _refuse(
                f"objective {objective.name} loses more by the cheaper of two offers of {elastic[i].role}",
                "an objective to which the cheaper people are no worse",
            )


def _refuse(found: str, expected: str) -> None:
    action = "build it with cutline.choices.options.building.build_choices"
    raise UsageError("the objectives have no order that can be kept", [Finding("frame objectives", found, expected, action)])
