"""The step that finds the reasons joins the causes of the projects that no plan can hold."""

import polars as pl

from assets.plan import with_causes
from optimizer.explain.reasons import REASON_SCHEMA, reasons, reasons_frame
from optimizer.infeasible.exclusion import causes_frame
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import plan_of


def test_a_cause_reaches_the_reason_of_its_project_alone():
    """A must start before B can end, and C is dearer than what B leaves: A has a cause, and C is displaced and has none."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 90), ("B", "full", 0, 2, 50), ("C", "full", 0, 1, 5)], spend=[(p, "full", 0, "capex", 2027, 80) for p in "ABC"],
        budgets=[("F", "capex", 2027, 100)], years=[(2027,)], payers=[(p, "F") for p in "ABC"], dependencies=[("finish_to_start", "A", "B", 0, None)],
    )  # fmt: skip
    problem = build_problem(frames)
    found = reasons_frame(reasons(problem, plan_of(frames), Limits()))
    told = with_causes(found, causes_frame(problem, ["A"], Limits()))
    assert told.schema == pl.Schema(REASON_SCHEMA)
    assert told.select("project_id", "code", "cause", "is_cause_proven").rows() == [
        ("A", "never_fits", ["A starts after the finish of B"], True),
        ("C", "displaces", [], None),
    ]
    assert with_causes(found, causes_frame(problem, [], Limits()))["is_cause_proven"].null_count() == 2
