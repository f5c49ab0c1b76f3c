"""The best plan as a function of one project's gains: where the project enters or leaves, and what knowing the gains is worth.

Everything else is as planned. The gains of project p are multiplied by 1 + x, where x is between -r and r. The plan that is best at
one x is worth a straight line in x, with the gains of p's option as its slope, or no slope if the plan does not run p. So the value of
the best plan, f(x), is convex and made of pieces: the lines that were found are below it, and straight lines between the bounds that
were proven are above it.

The value of knowing x: if every x is as likely, it is the mean of f over the range less f(0), because the best plan that is fixed
beforehand is the one that is best at the mean of x (Howard 1966, the expected value of perfect information).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import numpy as np

from optimizer.explain.plan_pool import running_projects
from optimizer.explain.robustness.input_draws import MILLION
from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, whole_bound

SCALE = 10**12  # x is counted in this part of 1, so that its rounding is far below a unit of the objective
MOST_POINTS = 8  # points at which the best plan is searched
ROUNDING = 1  # units by which drawn values may differ from the exact ones, because they are whole numbers


@dataclass(frozen=True)
class Line:
    """A plan as a function of x: worth at_plan + slope * x. is_in: whether it runs the project."""

    at_plan: int
    slope: int
    is_in: bool

    def at(self, x: Fraction) -> Fraction:
        """What the plan is worth at x."""
        return self.at_plan + self.slope * x


@dataclass(frozen=True)
class OwnGain:
    """What one project's own gains decide.

    flips_at_ppm: the change of its gains, in millionths, that is nearest to the plan and at which it enters or leaves; None if none within the
    range does. worth_low, worth_high: between these the value of knowing its gains lies, in the unit of the objective. is_exact:
    whether the function is known to the rounding of whole units, and with it the place of the flip.
    """

    project: int
    flips_at_ppm: int | None
    worth_low: int
    worth_high: int
    is_exact: bool


def own_gain(
    problem: Problem, costs: Sequence[int], p: int, range_ppm: int, known: Sequence[Selection], limits: Limits
) -> OwnGain:
    """What the gains of project p decide within +-range_ppm millionths.

    costs: as of InputDraws. known: plans that keep every rule; the first is the recommended one. limits: of each search.
    """
    curve = _Curve(problem, costs, p, known, limits)
    reach = range_ppm * (SCALE // MILLION)
    for x in (0, -reach, reach):
        curve.search(x)
    while len(curve.points) < MOST_POINTS and (kink := curve.widest_kink()) is not None:
        curve.search(kink)
    low, high = curve.mean_of_lines() - curve.upper_at(0), curve.mean_of_bounds() - curve.best(Fraction(0)).at_plan
    return OwnGain(p, curve.flip(reach), max(floor(low), 0), max(ceil(high), 0), curve.is_exact())


class _Curve:
    """The lines and bounds of f that are known so far. points: x, in parts of SCALE, to the proven bound."""

    def __init__(self, problem: Problem, costs: Sequence[int], p: int, known: Sequence[Selection], limits: Limits) -> None:
        self.problem, self.costs, self.p, self.limits = problem, costs, p, limits
        self.points: dict[int, Fraction] = {}
        self.known = list(known)
        self.search_at_plan = ExactSearch(problem, limits)
        self.lines = [self._line(chosen) for chosen in known if not self.search_at_plan.broken_or_unfunded(chosen)]

    def search(self, x: int) -> None:
        """Searches the best plan at x, in parts of SCALE: one more line, and a bound."""
        drawn = self._drawn(x)
        search = ExactSearch(drawn, self.limits)
        start = max(self.known, key=search.value, default=None)
        answer = search.run(drawn.objective, start)
        chosen = answer.chosen if answer.chosen is not None else start
        assert chosen is not None  # the recommended plan keeps every rule
        self.known.append(chosen)
        self.lines.append(self._line(chosen))
        value = search.value(chosen)
        ceiling = float(np.maximum(drawn.objective, 0) @ drawn.layout.upper_limits)
        self.points[x] = Fraction(max(whole_bound(min(answer.bound, ceiling), value), value) + (ROUNDING if x else 0))

    def _drawn(self, x: int) -> Problem:
        own = set(self.problem.running_options_of[self.p])
        options = tuple(
            replace(each, value=_drawn_gains(each.value + self.costs[j], x) - self.costs[j]) if j in own else each
            for j, each in enumerate(self.problem.options)
        )
        return replace(self.problem, options=options)

    def _line(self, chosen: Selection) -> Line:
        own = chosen & set(self.problem.running_options_of[self.p])
        slope = sum(int(self.problem.values[j]) + self.costs[j] for j in own)
        return Line(self.search_at_plan.value(chosen), slope, self.p in running_projects(self.problem, chosen))

    def best(self, x: Fraction) -> Line:
        """The best known plan at x; of equal ones the one that was found first."""
        return max(self.lines, key=lambda line: line.at(x))

    def upper_at(self, at: int) -> Fraction:
        """The bound at a point between the points that were searched."""
        below, above = max(x for x in self.points if x <= at), min(x for x in self.points if x >= at)
        if below == above:
            return self.points[below]
        share = Fraction(at - below, above - below)
        return self.points[below] * (1 - share) + self.points[above] * share

    def kinks(self) -> list[Fraction]:
        """The ends of the range and the places, in parts of SCALE, where the best known plan changes, in order."""
        first, last = min(self.points), max(self.points)
        found, at = [Fraction(first)], Fraction(first)
        while at < last:
            here = max(self.lines, key=lambda line: (line.at(at / SCALE), line.slope))
            crossings = [
                (Fraction(here.at_plan - each.at_plan, each.slope - here.slope) * SCALE, each.slope)
                for each in self.lines
                if each.slope > here.slope
            ]
            at = min((x for x, _ in crossings if x > at), default=Fraction(last))
            at = min(at, Fraction(last))
            found.append(at)
        return found

    def widest_kink(self) -> int | None:
        """The place where a better plan could still be worth most more; None if none could be beyond rounding."""
        candidates = [(self._open_at(round(x)), -abs(x), round(x)) for x in self.kinks()]
        open_ones = [each for each in candidates if each[0] > 2 * ROUNDING and each[2] not in self.points]
        return max(open_ones)[2] if open_ones else None

    def is_exact(self) -> bool:
        """Whether bounds and lines meet everywhere, to the rounding of whole units."""
        return all(self._open_at(round(x)) <= 3 * ROUNDING for x in self.kinks())

    def _open_at(self, x: int) -> Fraction:
        """How much more than the best known plan another one could be worth at x."""
        at = Fraction(x, SCALE)
        return self.upper_at(x) - self.best(at).at(at)

    def mean_of_lines(self) -> Fraction:
        """The mean of the best known plans over the range: a lower bound of the mean of f."""
        kinks = self.kinks()
        return _mean([(x, self.best(x / SCALE).at(x / SCALE)) for x in kinks])

    def mean_of_bounds(self) -> Fraction:
        """The mean of the bounds over the range: an upper bound of the mean of f."""
        return _mean([(Fraction(x), self.points[x]) for x in sorted(self.points)])

    def flip(self, reach: int) -> int | None:
        """The place nearest to the plan where the project enters or leaves, in millionths rounded towards the plan."""
        inner = [x for x in self.kinks() if abs(x) < reach]
        step = Fraction(1, 1000)  # beside the place, in parts of SCALE
        places = [x for x in inner if self.best((x - step) / SCALE).is_in != self.best((x + step) / SCALE).is_in]
        nearest = min(places, key=abs, default=None)
        return None if nearest is None else int(nearest / (SCALE // MILLION))


def _drawn_gains(gains: int, x: int) -> int:
    """The gains times 1 + x, rounded half up. x: in parts of SCALE."""
    return (2 * gains * (SCALE + x) + SCALE) // (2 * SCALE)


def _mean(corners: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """The mean of a function that is straight between its corners."""
    area = sum(((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(corners)), Fraction(0))
    return area / (corners[-1][0] - corners[0][0])
