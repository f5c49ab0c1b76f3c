"""Translates the status of a HiGHS run into one of Cutline's five, with the bound that the run may claim."""

from typing import Literal

import highspy
import numpy as np

Status = Literal["optimal", "infeasible", "limit", "unbounded", "error"]
STATUSES: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kSolutionLimit: "limit",
    highspy.HighsModelStatus.kInterrupt: "limit",
    highspy.HighsModelStatus.kHighsInterrupt: "limit",  # type: ignore[attr-defined]  # missing from the stubs of 1.15.1
    highspy.HighsModelStatus.kMemoryLimit: "limit",
    highspy.HighsModelStatus.kObjectiveBound: "limit",
    highspy.HighsModelStatus.kObjectiveTarget: "limit",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    # Every other status is an error: it is a fault, or "unbounded or infeasible", which leaves the question open.
}


def read_status(said: highspy.HighsModelStatus, bound: float, ceiling: float, *, has_point: bool) -> tuple[Status, float]:
    """Returns the status and the bound that a run may claim.

    bound: as HiGHS has it. ceiling: a bound from the columns alone, without any row; it is returned where the run may claim no
    bound of its own. "Optimal" without a point and "infeasible" with one are errors. An error claims no bound, nor does a run
    that stopped before it had a finite one.
    """
    status = STATUSES.get(said, "error")
    if (status == "optimal" and not has_point) or (status == "infeasible" and has_point):
        status = "error"
    claims = status in ("optimal", "limit") and np.isfinite(bound)
    return status, min(bound, ceiling) if claims and status == "limit" else bound if claims else ceiling
