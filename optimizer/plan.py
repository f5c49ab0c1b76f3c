"""The frozen Plan: what was chosen, who pays, and what the search proved.

A plan can be written to JSON and read back without loss, so that anybody can repeat the check of the plan.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, Self

Outcome = Literal["proven", "feasible"]
Failure = Literal["no_plan", "infeasible", "unbounded"]
EFFORT = ("nodes", "cut_rounds")  # the fields of a stage that say how hard the search was


@dataclass(frozen=True)
class Allocation:
    """One booking: a fund pays for the spend of a project in a cost class and fiscal year, in minor units.

    project_id: None when the fund pays for people that are bought or hired.
    """

    project_id: str | None
    fund_id: str
    cost_class: str
    fiscal_year: int
    amount_minor: int


@dataclass(frozen=True)
class Moved:
    """Money of one purse (fund, class, fiscal year) that is spent as money of another purse, in minor units.

    The money is carried over from one year to the next, or moved between funds or classes.
    """

    from_fund_id: str
    from_class: str
    from_year: int
    to_fund_id: str
    to_class: str
    to_year: int
    amount_minor: int


@dataclass(frozen=True)
class Bought:
    """The people bought for a role and period, in milli-FTE, and the fiscal year and amount of their cost.

    kind: "overtime" or "contractor" for people who are bought for the period; "hire" for people who are hired, with one record
    for each period from their arrival to the end of the horizon.
    """

    role_id: str
    period_index: int
    kind: str
    milli_fte: int
    fiscal_year: int
    amount_minor: int


@dataclass(frozen=True)
class Arrival:
    """A decision to hire: `heads` people of a role arrive in a period, and stay to the end of the horizon.

    What the hired people cost in each period stands among the records of people bought.
    """

    role_id: str
    period_index: int
    heads: int


@dataclass(frozen=True)
class Gained:
    """A synergy that the plan earns. value: what the synergy adds to the plan's value; negative if it lowers the value."""

    synergy_id: str
    value: int


@dataclass(frozen=True)
class Chosen:
    """One project of the plan and the option that is chosen for the project. finish_index is exclusive."""

    project_id: str
    mode_id: str
    start_index: int
    finish_index: int


@dataclass(frozen=True)
class Stage:
    """One stage of the lexicographic search.

    result: what the stage reached, in the unit of the stage's objective. value_given_up: how much less the portfolio is worth
    than after the first stage. is_complete: False when a limit stopped the stage; the selection may then be the one of the
    previous stage. nodes: the branch-and-bound nodes of the stage. cut_rounds: how many solutions failed the integer check and
    were cut off. Both may depend on the clock, and a published plan leaves them out; None if they are not known.
    """

    name: str
    result: int
    value_given_up: int
    is_complete: bool
    nodes: int | None = None
    cut_rounds: int | None = None


@dataclass(frozen=True)
class EngineReport:
    """What another engine had to do with a plan, and what it said. Nothing of it is a proof.

    name, version: the engine; an empty version is not known. outcome: "planned" if the engine proposed the plan, "failed" if the
    built-in engine planned instead. status, value, bound: the engine's own words on the greatest value, in the unit of the
    objective; the value is that of its selection, which passed the integer check; None where it told none. trouble, said: why its
    answer was not used: the kind, and what was found in words.
    """

    name: str
    version: str
    outcome: Literal["planned", "failed"]
    status: str = ""
    value: int | None = None
    bound: int | None = None
    trouble: str = ""
    said: str = ""


@dataclass(frozen=True)
class ObjectiveResult:
    """One of several objectives of a plan, in the unit of the objective.

    is_least: whether less is better. reached: what its stage of the search reached, before it gave way to the next objective. bound: no
    plan that keeps the rows of its stage reaches more (less, if is_least). Both are None if no such stage ran, and the bound if none
    is known. value: what the plan has. may_lose: the most that the next objective could cost it.
    """

    name: str
    unit: str
    is_least: bool
    reached: int | None
    bound: int | None
    value: int
    may_lose: int

    @property
    def loss(self) -> int | None:
        """What the later objectives cost this one; None if its stage did not run."""
        return None if self.reached is None else (self.reached - self.value) * (-1 if self.is_least else 1)

    @property
    def gap(self) -> int | None:
        """How much more the stage could have reached at most; None if it is not known."""
        return None if self.reached is None or self.bound is None else abs(self.bound - self.reached)


@dataclass(frozen=True)
class Ties:
    """How many selections are as good in every declared objective. is_all: whether it is proven that there are no more."""

    count: int
    is_all: bool


Verdict = Literal["agrees", "no better plan", "better plan", "false status", "no opinion"]


@dataclass(frozen=True)
class SecondOpinion:
    """What another engine said of a finished plan.

    name, version: the engine. verdict: "agrees" if it called a value optimal that is the plan's within the gap; "no better plan" if it
    stopped at a limit; "better plan" if its plan passed the verifier and replaced the other one; "false status" if it contradicts
    the verified plan or itself; "no opinion" if it gave no answer. value: the greatest value of its own plan, which passed the
    integer check. bound: its word. replaced_value: the greatest value of the plan that was replaced. trouble, said: as of
    `EngineReport`.
    """

    name: str
    version: str
    verdict: Verdict
    value: int | None = None
    bound: int | None = None
    replaced_value: int | None = None
    trouble: str = ""
    said: str = ""


@dataclass(frozen=True)
class Plan:
    """A portfolio. Money is in minor units of the portfolio's currency; `value` and `bound` are in the unit of the objective.

    outcome: "proven" when the gap between bound and value is within the target, else "feasible". If no plan was found, the
    search returns a Failure instead of a Plan. engine: what another engine had to do with the plan; None if none was asked.
    opinion: a second opinion on the finished plan; None if none was asked for. objectives: all objectives in their order where several
    are declared, the first of which is `value`. ties: the plans that are as good in all of them; None if they were not counted.
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
    arrivals: tuple[Arrival, ...] = ()
    engine: EngineReport | None = None
    opinion: SecondOpinion | None = None
    objectives: tuple[ObjectiveResult, ...] = ()
    ties: Ties | None = None

    @property
    def given_up(self) -> int:
        """The value that was given up on purpose to stay close to the approved plan, or for the objectives after the first."""
        return max(self.stages[-1].value_given_up, 0) if self.stages else 0

    @property
    def gap(self) -> int:
        """How much more than this plan the best plan could be worth at most, less the value given up on purpose."""
        return self.bound - self.value - self.given_up

    @property
    def gap_ppm(self) -> int | None:
        """The gap in millionths of the value, rounded up; None if the value is zero while the gap is not zero."""
        if not self.gap:
            return 0
        return -(-self.gap * 1_000_000 // abs(self.value)) if self.value else None

    def effort(self) -> list[dict[str, str | int | None]]:
        """The name, nodes and cut rounds of each stage."""
        return [{"stage": stage.name, **{key: getattr(stage, key) for key in EFFORT}} for stage in self.stages]

    def to_json(self, *, with_effort: bool = True) -> str:
        """JSON with sorted keys, so that equal plans give equal bytes.

        with_effort: whether the nodes and cut rounds of the stages are told. They may depend on the clock, so two searches that
        find the same plan may differ in them.
        """
        values = asdict(self)
        for part in ("objectives", "ties"):  # a plan of one objective says nothing of them
            if not values[part]:
                del values[part]
        for stage in values["stages"] if not with_effort else ():
            for key in EFFORT:
                del stage[key]
        return json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads a plan that `to_json` wrote. Raises KeyError or TypeError when the text is no plan."""
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
            arrivals=tuple(Arrival(**each) for each in raw.get("arrivals", ())),
            engine=EngineReport(**raw["engine"]) if raw.get("engine") else None,
            opinion=SecondOpinion(**raw["opinion"]) if raw.get("opinion") else None,
            objectives=tuple(ObjectiveResult(**each) for each in raw.get("objectives", ())),
            ties=Ties(**raw["ties"]) if raw.get("ties") else None,
        )
