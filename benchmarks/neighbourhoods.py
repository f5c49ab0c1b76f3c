"""How a large search gets on, by processor time: python -m benchmarks.neighbourhoods [projects] [seed] [seconds]

The course of the better plans alone, in one thread and without the bound's search beside: what a change of the parts brings shows here before it is raced.
Gaps are to the relaxation.
"""

import sys
import time

from benchmarks.joint_portfolio import joint_portfolio
from optimizer.problem.building import build_problem
from optimizer.search.exact_search import Search
from optimizer.search.limits import Limits
from optimizer.search.neighbourhoods import Improver

FAR = 1e9  # seconds: no clock strikes


def main() -> None:
    """Print the gap after the opening, after the wide part, and as it goes."""
    given = [*sys.argv[1:], None, None, None][:3]
    projects, seed, seconds = (int(a) if a else b for a, b in zip(given, (10_000, 2, 60), strict=True))
    problem, begun = build_problem(joint_portfolio(seed, projects)), time.process_time()
    search = Search(problem, Limits(seconds=FAR))
    improver = Improver(problem, search.model, search.matrix, problem.objective, seed=0, missing=search.longer)
    course, deadline = improver.course, time.monotonic() + FAR

    def tell(what: str) -> None:
        gap = (course.bound - course.value) / course.value
        print(f"{time.process_time() - begun:6.1f} s  {gap:8.4%}  {what}", flush=True)

    if improver.relax(FAR) is None or not improver.open(deadline):
        sys.exit("no plan")
    tell("opening")
    improver.widen(deadline)
    tell("wide part")
    last = 0.0
    while (spent := time.process_time() - begun) < seconds:
        improver.step(deadline)
        if spent > last + seconds / 10:
            last = spent
            tell(f"{course.rounds} neighbourhoods, of {course.size:.0f} options now")
    tell(f"{course.rounds} neighbourhoods")


if __name__ == "__main__":
    main()
