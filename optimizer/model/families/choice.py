"""The rows of the family `choice`: a project runs in one way at most, and a required project runs."""

import numpy as np

from optimizer.linear.rows import Row, row
from optimizer.problem.records import Problem


def choice_rows(problem: Problem) -> list[Row]:
    """Sum over the options of p of w <= 1; = 1 for a project that is required (mandate, in flight, forced in). Stopping is an option.

    A required project without an option is a row that nothing can satisfy: the problem is infeasible and says why.
    """
    impossible = [
        row(f"choice[{name}]", "choice", f"{name} must be in the plan ({'; '.join(why)}) and has no option", (), 1, None)
        for name, why in problem.unavailable.items()
    ]
    ones = np.ones(max((len(own) for own in problem.options_of), default=0), dtype=np.int64)
    return impossible + [
        Row(
            f"choice[{name}]", "choice",
            f"{problem.labels[p]} must be in the plan ({'; '.join(problem.required[p])})" if p in problem.required
            else f"{problem.labels[p]} are made once at most" if p in problem.hires
            else f"{problem.labels[p]} is run in one way at most",
            np.arange(own.start, own.stop), ones[: len(own)], 1 if p in problem.required else None, 1,
        )
        for p, (name, own) in enumerate(zip(problem.projects, problem.options_of, strict=True))
    ]  # fmt: skip
