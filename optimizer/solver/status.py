"""Translates the status of a HiGHS run into one of Cutline's five statuses, and decides which bound the run has proven."""

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
    # Every other status is an error: either HiGHS failed, or it said "unbounded or infeasible" without saying which of the two.
}


def read_status(said: highspy.HighsModelStatus, bound: float, ceiling: float, *, has_point: bool) -> tuple[Status, float]:
    """Returns the status of a run and the bound that the run has proven.

    bound: the bound that HiGHS reports. ceiling: a bound that follows from the limits of the columns without any row; it is
    returned if the run has proven no bound. has_point: whether HiGHS reports a solution. "Optimal" without a solution and
    "infeasible" with a solution are errors. A run that ended with an error has proven no bound, and neither has a run that
    stopped before its bound was finite.
    """
    status = STATUSES.get(said, "error")
    if (status == "optimal" and not has_point) or (status == "infeasible" and has_point):
        status = "error"
    claims = status in ("optimal", "limit") and np.isfinite(bound)
    return status, min(bound, ceiling) if claims and status == "limit" else bound if claims else ceiling
