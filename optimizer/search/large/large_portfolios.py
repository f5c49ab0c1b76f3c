"""Searches a portfolio that is too large for one model, and decides by which rules this search stops.

Neighbourhoods improve the plan, and a process beside them lowers the bound. The rounds (a round is one neighbourhood) end
at the gap target, at `max_rounds`, after `stall_rounds` rounds without a better plan, or at the time limit, whichever comes
first. After the rounds the search waits for the bound until it closes the gap, until the bound's own search ends, or until
the time limit. A later stage ends after `LATER_STAGE_ROUNDS` rounds or at the time limit. The plan depends on work alone:
on the neighbourhoods, and on the bound's search where that ends with a better plan while the gap is still open. Time only
guards the search.
"""

from optimizer.linear.rows import Selection
from optimizer.plan import Stage
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.bound_process import BoundProcess
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch, SearchState
from optimizer.search.limits import OnBetterPlan, Progress
from optimizer.search.stages import at_least, change_costs
from optimizer.search.stopping_rules import GapTarget, NoImprovement, RoundLimit, TimeLimit
from optimizer.solver.live_model import Answer

WHOLE_MODEL_OPTIONS = 400  # options up to which a portfolio is searched as one model
BOUND_SEARCH_OPTIONS = 40_000  # options above which the relaxation's bound is as good as any that can be had in an hour
BOUND_SEARCH_AFTER = 4  # neighbourhoods before the bound's own search begins: it is quicker from a good plan
LATER_STAGE_ROUNDS = 40
LATER_STAGES_SHARE = 0.25  # of the time, for the stages after the first where there is an approved plan
POLL_SECONDS = 0.2


def greatest_value(search: ExactSearch, threads: int, on_better_plan: OnBetterPlan) -> Answer:
    """The best plan that neighbourhoods find, with the bound of a search of the whole model.

    threads: with two, the bound's search runs beside the neighbourhoods; with one, after them.
    """
    problem, limits = search.problem, search.limits
    neighbourhoods = NeighbourhoodSearch(
        problem, search.model, search.matrix, problem.objective, seed=limits.seed, missing_rows=search.matrix_with_missing_rows
    )
    seconds = search.time_limit.seconds_left
    first_stage = seconds * (1 - LATER_STAGES_SHARE if problem.approved else 1)
    has_bound_search = len(problem.options) <= BOUND_SEARCH_OPTIONS
    time_limit = TimeLimit(first_stage)
    search_limit = TimeLimit(first_stage / 2 if has_bound_search and threads == 1 else first_stage)
    if neighbourhoods.relax(seconds) is None or not neighbourhoods.find_first_plan(search_limit):
        return search.run(problem.objective)
    state = neighbourhoods.state
    on_better_plan(state.incumbent, state.value, state.bound)
    neighbourhoods.widen(search_limit)
    gap_target = GapTarget.of(problem, limits)
    with BoundProcess(search) as bound_process:
        is_beside = has_bound_search and threads > 1
        early = _improve(neighbourhoods, search, bound_process, search_limit, on_better_plan, is_beside=is_beside)
        if has_bound_search and not bound_process.has_begun and not gap_target.is_reached(state.value, state.bound):
            bound_process.begin(early)
        return _with_bound(search, state, bound_process, time_limit)


def _improve(
    neighbourhoods: NeighbourhoodSearch, search: ExactSearch, bound_process: BoundProcess, time_limit: TimeLimit,
    on_better_plan: OnBetterPlan, *, is_beside: bool,
) -> Selection:  # fmt: skip
    """Searches neighbourhoods until a stopping rule says that it is enough.

    Returns the plan from which the bound's search begins.

    is_beside: the bound's search is started meanwhile. With one thread and with two it begins from the same plan, and so comes to
    the same end.
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
    """Keeps the change against the approved plan small, then wins value back, by neighbourhoods.

    Appends the stages and returns the selection.

    This is for a best plan that is not proven. Least spend and the tie order are left out: they single out one plan among those
    of the greatest value, which is not known here.
    """
    problem, best = search.problem, search.value(chosen)
    if not problem.approved:
        return chosen
    search.add_rows(at_least(problem.objective, best - abs(best) * tolerance_bp // 10_000, "value within the tolerance"))
    for name, objective, sign in (("least change", -change_costs(problem), -1), ("value won back", problem.objective, 1)):
        neighbourhoods = NeighbourhoodSearch(
            problem, search.model, search.matrix, objective, seed=search.limits.seed, missing_rows=search.matrix_with_missing_rows
        )
        neighbourhoods.start_from(chosen)
        if neighbourhoods.relax(search.time_limit.seconds_left) is not None:
            neighbourhoods.widen(search.time_limit)
        while neighbourhoods.state.rounds < LATER_STAGE_ROUNDS and not search.time_limit.is_reached:
            neighbourhoods.step(search.time_limit)
        chosen = neighbourhoods.state.incumbent
        reached = search.value(chosen, objective)
        stages.append(Stage(name, sign * reached, best - search.value(chosen), False, 0, 0))
        progress(f"{name}: {sign * reached:,}")
        search.add_rows(at_least(objective, reached, name))
    return chosen


def _with_bound(search: ExactSearch, state: SearchState, bound_process: BoundProcess, time_limit: TimeLimit) -> Answer:
    """Waits until the bound closes the gap, or its search ends with a plan of its own.

    Which of the two comes first does not change the answer.
    """
    gap_target = GapTarget.of(search.problem, search.limits)
    while not bound_process.wait(min(POLL_SECONDS, time_limit.seconds_left)) and not time_limit.is_reached:
        if gap_target.is_reached(state.value, min(state.bound, bound_process.bound)):
            break
    bound, chosen = min(state.bound, bound_process.bound), state.incumbent
    found = frozenset(bound_process.answer.get("chosen") or ())
    if found and not gap_target.is_reached(state.value, bound) and search.value(found) > state.value:
        chosen = found
    is_closed = gap_target.is_reached(search.value(chosen), bound)
    return Answer("optimal" if is_closed else "limit", chosen, bound, bound_process.answer.get("nodes", 0))
