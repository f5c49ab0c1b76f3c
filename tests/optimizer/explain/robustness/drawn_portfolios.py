"""Random draws of small portfolios, and the frames that a draw means, stated a second time with fractions."""

import random
from fractions import Fraction
from math import floor

import numpy as np
import polars as pl

from optimizer.explain.robustness.input_draws import InputDraws
from optimizer.problem.records import Problem


def random_draws(problem: Problem, count: int, seed: int) -> InputDraws:
    """Draws of up to 30 % of gains and costs and 10 % of budgets; the costs of an option are anything up to its value and beyond."""
    rng = np.random.default_rng(seed)
    p, f = len(problem.projects), len(problem.funds)
    own = random.Random(seed)
    size = max((abs(o.value) for o in problem.options), default=1)
    return InputDraws(
        rng.integers(-300_000, 300_001, (count, p)), rng.integers(-300_000, 300_001, (count, p)), rng.integers(-100_000, 100_001, (count, f)),
        rng.integers(-size // 10 - 1, size // 10 + 2, (count, p)), [own.randint(0, size) for _ in problem.options],
    )  # fmt: skip


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def drawn_frames(frames: dict[str, pl.DataFrame], problem: Problem, draws: InputDraws, draw: int) -> dict[str, pl.DataFrame]:
    """The frames with the inputs of a draw, for portfolios without hires."""
    place = {project: p for p, project in enumerate(problem.projects)}
    stops = set(frames["stop_modes"].iter_rows())
    cost_of = {(problem.projects[o.project], o.mode_id, o.start): c for o, c in zip(problem.options, draws.costs, strict=True)}

    def factor(ppm) -> Fraction:
        return 1 + Fraction(int(ppm), 1_000_000)

    options = []
    for project, mode, start, finish, value in frames["options"].iter_rows():
        if (project, mode, start) in cost_of:  # an option that may not be chosen stands in no problem
            p, cost = place[project], cost_of[project, mode, start]
            gains = value + cost + (0 if (project, mode) in stops else int(draws.shift[draw, p]))
            drawn = half_up(gains * factor(draws.gain_ppm[draw, p])) - half_up(cost * factor(draws.cost_ppm[draw, p]))
            options.append((project, mode, start, finish, drawn))
    spend = [
        (*row[:-1], half_up(row[-1] * factor(draws.cost_ppm[draw, place[row[0]]])) if row[0] in place else row[-1])
        for row in frames["spend"].iter_rows()
    ]
    fund = {each: i for i, each in enumerate(problem.funds)}
    budgets = [
        (*row[:-1], half_up(row[-1] * factor(draws.budget_ppm[draw, fund[row[0]]]))) for row in frames["budgets"].iter_rows()
    ]
    changed = {"options": options, "spend": spend, "budgets": budgets}
    return frames | {name: pl.DataFrame(rows, schema=frames[name].schema, orient="row") for name, rows in changed.items()}
