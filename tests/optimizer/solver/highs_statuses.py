"""What each status of HiGHS means to Cutline, with a point in hand and without: a table with a row for each."""

# Status of HiGHS: with a point (the status that read_status returns, the outcome of solve), and without one (the same two).
TABLE = {
    "kNotset": (("error", "feasible"), ("error", "no_plan")),
    "kLoadError": (("error", "feasible"), ("error", "no_plan")),
    "kModelError": (("error", "feasible"), ("error", "no_plan")),
    "kPresolveError": (("error", "feasible"), ("error", "no_plan")),
    "kSolveError": (("error", "feasible"), ("error", "no_plan")),
    "kPostsolveError": (("error", "feasible"), ("error", "no_plan")),
    "kUnknown": (("error", "feasible"), ("error", "no_plan")),
    "kModelEmpty": (("optimal", "proven"), ("error", "no_plan")),  # optimal without a point is a fault
    "kOptimal": (("optimal", "proven"), ("error", "no_plan")),
    "kInfeasible": (("error", "feasible"), ("infeasible", "infeasible")),  # and infeasible with one
    "kUnboundedOrInfeasible": (("error", "feasible"), ("error", "no_plan")),  # it does not know: never read as infeasible
    "kUnbounded": (("unbounded", "feasible"), ("unbounded", "unbounded")),
    "kObjectiveBound": (("limit", "feasible"), ("limit", "no_plan")),
    "kObjectiveTarget": (("limit", "feasible"), ("limit", "no_plan")),
    "kTimeLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kIterationLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kSolutionLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kInterrupt": (("limit", "feasible"), ("limit", "no_plan")),
    "kMemoryLimit": (("limit", "feasible"), ("limit", "no_plan")),
    "kHighsInterrupt": (("limit", "feasible"), ("limit", "no_plan")),
}
