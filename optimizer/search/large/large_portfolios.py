"""Searches a portfolio that is too large for one model, and applies the stopping rules of this search.

Neighbourhoods improve the plan, and the bound process (`bound_process.py`) lowers the bound. The rounds (a round is one
neighbourhood) end at the gap target, at `max_rounds`, after `stall_rounds` rounds without a better plan, or at the time limit,
whichever comes first. After the rounds, the search waits until the bound closes the gap, until the bound process ends, or until
the time limit. A later stage ends after `LATER_STAGE_ROUNDS` rounds or at the time limit. As long as no time limit is reached,
the plan does not depend on the speed of the machine: it is the best plan of the neighbourhoods, or the plan of the bound process
if that process ends with a better plan while the gap is still open.
"""

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Selection
from optimizer.plan import Stage
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.bound_process import BoundProcess
from optimizer.search.large.core_search import CoreSearch
from optimizer.search.large.fed_search import FedSearch
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch, SearchState
from optimizer.search.limits import OnBetterPlan, Progress
from optimizer.search.stages import at_least, change_costs
from optimizer.search.stopping_rules import GapTarget, NoImprovement, RoundLimit, TimeLimit
from optimizer.solver.live_model import Answer

WHOLE_MODEL_OPTIONS = 100  # a portfolio of at most this many options is solved as one model
# With more options the bound process is not started, because an hour of branch and bound does not improve the relaxation's bound.
BOUND_SEARCH_OPTIONS = 40_000
BOUND_SEARCH_AFTER = 4  # rounds before the bound process is started; it is quicker if it starts from a good plan
# A portfolio of at most this many options whose first plan is this near to the relaxation, in millionths, is solved as one model
# that is fed by the neighbourhoods: branch and bound can close such a gap.
CORE_OPTIONS = 10_000  # a portfolio of at most this many options is searched by its core first
FED_SEARCH_OPTIONS, FED_SEARCH_PPM = 10_000, 15_000
LATER_STAGE_ROUNDS = 40
LATER_STAGES_SHARE = 0.25  # the share of the time that is kept for the later stages if there is an approved plan
POLL_SECONDS = 0.2


def greatest_value(search: ExactSearch, threads: int, on_better_plan: OnBetterPlan) -> Answer:
    """Finds the greatest value: the best plan of the neighbourhoods, with the bound of the bound process.

    threads: with two or more threads the bound process runs beside the neighbourhoods; with one thread it runs after them.
    """
    problem, limits = search.problem, search.limits
    neighbourhoods = NeighbourhoodSearch(
        problem, search.model, search.matrix, problem.objective, seed=limits.seed, missing_rows=search.matrix_with_missing_rows
    )
    seconds = search.time_limit.seconds_left
    first_stage = seconds * (1 - LATER_STAGES_SHARE if problem.has_approved_plan else 1)
    has_bound_search = len(problem.options) <= BOUND_SEARCH_OPTIONS
    time_limit = TimeLimit(first_stage)
    search_limit = TimeLimit(first_stage / 2 if has_bound_search and threads == 1 else first_stage)
    gap_target = GapTarget.of(problem, limits)
    start: Selection | None = None
    if len(problem.options) <= CORE_OPTIONS:
        core = CoreSearch(search, time_limit, on_better_plan)
        if core.open():
            if core.is_promising:
                return core.run()
            start = core.neighbourhoods.state.incumbent
    if neighbourhoods.relax(search.time_limit.seconds_left) is None:
        return search.run(problem.objective, start)
    if start is not None:
        neighbourhoods.start_from(start)
    elif not neighbourhoods.find_first_plan(search_limit):
        return search.run(problem.objective)
    state = neighbourhoods.state
    on_better_plan(state.incumbent, state.value, state.bound)
    fed_search = FedSearch(search, neighbourhoods, time_limit, on_better_plan)
    if _is_within_reach(state, gap_target, len(problem.options)):
        return fed_search.run()
    neighbourhoods.widen(search_limit)
    if _is_within_reach(state, gap_target, len(problem.options)):
        return fed_search.run()
    with BoundProcess(search) as bound_process:
        is_beside = has_bound_search and threads > 1
        early = _improve(neighbourhoods, search, bound_process, search_limit, on_better_plan, is_beside=is_beside)
        if has_bound_search and not bound_process.has_begun and not gap_target.is_reached(state.value, state.bound):
            bound_process.begin(early)
        return _with_bound(search, state, bound_process, time_limit)


def _is_within_reach(state: SearchState, gap_target: GapTarget, options: int) -> bool:
    """Whether branch and bound of the whole model can be expected to close the gap."""
    near = GapTarget(FED_SEARCH_PPM, gap_target.required_value)
    return options <= FED_SEARCH_OPTIONS and near.is_reached(state.value, state.bound)


def _improve(
    neighbourhoods: NeighbourhoodSearch, search: ExactSearch, bound_process: BoundProcess, time_limit: TimeLimit,
    on_better_plan: OnBetterPlan, *, is_beside: bool,
) -> Selection:  # fmt: skip
    """Solves neighbourhoods until a stopping rule is reached.

    Returns the selection from which the bound process starts.

    is_beside: whether the bound process is started during the rounds, as with two threads. With one thread, the caller starts it
    after the rounds, from the selection that is returned. Both start from the best selection of round BOUND_SEARCH_AFTER (the
    last one, if there were fewer rounds), so the result of the bound process does not depend on the number of threads.
    """
    state, limits = neighbourhoods.state, search.limits
    gap_target, round_limit = GapTarget.of(search.problem, limits), RoundLimit(limits.max_rounds)
    no_improvement = NoImprovement(limits.stall_rounds)
    early, last = state.incumbent, None
    while not (round_limit.is_reached(state.rounds) or no_improvement.is_reached(state.value) or time_limit.is_reached):
        if state.value != last:
            last = state.value
            on_better_plan(state.incumbent, state.value, min(state.bound, bound_process.bound))
        if gap_target.is_reached(state.value, state.bound):
            break
        if state.rounds <= BOUND_SEARCH_AFTER:
            early = state.incumbent
        if state.rounds == BOUND_SEARCH_AFTER and is_beside:
            bound_process.begin(early)
        neighbourhoods.step(time_limit)
    return early


def later_stages(search: ExactSearch, chosen: Selection, tolerance_bp: int, stages: list[Stage], progress: Progress) -> Selection:
    """Runs the later stages by neighbourhoods: minimises the change against the approved plan, then maximises the value again.

    Appends the stages to `stages` and returns the selection.

    This function is used if the greatest value is not proven. The stages of least spend and of the tie order are left out,
    because they choose among the plans of the greatest value, and the greatest value is not known.
    """
    problem, best = search.problem, search.value(chosen)
    if not problem.has_approved_plan:
        return chosen
    search.add_rows(at_least(problem.objective, best - abs(best) * tolerance_bp // 10_000, "value within the tolerance"))
    for name, objective, sign in (("least change", -change_costs(problem), -1), ("value won back", problem.objective, 1)):
        chosen = improve_stage(search, chosen, objective).incumbent
        reached = search.value(chosen, objective)
        stages.append(Stage(name, sign * reached, best - search.value(chosen), is_complete=False))
        progress(f"{name}: {sign * reached:,}")
        search.add_rows(at_least(objective, reached, name))
    return chosen


def improve_stage(search: ExactSearch, chosen: Selection, objective: IntArray) -> SearchState:
    """Improves a selection under another objective, by neighbourhoods. The bound of the result is that of the relaxation."""
    neighbourhoods = NeighbourhoodSearch(
        search.problem,
        search.model,
        search.matrix,
        objective,
        seed=search.limits.seed,
        missing_rows=search.matrix_with_missing_rows,
    )
    neighbourhoods.start_from(chosen)
    if neighbourhoods.relax(search.time_limit.seconds_left) is not None:
        neighbourhoods.widen(search.time_limit)
    while neighbourhoods.state.rounds < LATER_STAGE_ROUNDS and not search.time_limit.is_reached:
        neighbourhoods.step(search.time_limit)
    return neighbourhoods.state


def _with_bound(search: ExactSearch, state: SearchState, bound_process: BoundProcess, time_limit: TimeLimit) -> Answer:
    """Waits until the bound closes the gap, until the bound process ends, or until the time limit. Returns the answer.

    If the bound process ends with a better selection while the gap is open, the answer has that selection. The bound of the
    answer is the first one that closed the gap, not the last one that had arrived when this process looked, because the last one
    depends on the clock.
    """
    gap_target = GapTarget.of(search.problem, search.limits)
    while not bound_process.wait(min(POLL_SECONDS, time_limit.seconds_left)) and not time_limit.is_reached:
        if gap_target.is_reached(state.value, min(state.bound, bound_process.bound)):
            break
    bound, chosen = (
        bound_process.first_bound(lambda each: gap_target.is_reached(state.value, min(state.bound, each))),
        state.incumbent,
    )
    bound = min(state.bound, bound)
    found = frozenset(bound_process.answer.get("chosen") or ())
    if found and not gap_target.is_reached(state.value, bound) and search.value(found) > state.value:
        chosen = found
    is_closed = gap_target.is_reached(search.value(chosen), bound)
    return Answer("optimal" if is_closed else "limit", chosen, bound, bound_process.answer.get("nodes"))
