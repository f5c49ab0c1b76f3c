"""What presolve makes of portfolios of a few projects, in names and numbers."""

import numpy as np

from optimizer.linear.matrix import Matrix
from optimizer.model.building import build_model
from optimizer.presolve.reductions import dominated, initial_facts, presolved, propagated
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

ROOM = {"budgets": [("F", "capex", 2027, 100)], "years": [(2027,)]}


def taken_out(**rows: list[tuple]) -> tuple[list[str], list[str]]:
    """The options that no plan holds and those that are dominated, as project and mode."""
    problem = build_problem(frames_of(**ROOM, **rows))
    model = build_model(problem)
    matrix = Matrix.of(model.rows, model.upper_limits)
    names = [f"{problem.projects[o.project]} {o.mode_id}" for o in problem.options]
    never = np.flatnonzero(propagated(matrix, initial_facts(problem, model, model.upper_limits)).upper_limits[: len(names)] == 0)
    return sorted(names[j] for j in never), sorted(names[j] for j in dominated(problem, matrix))


def lean_rows(**rows: list[tuple]) -> dict[str, tuple]:
    """The rows that a solver gets, by name: coefficients by project and mode, lower and upper bound."""
    problem = build_problem(frames_of(**ROOM, **rows))
    names = [f"{problem.projects[o.project]}{'' if o.mode_id == 'full' else ' ' + o.mode_id}" for o in problem.options]
    return {
        each.name: ({names[j]: int(a) for j, a in zip(each.cols, each.coefs, strict=True)}, each.lower, each.upper)
        for each in presolved(problem, build_model(problem)).rows
    }


def costs(**amounts: int) -> dict[str, list[tuple]]:
    """Projects, named by their letter, that cost so much of 100.

    A small letter is the lean mode of the project, which is worth less.
    """
    named = {letter: (letter.upper(), "full" if letter.isupper() else "lean") for letter in amounts}
    return {
        "options": [(*key, 0, 1, 10 if key[1] == "full" else 5) for key in named.values()],
        "spend": [(*named[letter], 0, "capex", 2027, amount) for letter, amount in amounts.items() if amount],
        "payers": [(p, "F") for p in sorted({p for p, _ in named.values()})],
    }


LAW = [("A", "mandate", "law")]


BUDGET = "budget[F,capex,2027]"
