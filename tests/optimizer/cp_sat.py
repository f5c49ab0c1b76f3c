"""Solves portfolios with CP-SAT in a process of its own, because its package loads a second HiGHS, which would clash."""

import importlib.util
import multiprocessing
from collections.abc import Iterable

import polars as pl

from optimizer.linear.rows import Row, value_of
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.model.families.money.budget import funding_row
from optimizer.model.funding.who_pays import Funding, fund_selection
from optimizer.problem.building import build_problem

SECONDS = 60.0
IS_THERE = importlib.util.find_spec("ortools") is not None


def second_opinions(portfolios: Iterable[dict[str, pl.DataFrame]]) -> list[tuple[int, int] | str]:
    """For each portfolio the greatest value and the least spend at that value, or `infeasible`, or `open` if CP-SAT gave up."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.map(_opinion, list(portfolios))


def _opinion(frames: dict[str, pl.DataFrame]) -> tuple[int, int] | str:
    problem = build_problem(frames)
    model, rows = build_model(problem), []
    first = _greatest(problem, model, model.objective, rows)
    if isinstance(first, str):
        return first
    value = value_of(model.objective, first)
    terms = [(j, int(a)) for j, a in enumerate(model.objective)]
    cheapest = _greatest(problem, model, -problem.total_spend, rows, (terms, value))
    return cheapest if isinstance(cheapest, str) else (value, value_of(problem.total_spend, cheapest))


def _greatest(problem, model, objective, rows: list[Row], floor=None) -> dict[int, int] | str:
    """The settled point of the best selection; rows of purses that it shows to be missing are added to `rows`."""
    from ortools.sat.python import cp_model

    while True:
        sat, solver = cp_model.CpModel(), cp_model.CpSolver()
        columns = [sat.new_int_var(0, int(most), "") for most in model.upper_limits]
        for each in (*model.rows, *rows):
            total = cp_model.LinearExpr.weighted_sum([columns[j] for j in each.cols.tolist()], each.coefs.tolist())
            lower, upper = (-(2**62) if each.lower is None else each.lower), (2**62 if each.upper is None else each.upper)
            sat.add_linear_constraint(total, lower, upper)
        if floor is not None:
            total = cp_model.LinearExpr.weighted_sum([columns[j] for j, _ in floor[0]], [a for _, a in floor[0]])
            sat.add_linear_constraint(total, floor[1], 2**62)
        sat.maximize(cp_model.LinearExpr.weighted_sum(columns, [int(a) for a in objective]))
        solver.parameters.max_time_in_seconds, solver.parameters.num_workers = SECONDS, 2
        status = solver.solve(sat)
        if status == cp_model.INFEASIBLE:
            # CP-SAT 9.15's presolve called a model infeasible that has a point (medium portfolio 190, least spend at its value); without it, it does not.
            solver.parameters.cp_model_presolve = False
            status = solver.solve(sat)
        if status != cp_model.OPTIMAL:
            return "infeasible" if status == cp_model.INFEASIBLE else "open"
        chosen = frozenset(j for j in range(len(problem.options)) if solver.value(columns[j]))
        funding = fund_selection(problem, chosen)
        if isinstance(funding, Funding):
            return point_of(problem, chosen)
        rows.extend(funding_row(problem, each.pairs, each.purses) for each in funding)
