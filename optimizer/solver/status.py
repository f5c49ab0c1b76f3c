"""Translates the solver's status into one of ours, with the bound that the run may claim."""

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
    # Everything else says nothing: faults, and "unbounded or infeasible", which does not know itself.
}


def read_status(said: highspy.HighsModelStatus, bound: float, ceiling: float, *, has_point: bool) -> tuple[Status, float]:
    """What a run's status is to us, and the bound it may claim. ceiling: what no point of the columns can pass, rows aside.

    "Optimal" without a point and "infeasible" with one are faults. A fault claims no bound; nor does a run that stopped before it had one.
    """
    status = STATUSES.get(said, "error")
    if (status == "optimal" and not has_point) or (status == "infeasible" and has_point):
        status = "error"
    claims = status in ("optimal", "limit") and np.isfinite(bound)
    return status, min(bound, ceiling) if claims and status == "limit" else bound if claims else ceiling
