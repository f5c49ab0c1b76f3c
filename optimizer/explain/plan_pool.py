"""The pool of a night: every feasible selection that the searches of one night have found.

One pool serves all projects that are left out, so that the price of one project uses what the search for another project found.
"""

from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem


class PlanPool:
    """Keeps for each project the most valuable known selection that runs the project.

    Callers add only selections that keep every row in integers and that can be funded. Of selections of the same value, the one
    that was added first is kept.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._best: dict[int, tuple[int, Selection]] = {}

    def add(self, chosen: Selection, value: int) -> None:
        """Adds a selection and its value, in the unit of the objective."""
        for p in running_projects(self._problem, chosen):
            if p not in self._best or value > self._best[p][0]:
                self._best[p] = value, chosen

    def selections(self) -> list[Selection]:
        """Every selection that is the best known one for some project, in the order of the projects."""
        return list(dict.fromkeys(self._best[p][1] for p in sorted(self._best)))

    def value_with(self, project: int) -> int | None:
        """The greatest value of a known selection that runs the project (by number); None if no such selection is known."""
        return self._best[project][0] if project in self._best else None

    def selection_with(self, project: int) -> Selection | None:
        """The selection of `value_with`; None if no selection that runs the project is known."""
        return self._best[project][1] if project in self._best else None


def running_projects(problem: Problem, chosen: Selection) -> set[int]:
    """The numbers of the projects that a selection runs: without hires, and without projects that it stops."""
    return {problem.options[j].project for j in chosen - problem.hire_options if not problem.options[j].is_stop}
