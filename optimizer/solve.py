"""From Problem to Plan: the lexicographic stages, the exactness loop, the typed outcome.

Stages: greatest value; least change against the approved plan within a tolerance of it (then the value won back); least spend; the tie
order. Every answer is checked in integers; one that fails is cut off and the stage is run again.
"""

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.cuts import cut_off
from optimizer.funding import Funding, Shortfall, fund, funding_row
from optimizer.highs import VERSION, Answer, LiveModel, least_violation
from optimizer.model import build_model
from optimizer.plan import Bought, Chosen, Failure, Gained, Plan, Stage
from optimizer.problem import Problem
from optimizer.registry import owner_of
from optimizer.repair import repaired
from optimizer.rows import IntArray, Row, Selection, broken, row, sharpest, value_of
from optimizer.settle import complete

TIE_WEIGHTS = 2**20
TIE_ROUNDS = 3
NEEDED_BY = 3
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Limits:
    """When to stop. gap_target_ppm is relative to the value; max_nodes holds for each stage; seconds for everything together.

    presolve: off, the solver gets the model as it is: another way to the same answer, for checks.
    """

    gap_target_ppm: int = 0
    max_nodes: int = 50_000
    seconds: float = 600.0
    threads: int = 1
    seed: int = 0
    presolve: bool = True


@dataclass(frozen=True)
class BrokenRule:
    """A rule the least bad selection still breaks: its words, by how much, in what unit (minor, milli_fte, count), and who may change it."""

    family: str
    label: str
    excess: int
    unit: str
    owner: str
    needed_by: tuple[str, ...] = ()  # the required projects that weigh most in it


@dataclass(frozen=True)
class Failed:
    """No plan: why, and for an infeasible problem the rules that the least bad selection breaks."""

    failure: Failure
    broken: tuple[BrokenRule, ...] = ()


def solve(problem: Problem, limits: Limits, *, value_tolerance_bp: int = 0, progress: Progress = lambda _: None) -> Plan | Failed:
    """The recommended plan, verified against every integer row, or the typed reason why there is none.

    value_tolerance_bp: value that may be given up to stay close to `problem.approved`, in basis points.
    """
    search = Search(problem, limits)
    progress(f"{len(problem.projects)} projects, {len(problem.options)} options, {len(search.rows)} rules")
    first = search.run(problem.objective)
    if first.chosen is None and first.status == "infeasible":
        first, failed = _confirm_infeasible(search)
        if failed:
            return failed
    if first.chosen is None:
        return Failed("unbounded" if first.status == "unbounded" else "no_plan")
    value = search.worth(first.chosen)
    bound = whole_bound(first.bound, value)
    progress(f"value {value:,}, bound {bound:,}, {first.nodes} nodes")
    stages = [Stage("greatest value", value, 0, first.status == "optimal", first.nodes, search.rounds)]
    chosen = _later_stages(search, first.chosen, value_tolerance_bp, stages, progress)
    return _plan(problem, limits, chosen, max(bound, search.worth(chosen)), stages, value_tolerance_bp)


def whole_bound(bound: float, value: int) -> int:
    """A solver's bound as an integer: the value itself when they differ by less than the half unit that floats cannot tell, else rounded up."""
    return value if bound - value <= 0.5 else math.ceil(bound)


def given_value(problem: Problem) -> int:
    """The value that is not free to choose: the best each required project can be worth. Gaps are measured against the rest, so that a
    large mandate does not make a careless choice of everything else look precise.
    """
    return sum(max(int(problem.values[j]) for j in problem.options_of[p]) for p in problem.required)


class Search:
    """A live model, the integer rows its answers are checked against, and the limits they share."""

    def __init__(self, problem: Problem, limits: Limits, *, restarts: bool = True) -> None:
        self.problem, self.limits = problem, limits
        self.model = build_model(problem)
        self.rows: list[Row] = list(self.model.rows)
        self.rounds = 0
        self._live = LiveModel(self.model, threads=limits.threads, seed=limits.seed, presolve=limits.presolve, restarts=restarts)
        self._deadline = time.monotonic() + limits.seconds

    @property
    def seconds_left(self) -> float:
        """Of the guard."""
        return self._deadline - time.monotonic()

    def without_presolve(self) -> None:
        """Start over in a second configuration of the solver."""
        self._live = LiveModel(self.model, threads=self.limits.threads, seed=self.limits.seed + 1, presolve=False)

    def add(self, *rows: Row) -> None:
        """Rows that hold from now on."""
        self.rows.extend(rows)
        self._live.add_rows(rows)

    def run(self, objective: IntArray, start: Selection | None = None, *, gap_ppm: int | None = None) -> Answer:
        """Greatest `objective`: an answer whose selection satisfies every row in integers and can be funded, or none."""
        gap = (self.limits.gap_target_ppm if gap_ppm is None else gap_ppm) / 1e6
        constant = given_value(self.problem) if objective is self.problem.objective else 0
        point = None if start is None else complete(self.problem, start)
        self.rounds = 0
        last = Answer("limit", None, 0.0, 0)
        while True:
            if self.seconds_left <= 0:
                # The last answer broke a row, and there is no time for another: what it becomes without what stands in the way.
                kept = last.chosen and repaired(self.problem, last.chosen, self._broken_or_unpaid)
                return Answer("limit", kept or None, last.bound, last.nodes)
            answer = self._live.maximise(
                objective, gap=gap, max_nodes=self.limits.max_nodes, seconds=self.seconds_left, start=point, constant=constant
            )
            if answer.chosen is None:
                return answer
            cuts = self._cuts(answer.chosen)
            if not cuts:
                return answer
            self.rounds += 1
            point, last = None, answer
            self._live.add_rows(cuts)

    def worth(self, chosen: Selection, objective: IntArray | None = None) -> int:
        """What a selection reaches, with all that follows from it; the value where no other objective is given."""
        return value_of(self.problem.objective if objective is None else objective, complete(self.problem, chosen))

    def broken(self, chosen: Selection) -> list[Row]:
        """The rows a selection breaks, with all that follows from it."""
        return broken(self.rows, complete(self.problem, chosen))

    def _broken_or_unpaid(self, chosen: Selection) -> list[Row]:
        return self.broken(chosen) or self._missing_rows(chosen)

    def shortfalls(self, chosen: Selection) -> list[Shortfall]:
        """The purses that cannot pay a selection."""
        found = fund(self.problem, chosen)
        return [] if isinstance(found, Funding) else found

    def trial(self, rows: list[Row], objective: IntArray, start: Selection | None = None) -> Answer:
        """`run` with rows that are taken away again afterwards, and every cut found meanwhile with them."""
        height, kept = self._live.height, len(self.rows)
        self.add(*rows)
        answer = self.run(objective, start)
        self._live.keep_rows(height)
        del self.rows[kept:]
        return answer

    def _cuts(self, chosen: Selection) -> list[Row]:
        bad = self.broken(chosen)
        new = [] if bad else self._missing_rows(chosen)
        return new + [cut_off(self.problem, each, chosen, self.rounds) for each in (*bad, *new)]

    def _missing_rows(self, chosen: Selection) -> list[Row]:
        """Rows of purses that were not there from the start."""
        new = [funding_row(self.problem, each.pairs, each.purses) for each in self.shortfalls(chosen)]
        self.rows.extend(new)
        return new


def _confirm_infeasible(search: Search) -> tuple[Answer, Failed | None]:
    """An infeasible verdict is believed when the least bad selection really breaks a rule, or when a second configuration agrees."""
    least = least_violation(
        search.model, threads=search.limits.threads, seed=search.limits.seed, seconds=max(search.seconds_left, 1.0)
    )
    if least is not None and search.broken(least):
        point = complete(search.problem, least)
        excesses = sharpest((each, each.excess(point)) for each in search.broken(least))
        rules = tuple(
            BrokenRule(each.family, each.label, by, each.unit, owner_of(each), _needed_by(search.problem, each, least))
            for each, by in excesses
        )
        return Answer("infeasible", None, 0.0, 0), Failed("infeasible", rules)
    search.without_presolve()
    answer = search.run(search.problem.objective, least)
    if answer.chosen is None:
        return answer, Failed("infeasible" if answer.status == "infeasible" else "no_plan")
    return answer, None


def _needed_by(problem: Problem, each: Row, chosen: Selection) -> tuple[str, ...]:
    weights = dict(zip(each.cols.tolist(), each.coefs.tolist(), strict=True))
    inside = [(weights[j], problem.options[j].project) for j in chosen if weights.get(j, 0) > 0]
    return tuple(problem.labels[p] for _, p in sorted(inside, reverse=True) if p in problem.required)[:NEEDED_BY]


def _later_stages(search: Search, chosen: Selection, tolerance_bp: int, stages: list[Stage], progress: Progress) -> Selection:
    problem = search.problem
    best = search.worth(chosen)

    def stage(name: str, objective: IntArray, at: Selection, *, sign: int = 1) -> Selection:
        answer = search.run(objective, at, gap_ppm=0)
        reached = search.worth(at, objective)
        better = answer.chosen is not None and search.worth(answer.chosen, objective) >= reached
        done = answer.chosen if better and answer.chosen is not None else at
        reached = search.worth(done, objective)
        given_up = best - search.worth(done)
        stages.append(Stage(name, sign * reached, given_up, answer.status == "optimal", answer.nodes, search.rounds))
        progress(f"{name}: {sign * reached:,}")
        search.add(_at_least(objective, reached, name))
        return done

    if problem.approved:
        search.add(_at_least(problem.objective, best - abs(best) * tolerance_bp // 10_000, "value within the tolerance"))
        chosen = stage("least change", -changes(problem), chosen, sign=-1)
        chosen = stage("value won back", problem.objective, chosen)
    else:
        search.add(_at_least(problem.objective, best, "greatest value"))
    other = search.trial([_another(problem, chosen)], problem.objective)
    if other.status == "infeasible":
        progress("no other plan is as good")
        return chosen
    chosen = stage("least spend", -problem.total_spend, chosen, sign=-1)
    for salt in range(TIE_ROUNDS):
        if search.trial([_another(problem, chosen)], problem.objective).status == "infeasible":
            break
        chosen = stage("tie order", tie_weights(problem, salt), chosen)
    return chosen


def changes(problem: Problem) -> IntArray:
    """D(w) per option against the approved plan: 2 for adding a project or dropping one, 1 for another mode or start; dropping is counted
    by giving the approved project's options -2, so that sums differ from D by a constant. To stop a project is to drop it.
    """
    cost = np.zeros(len(problem.options), dtype=np.int64)
    for j, option in enumerate(problem.options):
        was = problem.approved.get(option.project)
        cost[j] = 0 if option.is_stop else 2 if was is None else -2 if was == (option.mode_id, option.start) else -1
    return problem.layout.array(cost)


def tie_weights(problem: Problem, salt: int) -> IntArray:
    """The declared tie order: each option's weight is drawn from its place in the content order, so ids and row order have no say."""
    count = len(problem.options)
    draws = (hashlib.sha256(f"{salt}/{j}/{count}".encode()).digest() for j in range(count))
    return problem.layout.array([int.from_bytes(draw[:4], "big") % TIE_WEIGHTS + 1 for draw in draws])


def _at_least(objective: IntArray, floor: int, name: str) -> Row:
    terms = ((j, int(a)) for j, a in enumerate(objective))
    return row(f"stage[{name}]", "stage", name, terms, floor, None, "minor")


def _another(problem: Problem, chosen: Selection) -> Row:
    terms = ((j, -1 if j in chosen else 1) for j in range(len(problem.options)))
    return row("another", "stage", "another selection", terms, 1 - len(chosen), None)


def _plan(problem: Problem, limits: Limits, selection: Selection, bound: int, stages: list[Stage], tolerance_bp: int) -> Plan:
    options = [problem.options[j] for j in sorted(selection)]
    chosen = sorted(
        (Chosen(problem.projects[o.project], o.mode_id, o.start, o.finish) for o in options), key=lambda c: c.project_id
    )
    funding = fund(problem, selection)
    assert isinstance(funding, Funding)  # a selection that cannot be paid was cut off
    point = complete(problem, selection)
    value = value_of(problem.objective, point)
    base = abs(value - given_value(problem))
    # What stability gave up on purpose is no gap: the greatest value was proven before.
    open_gap = bound - value - max(stages[-1].value_given_up, 0)
    is_proven = open_gap * 1_000_000 <= limits.gap_target_ppm * base
    return Plan(
        outcome="proven" if is_proven else "feasible",
        value=value,
        bound=bound,
        chosen=tuple(chosen),
        allocations=tuple(sorted(funding.allocations, key=lambda a: (a.project_id is None, a.project_id or "", a.fiscal_year, a.cost_class, a.fund_id))),
        stages=tuple(stages),
        solver={
            "name": "HiGHS", "version": VERSION, "threads": limits.threads, "seed": limits.seed,
            "gap_target_ppm": limits.gap_target_ppm, "gap_base": base, "value_tolerance_bp": tolerance_bp, "max_nodes": limits.max_nodes, "columns": len(problem.layout.names),
        },
        bought=tuple(
            Bought(e.role, e.period, e.kind, point[j] * e.step_milli_fte, e.year, point[j] * e.step_cost)
            for j, e in sorted(zip(problem.layout.steps, problem.elastic, strict=True), key=lambda pair: (pair[1].role, pair[1].period, pair[1].kind)) if j in point
        ),
        gained=tuple(
            sorted(
                (Gained(g.name, g.amount) for q, g in zip(problem.layout.together, problem.synergies, strict=True) if q in point),
                key=lambda each: each.synergy_id,
            )
        ),
        moved=tuple(sorted(funding.moved, key=lambda m: (m.from_fund_id, m.from_class, m.from_year, m.to_fund_id, m.to_class, m.to_year))),
    )  # fmt: skip
