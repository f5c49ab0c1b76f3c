"""The records of a portfolio problem: options, relations, declared limits, and the frozen `Problem` that holds them all.

building.py makes the records from the choice frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.problem.column_layout import Layout
from optimizer.problem.hires import TermsByRole
from optimizer.problem.objectives import RankedObjective
from optimizer.problem.option_arrays import OptionAmounts
from optimizer.problem.overtime import PeopleOffer

Purse = tuple[str, str, int]  # fund, cost class, fiscal year


@dataclass(frozen=True)
class Option:
    """One option of a project: to run it in a mode from a start, or to stop it.

    project: the number of the project. start, finish: periods; the finish is exclusive. value: what the option adds to the
    objective if it is chosen.
    """

    project: int
    mode_id: str
    start: int
    finish: int
    value: int
    spend: tuple[tuple[str, int, int], ...]  # cost class, fiscal year, minor units
    demand: tuple[tuple[str, int, int], ...]  # role, period, milli-FTE
    is_stop: bool = False


@dataclass(frozen=True)
class Dependency:
    """Project `dependent` depends on project `on`, both by number.

    on: None if the project that is depended on cannot be chosen. on_label: the words for that project, in any case.
    """

    type: str
    dependent: int
    on: int | None
    lag: int
    group: str | None
    on_label: str  # for messages to people


@dataclass(frozen=True)
class Transfer:
    """A permission to spend at most `most` minor units of the purse `source` as money of the purse `target`."""

    source: Purse
    target: Purse
    most: int


@dataclass(frozen=True)
class Synergy:
    """A gain of value, or with a negative amount a loss, if all `members` run. The amount is in the unit of the objective.

    owner: if the synergy is the benefit of a declared programme, who declared the programme; otherwise None. is_loss: whether the
    synergy is a loss, to the first objective or to a later one.
    """

    name: str
    amount: int
    members: tuple[int, ...]
    owner: str | None = None
    is_loss: bool = False

    @property
    def is_of_programme(self) -> bool:
        """Whether the synergy is the benefit of a declared programme, which is earned if all projects of the programme run."""
        return self.owner is not None


@dataclass(frozen=True)
class Programme:
    """A programme that is declared as all or none: either all of its projects run, or none of them.

    members: projects that can be chosen, by number. absent: ids of members that cannot be chosen.
    """

    name: str
    owner: str
    members: tuple[int, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class DeclaredLimit:
    """A declared limit: lower <= sum of weights over the chosen options <= upper. A bound of None stands for no bound.

    family: group, balance or flow.
    """

    family: str
    label: str
    owner: str
    lower: int | None
    upper: int | None
    weights: tuple[tuple[int, int], ...]  # number of the option, weight


@dataclass(frozen=True)
class RobustBudget:
    """A declared robust budget: the funds can still pay if any `gamma` projects come in at their high cost at once."""

    label: str
    owner: str
    gamma: int


@dataclass(frozen=True)
class ScenarioFloor:
    """A declared floor under tail risk: the value of the plan, averaged over its `worst` scenarios, is at least `floor`."""

    label: str
    owner: str
    worst: int
    floor: int


@dataclass(frozen=True)
class Problem:
    """A portfolio problem, sorted by content.

    The options of one project follow one another. Records refer to projects and options by number.

    Hires are options too: options of the pseudo-projects in `hires`, with negative demand. Messages to people leave the
    pseudo-projects out. If periods are planned together as a block, capacity, demand and offers of people are stated for the
    block: the number of a period is the first period of its block, and amounts are sums over the block.
    """

    projects: tuple[str, ...]
    labels: tuple[str, ...]  # id and name, for messages to people
    options: tuple[Option, ...]
    budgets: Mapping[tuple[str, str, int], int]  # fund, cost class, fiscal year -> minor units
    funds: tuple[str, ...]
    years: tuple[int, ...]
    payers: tuple[tuple[str, ...], ...]  # for each project the funds that may pay for it, in the order of `funds`
    capacity: Mapping[tuple[str, int], int]  # role, period -> milli-FTE
    roles: tuple[str, ...]
    required: Mapping[int, tuple[str, ...]]  # project -> reasons why the project must be in the plan
    unavailable: Mapping[str, tuple[str, ...]]  # id of a required project without an option -> reasons why it is required
    dependencies: tuple[Dependency, ...]
    approved: Mapping[int, tuple[str, int]]  # project -> mode and start in the approved plan
    has_approved_plan: bool  # whether there is an approved plan; all of its projects may be gone
    elastic: tuple[PeopleOffer, ...]  # within a role and period the cheapest offer first
    elastic_payers: tuple[str, ...]  # funds that may pay for people bought and hired
    hires: Mapping[int, str]  # pseudo-project -> role of the people it hires
    hire_terms: TermsByRole
    transfers: tuple[Transfer, ...]
    limits: tuple[DeclaredLimit, ...]
    synergies: tuple[Synergy, ...]  # also the benefits of complete programmes
    programmes: tuple[Programme, ...]
    payer_limits: Mapping[
        tuple[int, str], int
    ]  # project, fund -> the basis points of the project's spend that the fund may pay at most
    spend: OptionAmounts  # of options, by cost class and fiscal year, in minor units
    demand: OptionAmounts  # of options, by role and period, in milli-FTE
    robust: tuple[RobustBudget, ...]
    deviations: Mapping[
        int, tuple[tuple[str, int, int], ...]
    ]  # option -> cost class, fiscal year, and by how many minor units its spend can be exceeded at most
    tail: tuple[ScenarioFloor, ...]
    scenarios: IntArray  # scenario x option -> value of the option in the scenario; no rows where no floor is declared
    block_end: Mapping[int, int]  # first period of each block of periods that are planned together -> last period of the block
    ranked: tuple[RankedObjective, ...]  # all objectives in their order, where several are declared; else none

    def period_words(self, period: int) -> str:
        """A period in words; if `period` is the first period of a block, the whole block in words."""
        last = self.block_end.get(period, period)
        return f"period {period}" if last == period else f"periods {period} to {last}"

    @cached_property
    def layout(self) -> Layout:
        """The layout of the model's columns."""
        return Layout(
            tuple(f"w[{self.projects[o.project]},{o.mode_id},{o.start}]" for o in self.options),
            self.elastic,
            tuple(each.name for each in self.synergies),
        )

    @cached_property
    def objective(self) -> IntArray:
        """The coefficients of the objective, one for each column of the model."""
        return self.layout.array(self.values, [-e.step_loss for e in self.elastic], together=[g.amount for g in self.synergies])

    @cached_property
    def ranked_coefs(self) -> tuple[IntArray, ...]:
        """For each objective in `ranked` its coefficients, one for each column of the model, so that more is better."""
        further = (each.coefs(self.layout) for each in self.ranked[1:])
        return (self.objective, *further) if self.ranked else ()

    @cached_property
    def hire_options(self) -> frozenset[int]:
        """The options that hire people."""
        return frozenset(j for p in self.hires for j in self.options_of[p])

    @cached_property
    def options_of(self) -> tuple[range, ...]:
        """For each project the numbers of its options."""
        counts = np.bincount(self.projects_of, minlength=len(self.projects))
        ends = np.cumsum(counts)
        return tuple(range(int(end - count), int(end)) for count, end in zip(counts, ends, strict=True))

    @cached_property
    def projects_of(self) -> IntArray:
        """The project of each option."""
        return np.array([option.project for option in self.options], dtype=np.int64)

    @cached_property
    def is_stop(self) -> BoolArray:
        """For each option whether it stops its project."""
        return np.array([option.is_stop for option in self.options], dtype=bool)

    @cached_property
    def payer_sets(self) -> tuple[tuple[str, ...], ...]:
        """The distinct sets of funds that may pay for a project."""
        return tuple(dict.fromkeys(self.payers))

    @cached_property
    def payer_set(self) -> IntArray:
        """For each project the number of its set in `payer_sets`."""
        number = {payers: i for i, payers in enumerate(self.payer_sets)}
        return np.array([number[payers] for payers in self.payers], dtype=np.int64)

    @cached_property
    def has_payer_limit(self) -> BoolArray:
        """For each project whether some fund may pay only a share of its spend."""
        return np.isin(np.arange(len(self.projects)), [project for project, _ in self.payer_limits])

    @cached_property
    def first_with_payers(self) -> IntArray:
        """For each project the first project with the same payers.

        A project of which some fund may pay only a share is not grouped with others: the result is the project itself.
        """
        found = np.arange(len(self.projects))
        shared = np.flatnonzero(~self.has_payer_limit)
        _, first, number = np.unique(self.payer_set[shared], return_index=True, return_inverse=True)
        found[shared] = shared[first[number]]
        return found

    @cached_property
    def running_options_of(self) -> tuple[tuple[int, ...], ...]:
        """For each project the options that run it, without the options that stop it.

        Only the options that run a project count for its relations to other projects.
        """
        return tuple(tuple(j for j in own if not self.options[j].is_stop) for own in self.options_of)

    @cached_property
    def values(self) -> IntArray:
        """The value of each option, in the unit of the first objective."""
        return np.array([option.value for option in self.options], dtype=np.int64)

    @cached_property
    def total_spend(self) -> IntArray:
        """The spend of each column of the model in the years of the horizon, in minor units."""
        own = np.zeros(len(self.options), dtype=np.int64)
        for (_, year), options, amounts in self.spend.by_place():
            own[options] += amounts if year in self.years else 0
        return self.layout.array(own, [each.step_cost for each in self.elastic])
