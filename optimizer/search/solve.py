"""From Problem to Plan: the lexicographic stages, the typed outcome.

Stages: greatest value; least change against the approved plan within a tolerance of it (then the value won back); least spend; the tie
order. Every answer is checked in integers; one that fails is cut off and the stage is run again (search.py).
"""

from dataclasses import dataclass, replace

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection, owner_of, value_of, worst_of_each_place
from optimizer.model.consequences import complete
from optimizer.model.funding.who_pays import Funding, fund_selection
from optimizer.plan import Bought, Chosen, Failure, Gained, Plan, Stage
from optimizer.problem.records import Problem
from optimizer.search import large_portfolios as large
from optimizer.search.exact_search import Search
from optimizer.search.hires_in_plan import hired
from optimizer.search.limits import HeardOf, Limits, Progress, given_value, whole_bound
from optimizer.search.stages import another, at_least, changes, tie_weights
from optimizer.solver.infeasibility import least_violation
from optimizer.solver.live_model import VERSION, Answer

TIE_ROUNDS = 3
NEEDED_BY = 3


@dataclass(frozen=True)
class BrokenRule:
    """A rule the least bad selection still breaks: its words, by how much, in what unit (minor, milli_fte, count), and who may change it."""

    family: str
    label: str
    excess: int
    unit: str
    owner: str
    needed_by: tuple[str, ...] = ()  # the required projects that weigh most in it


@dataclass(frozen=True)
class Failed:
    """No plan: why, and for an infeasible problem the rules that the least bad selection breaks."""

    failure: Failure
    broken: tuple[BrokenRule, ...] = ()


def solve(
    problem: Problem,
    limits: Limits,
    *,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
    heard: HeardOf = lambda _chosen, _value, _bound: None,
) -> Plan | Failed:
    """The recommended plan, verified against every integer row, or the typed reason why there is none.

    value_tolerance_bp: value that may be given up to stay close to `problem.approved`, in basis points. heard: is told every better plan,
    its value and the bound, as the search for the greatest value goes.
    """
    is_large = len(problem.options) > large.LARGE
    # Parts are searched with one thread, and HiGHS cannot change their number within a process.
    search = Search(problem, replace(limits, threads=1) if is_large else limits)
    projects = len(problem.projects) - len(problem.hires)
    progress(f"{projects} projects, {len(problem.options)} options, {len(search.rows)} rules")

    known: list[int] = []

    def told(chosen: Selection, value: int, bound: float) -> None:
        if known and value <= known[-1]:  # a search that goes on after a cut begins with worse plans again
            return
        known.append(value)
        progress(f"value {value:,}, bound {bound:,.0f}, gap {(bound - value) / max(abs(value), 1):.3%}")
        heard(chosen, value, bound)

    first = large.greatest_value(search, limits.threads, told) if is_large else search.run(problem.objective, heard_of=told)
    if first.chosen is None and first.status in ("infeasible", "error"):
        first, failed = _confirm_infeasible(search)
        if failed:
            return failed
    if first.chosen is None:
        return Failed("unbounded" if first.status == "unbounded" else "no_plan")
    if is_large:
        first = replace(first, chosen=search.without_idle_hires(first.chosen))
    assert first.chosen is not None
    value = search.worth(first.chosen)
    bound = whole_bound(first.bound, value)
    heard(first.chosen, value, bound)
    progress(f"value {value:,}, bound {bound:,}, {first.nodes} nodes")
    stages = [Stage("greatest value", value, 0, first.status == "optimal", first.nodes, search.rounds)]
    later = large.later_stages if is_large and bound > value else _later_stages
    chosen = later(search, first.chosen, value_tolerance_bp, stages, progress)
    return plan_of(problem, limits, chosen, max(bound, search.worth(chosen)), stages, value_tolerance_bp)


def _confirm_infeasible(search: Search) -> tuple[Answer, Failed | None]:
    """An infeasible verdict is believed when the least violation is more than none, or when a second configuration agrees; that one also answers for a fault."""
    least, breaks_some = least_violation(
        search.model, threads=search.limits.threads, seed=search.limits.seed, seconds=max(search.seconds_left, 1.0)
    )
    if not breaks_some:
        search.without_presolve()
        answer = search.run(search.problem.objective, least)
        if answer.chosen is not None:
            return answer, None
        if answer.status != "infeasible":
            return answer, Failed("unbounded" if answer.status == "unbounded" else "no_plan")
    return Answer("infeasible", None, 0.0, 0), Failed("infeasible", () if least is None else _broken_rules(search, least))


def _broken_rules(search: Search, least: Selection) -> tuple[BrokenRule, ...]:
    point = complete(search.problem, least)
    excesses = worst_of_each_place((each, each.excess(point)) for each in search.broken(least))
    return tuple(
        BrokenRule(each.family, each.label, by, each.unit, owner_of(each), _needed_by(search.problem, each, least))
        for each, by in excesses
    )


def _needed_by(problem: Problem, each: Row, chosen: Selection) -> tuple[str, ...]:
    weights = dict(zip(each.cols.tolist(), each.coefs.tolist(), strict=True))
    inside = [(weights[j], problem.options[j].project) for j in chosen if weights.get(j, 0) > 0]
    return tuple(problem.labels[p] for _, p in sorted(inside, reverse=True) if p in problem.required)[:NEEDED_BY]


def _later_stages(search: Search, chosen: Selection, tolerance_bp: int, stages: list[Stage], progress: Progress) -> Selection:
    problem = search.problem
    best = search.worth(chosen)

    def stage(name: str, objective: IntArray, at: Selection, *, sign: int = 1) -> Selection:
        answer = search.run(objective, at, gap_ppm=0)
        reached = search.worth(at, objective)
        better = answer.chosen is not None and search.worth(answer.chosen, objective) >= reached
        done = answer.chosen if better and answer.chosen is not None else at
        reached = search.worth(done, objective)
        given_up = best - search.worth(done)
        stages.append(Stage(name, sign * reached, given_up, answer.status == "optimal", answer.nodes, search.rounds))
        progress(f"{name}: {sign * reached:,}")
        search.add(at_least(objective, reached, name))
        return done

    if problem.approved:
        search.add(at_least(problem.objective, best - abs(best) * tolerance_bp // 10_000, "value within the tolerance"))
        chosen = stage("least change", -changes(problem), chosen, sign=-1)
        chosen = stage("value won back", problem.objective, chosen)
    else:
        search.add(at_least(problem.objective, best, "greatest value"))
    other = search.trial([another(problem, chosen)], problem.objective)
    if other.status == "infeasible":
        progress("no other plan is as good")
        return chosen
    chosen = stage("least spend", -problem.total_spend, chosen, sign=-1)
    for salt in range(TIE_ROUNDS):
        if search.trial([another(problem, chosen)], problem.objective).status == "infeasible":
            break
        chosen = stage("tie order", tie_weights(problem, salt), chosen)
    return chosen


def plan_of(problem: Problem, limits: Limits, selection: Selection, bound: int, stages: list[Stage], tolerance_bp: int) -> Plan:
    """The plan of a selection that keeps every row: who pays, what is bought, how good it is proven to be."""
    options = [problem.options[j] for j in sorted(selection - problem.hire_options)]
    chosen = sorted(
        (Chosen(problem.projects[o.project], o.mode_id, o.start, o.finish) for o in options), key=lambda c: c.project_id
    )
    funding = fund_selection(problem, selection)
    assert isinstance(funding, Funding)  # a selection that cannot be paid was cut off
    point = complete(problem, selection)
    value = value_of(problem.objective, point)
    base = abs(value - given_value(problem))
    # What stability gave up on purpose is no gap: the greatest value was proven before.
    open_gap = bound - value - max(stages[-1].value_given_up, 0)
    is_proven = open_gap * 1_000_000 <= limits.gap_target_ppm * base
    return Plan(
        outcome="proven" if is_proven else "feasible",
        value=value,
        bound=bound,
        chosen=tuple(chosen),
        allocations=tuple(sorted(funding.allocations, key=lambda a: (a.project_id is None, a.project_id or "", a.fiscal_year, a.cost_class, a.fund_id))),
        stages=tuple(stages),
        solver={
            "name": "HiGHS", "version": VERSION, "threads": limits.threads, "seed": limits.seed,
            "gap_target_ppm": limits.gap_target_ppm, "gap_base": base, "value_tolerance_bp": tolerance_bp, "max_nodes": limits.max_nodes, "columns": len(problem.layout.names),
        },
        bought=tuple(sorted(
            (
                *(
                    Bought(e.role, e.period, e.kind, point[j] * e.step_milli_fte, e.year, point[j] * e.step_cost)
                    for j, e in zip(problem.layout.step_columns, problem.elastic, strict=True) if j in point
                ),
                *hired(problem, selection),
            ),
            key=lambda b: (b.role_id, b.period_index, b.kind),
        )),
        gained=tuple(
            sorted(
                (Gained(g.name, g.amount) for q, g in zip(problem.layout.synergy_columns, problem.synergies, strict=True) if q in point),
                key=lambda each: each.synergy_id,
            )
        ),
        moved=tuple(sorted(funding.moved, key=lambda m: (m.from_fund_id, m.from_class, m.from_year, m.to_fund_id, m.to_class, m.to_year))),
    )  # fmt: skip
