"""The frozen Plan: what was chosen, who pays, what the search proved. Goes to JSON and back without loss, so that anyone may re-check it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, Self

Outcome = Literal["proven", "feasible"]
Failure = Literal["no_plan", "infeasible", "unbounded"]


@dataclass(frozen=True)
class Allocation:
    """One booking: a fund pays a project's spend of a class in a fiscal year, in minor units. No project: for the people bought."""

    project_id: str | None
    fund_id: str
    cost_class: str
    fiscal_year: int
    amount_minor: int


@dataclass(frozen=True)
class Moved:
    """Money of one purse (fund, class, fiscal year) spent as another's, in minor units: carried over, or moved between funds or classes."""

    from_fund_id: str
    from_class: str
    from_year: int
    to_fund_id: str
    to_class: str
    to_year: int
    amount_minor: int


@dataclass(frozen=True)
class Bought:
    """People bought for a role and period, in milli-FTE, and what they cost in which fiscal year.

    kind: overtime or contractor, bought for the period; hire, there from the period of arrival to the end of the horizon, with a row for each period.
    """

    role_id: str
    period_index: int
    kind: str
    milli_fte: int
    fiscal_year: int
    amount_minor: int


@dataclass(frozen=True)
class Gained:
    """A synergy that the plan brings: what it adds to the value, or takes from it."""

    synergy_id: str
    value: int


@dataclass(frozen=True)
class Chosen:
    """One project in the plan. `finish_index` is exclusive."""

    project_id: str
    mode_id: str
    start_index: int
    finish_index: int


@dataclass(frozen=True)
class Stage:
    """One stage of the lexicographic search.

    result: what the stage reached, in its own unit. value_given_up: portfolio value lost against the first stage. is_complete: False
    when a limit stopped it and the answer of the stage before stands. cut_rounds: times an answer failed the integer check and was cut off.
    """

    name: str
    result: int
    value_given_up: int
    is_complete: bool
    nodes: int
    cut_rounds: int


@dataclass(frozen=True)
class Plan:
    """A portfolio. Money in minor units of the portfolio's currency; `value` and `bound` in the unit of the objective.

    outcome: proven when bound - value is within the target, else feasible. No plan has any other outcome: see Failure.
    """

    outcome: Outcome
    value: int
    bound: int
    chosen: tuple[Chosen, ...]
    allocations: tuple[Allocation, ...]
    stages: tuple[Stage, ...]
    solver: Mapping[str, str | int | float]
    bought: tuple[Bought, ...] = ()
    moved: tuple[Moved, ...] = ()
    gained: tuple[Gained, ...] = ()

    @property
    def given_up(self) -> int:
        """Value given up on purpose to stay close to the approved plan."""
        return max(self.stages[-1].value_given_up, 0) if self.stages else 0

    @property
    def gap(self) -> int:
        """What the best possible plan could be worth more than this one, beyond what was given up on purpose."""
        return self.bound - self.value - self.given_up

    @property
    def gap_ppm(self) -> int | None:
        """The gap in millionths of the value, rounded up; None where the value is zero and the gap is not."""
        if not self.gap:
            return 0
        return -(-self.gap * 1_000_000 // abs(self.value)) if self.value else None

    def to_json(self) -> str:
        """JSON with sorted keys: equal plans give equal bytes."""
        return json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The plan that `to_json` wrote. Raises KeyError or TypeError when it is not one."""
        raw = json.loads(text)
        return cls(
            outcome=raw["outcome"],
            value=raw["value"],
            bound=raw["bound"],
            chosen=tuple(Chosen(**each) for each in raw["chosen"]),
            allocations=tuple(Allocation(**each) for each in raw["allocations"]),
            stages=tuple(Stage(**each) for each in raw["stages"]),
            solver=raw["solver"],
            bought=tuple(Bought(**each) for each in raw["bought"]),
            moved=tuple(Moved(**each) for each in raw["moved"]),
            gained=tuple(Gained(**each) for each in raw["gained"]),
        )
