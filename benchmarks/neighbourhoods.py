"""The progress of a large search over processor time: python -m benchmarks.neighbourhoods [projects] [seed] [seconds]

Only the neighbourhood search runs, in one thread and without the bound's search beside it. The effect of a change to the search
shows here before it is raced. Gaps are to the relaxation.
"""

import sys
import time

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import TimeLimit

FAR = 1e9  # seconds: no clock strikes


def main() -> None:
    """Prints the gap after the first plan, after the wide part, and ten times during the search."""
    given = [*sys.argv[1:], None, None, None][:3]
    projects, seed, seconds = (int(a) if a else b for a, b in zip(given, (10_000, 2, 60), strict=True))
    problem, begun = build_problem(joint_portfolio(seed, projects)), time.process_time()
    search = ExactSearch(problem, Limits(seconds=FAR))
    neighbourhoods = NeighbourhoodSearch(
        problem, search.model, search.matrix, problem.objective, seed=0, missing_rows=search.matrix_with_missing_rows
    )
    state, time_limit = neighbourhoods.state, TimeLimit(FAR)

    def tell(what: str) -> None:
        gap = (state.bound - state.value) / state.value
        print(f"{time.process_time() - begun:6.1f} s  {gap:8.4%}  {what}", flush=True)

    if neighbourhoods.relax(FAR) is None or not neighbourhoods.find_first_plan(time_limit):
        sys.exit("no plan")
    tell("opening")
    neighbourhoods.widen(time_limit)
    tell("wide part")
    last = 0.0
    while (spent := time.process_time() - begun) < seconds:
        neighbourhoods.step(time_limit)
        if spent > last + seconds / 10:
            last = spent
            tell(f"{state.rounds} neighbourhoods, of {state.size:.0f} options now")
    tell(f"{state.rounds} neighbourhoods")


if __name__ == "__main__":
    main()
