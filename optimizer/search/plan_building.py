"""Builds the Plan of a selection: the bookings, the people bought and hired, the synergies, and the proven gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimizer.linear.rows import Point, Selection, value_of
from optimizer.model.consequences import point_of
from optimizer.model.funding.who_pays import Funding, fund_selection
from optimizer.plan import Allocation, Arrival, Bought, Chosen, Gained, Moved, ObjectiveResult, Plan, Stage, Ties
from optimizer.problem.records import Problem
from optimizer.search.hires_in_plan import arrivals_of_selection, hires_of_selection
from optimizer.search.limits import Limits, required_value
from optimizer.solver.live_model import VERSION


@dataclass(frozen=True)
class Reached:
    """What the stage of an objective reached, and its bound; None if none is known. Both are sums of the objective's coefficients."""

    total: int
    bound: int | None


def plan_of(
    problem: Problem,
    limits: Limits,
    selection: Selection,
    bound: int,
    stages: list[Stage],
    tolerance_bp: int,
    *,
    reached: Sequence[Reached] = (),
    ties: Ties | None = None,
) -> Plan:
    """Builds the plan of a selection that keeps every row and can be funded.

    bound: an upper bound of the value of every plan. stages: the stages that ran. tolerance_bp: the share of the value that could
    be given up to stay close to the approved plan, in basis points. reached: of the objectives after the first whose stages ran, where
    several are declared. ties: as of the plan.
    """
    funding = fund_selection(problem, selection)
    assert isinstance(funding, Funding)  # the search cuts off a selection that cannot be funded
    point = point_of(problem, selection)
    value = value_of(problem.objective, point)
    gap_base = abs(value - required_value(problem))
    # Value that was given up on purpose to stay close to the approved plan is not part of the gap.
    open_gap = bound - value - max(stages[-1].value_given_up, 0)
    is_proven = open_gap * 1_000_000 <= limits.gap_target_ppm * gap_base
    return Plan(
        outcome="proven" if is_proven else "feasible",
        value=value,
        bound=bound,
        chosen=_chosen(problem, selection),
        allocations=tuple(sorted(funding.allocations, key=_place_of_allocation)),
        stages=tuple(stages),
        solver={
            "name": "HiGHS", "version": VERSION, "threads": limits.threads, "seed": limits.seed,
            "gap_target_ppm": limits.gap_target_ppm, "gap_base": gap_base, "value_tolerance_bp": tolerance_bp, "max_nodes": limits.max_nodes, "columns": len(problem.layout.names),
            **({} if limits.engine is None else {"engine": limits.engine.name}),
        },
        bought=_bought(problem, selection, point),
        gained=_gained(problem, point),
        moved=tuple(sorted(funding.moved, key=_place_of_move)),
        arrivals=tuple(Arrival(*each) for each in arrivals_of_selection(problem, selection)),
        objectives=tuple(_objectives(problem, point, [Reached(stages[0].result, bound), *reached])),
        ties=ties,
    )  # fmt: skip


def _objectives(problem: Problem, point: Point, reached: Sequence[Reached]) -> Iterator[ObjectiveResult]:
    """The declared objectives, where there are several. reached: those of the stages that ran; the others stopped before."""
    for k, (each, coefs) in enumerate(zip(problem.ranked, problem.ranked_coefs, strict=True)):
        told = reached[k] if k < len(reached) else None
        amount = None if told is None else each.amount(told.total)
        bound = None if told is None or told.bound is None else each.amount(told.bound)
        is_last = k + 1 == len(problem.ranked)
        may_lose = 0 if is_last or amount is None else problem.ranked[k + 1].permitted(amount)
        yield ObjectiveResult(each.name, each.unit, each.is_least, amount, bound, each.amount(value_of(coefs, point)), may_lose)


def _chosen(problem: Problem, selection: Selection) -> tuple[Chosen, ...]:
    options = [problem.options[j] for j in sorted(selection - problem.hire_options)]
    found = (Chosen(problem.projects[o.project], o.mode_id, o.start, o.finish) for o in options)
    return tuple(sorted(found, key=lambda c: c.project_id))


def _bought(problem: Problem, selection: Selection, point: Point) -> tuple[Bought, ...]:
    steps = zip(problem.layout.step_columns, problem.elastic, strict=True)
    overtime = (
        Bought(e.role, e.period, e.kind, point[j] * e.step_milli_fte, e.year, point[j] * e.step_cost)
        for j, e in steps
        if j in point
    )
    hires = hires_of_selection(problem, selection)
    return tuple(sorted((*overtime, *hires), key=lambda b: (b.role_id, b.period_index, b.kind)))


def _gained(problem: Problem, point: Point) -> tuple[Gained, ...]:
    columns = zip(problem.layout.synergy_columns, problem.synergies, strict=True)
    return tuple(sorted((Gained(g.name, g.amount) for q, g in columns if q in point), key=lambda each: each.synergy_id))


def _place_of_allocation(a: Allocation) -> tuple[bool, str, int, str, str]:
    return a.project_id is None, a.project_id or "", a.fiscal_year, a.cost_class, a.fund_id


def _place_of_move(m: Moved) -> tuple[str, str, int, str, str, int]:
    return m.from_fund_id, m.from_class, m.from_year, m.to_fund_id, m.to_class, m.to_year
