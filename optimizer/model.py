"""Problem to integer model: one function for each constraint family, in the words of docs/formulation.md.

w[o] is 1 when option o is chosen; x[p] is the sum of w over the options that run project p (an expression, not a column).
"""

from collections.abc import Callable, Iterable

import networkx as nx
import numpy as np

from optimizer.funding import funding_rows
from optimizer.hires import heads_of, most_from
from optimizer.problem import Dependency, Problem, Synergy
from optimizer.robust import robust_rows
from optimizer.rows import IntArray, IntegerModel, Row, row
from optimizer.tail import tail_rows

Term = tuple[int, int]


def build_model(problem: Problem) -> IntegerModel:
    """The whole model: the value of every option as objective, and the rows of every family in the order of FAMILIES."""
    rows = [each for family in FAMILIES.values() for each in family(problem)]
    return model_of(problem, rows)


def model_of(problem: Problem, rows: Iterable[Row]) -> IntegerModel:
    """The columns and the objective of a problem with any rows."""
    layout = problem.layout
    return IntegerModel(
        layout.names, problem.objective, tuple(rows), len(problem.options), layout.most, frozenset(layout.bought.values())
    )


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


def capacity_rows(problem: Problem) -> list[Row]:
    """For every role r and period t: sum over o of d[o,r,t] w[o] <= Cap[r,t] + sum of step x n[r,t,kind]. A role without capacity in a
    period has none; n is limited by what can be had. d of a hire is negative; where nothing else could need people there is no row. Periods that
    are planned together have one row, the sum of theirs.
    """
    rows = []
    for (role, period), options, needs in problem.demand.by_place():
        if needs.max() < 0:
            continue
        bought = problem.layout.offers.get((role, period), ())
        steps = [-problem.elastic[column - problem.layout.steps.start].step_milli_fte for column in bought]
        rows.append(
            Row(
                f"capacity[{role},{period}]", "capacity", f"{role} in {problem.when(period)}",
                np.concatenate([options, np.array(bought, np.int64)]), np.concatenate([needs, np.array(steps, np.int64)]),
                None, problem.capacity.get((role, period), 0), "milli_fte",
            )
        )  # fmt: skip
    return rows


def elastic_rows(problem: Problem) -> list[Row]:
    """For every fiscal year y: the price of the steps bought in it <= b[y], which its budgets pay."""
    found: dict[int, list[Term]] = {}
    for column, offer in zip(problem.layout.steps, problem.elastic, strict=True):
        found.setdefault(offer.year, []).append((column, offer.step_cost))
    return [
        row(f"elastic[{year}]", "elastic", f"people bought in FY{year} are paid for", [*found[year], (b, -1)], None, 0, "minor")
        for year, b in problem.layout.bought.items()
    ]


def hire_rows(problem: Problem) -> list[Row]:
    """For every role r and period t in which heads may arrive: the heads hired by then, sum of heads x w over arrivals up to t, <= the most there may be
    from then on. Not where all that can arrive is no more.
    """
    found: dict[tuple[str, int], Row] = {}  # of arrivals with the same limit the last says it for all
    arrivals = {
        (role, problem.options[problem.options_of[p][0]].start): problem.options_of[p] for p, role in problem.hires.items()
    }
    for role in (role for role in problem.roles if role in problem.hire_terms):
        own = problem.hire_terms[role]
        terms: list[Term] = []
        could_be = 0
        for each, most in zip(own, most_from(own), strict=True):
            new = [(j, heads_of(problem.options[j].mode_id)) for j in arrivals.get((role, each.period), ())]
            terms, could_be = terms + new, could_be + max((heads for _, heads in new), default=0)
            if new and could_be > most:
                label = f"at most {most} of {role} are hired by period {each.period}"
                found[role, most] = row(f"hire[{role},{each.period}]", "hire", label, terms, None, most)
    return list(found.values())


def prerequisite_rows(problem: Problem) -> list[Row]:
    """requires: x[j] <= x[i]. finish_to_start with lag l: for every start t of j, sum of w of j started by t <= sum of w of i finished by
    t - l; start_to_start likewise with starts of i. any_of: x[j] <= sum of x[i] over the group. No big-M, one row per member.
    """
    rows = []
    groups: dict[tuple[int, str], list[Dependency]] = {}
    for d in problem.dependencies:
        if d.type == "requires":
            terms = [*_all(problem, d.dependent, 1), *_all(problem, d.on, -1)]
            rows.append(row(f"requires[{_pair(problem, d)}]", "prerequisite", _words(problem, d, "needs"), terms, None, 0))
        elif d.type in ("finish_to_start", "start_to_start"):
            rows.extend(_timed(problem, d))
        elif d.type == "any_of":
            groups.setdefault((d.dependent, d.group or ""), []).append(d)
    for (dependent, group), members in groups.items():
        terms = [*_all(problem, dependent, 1), *(term for d in members for term in _all(problem, d.on, -1))]
        label = f"{problem.labels[dependent]} needs one of {', '.join(_name(d) for d in members)}"
        rows.append(row(f"any_of[{problem.projects[dependent]},{group}]", "prerequisite", label, terms, None, 0))
    return rows


def exclusion_rows(problem: Problem) -> list[Row]:
    """excludes: pairs merged into maximal cliques, sum of x over a clique <= 1."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((d.dependent, d.on) for d in problem.dependencies if d.type == "excludes" and d.on is not None)
    rows = []
    for clique in sorted(sorted(members) for members in nx.find_cliques(graph)):
        names = [problem.projects[p] for p in clique]
        terms = (term for p in clique for term in _all(problem, p, 1))
        label = f"at most one of {', '.join(sorted(problem.labels[p] for p in clique))}"
        rows.append(row(f"excludes[{','.join(names)}]", "exclusion", label, terms, None, 1))
    return rows


def programme_rows(problem: Problem) -> list[Row]:
    """together: x[j] = x[i]. Declared programmes: all or none, x[p] = x[first] for every other member, x[p] = 0 where one of them cannot be
    chosen; a benefit only when complete, q[g] <= x[p] for every member.
    """
    return [*_together(problem), *_all_or_none(problem), *_benefits_of_the_whole(problem)]


def _together(problem: Problem) -> list[Row]:
    return [
        row(
            f"together[{_pair(problem, d)}]", "programme", f"{_words(problem, d, 'and')}: both or neither",
            [*_all(problem, d.dependent, 1), *_all(problem, d.on, -1)], 0, 0,
        )
        for d in problem.dependencies if d.type == "together"
    ]  # fmt: skip


def _all_or_none(problem: Problem) -> Iterable[Row]:
    for each in problem.programmes:
        names = [*(problem.labels[p] for p in each.members), *(f"{name}, which cannot be chosen" for name in each.absent)]
        label = f"{each.name}: all of {', '.join(sorted(names))}, or none"
        first = None if each.absent else each.members[0]
        for p in each.members if first is None else each.members[1:]:
            terms = [*_all(problem, p, 1), *_all(problem, first, -1)]
            yield row(f"all_or_none[{each.name},{problem.projects[p]}]", "programme", label, terms, 0, 0, owner=each.owner)


def _benefits_of_the_whole(problem: Problem) -> Iterable[Row]:
    for q, each in zip(problem.layout.together, problem.synergies, strict=True):
        if each.family == "programme":
            label = f"the benefit of {each.name} comes with all of {', '.join(problem.labels[p] for p in each.members)}"
            yield from _only_with(problem, q, each, label)


def _only_with(problem: Problem, q: int, each: Synergy, label: str) -> Iterable[Row]:
    for p in each.members:
        terms = [(q, 1), *_all(problem, p, -1)]
        yield row(f"{each.family}[{each.name},{problem.projects[p]}]", each.family, label, terms, None, 0, owner=each.owner)


def synergy_rows(problem: Problem) -> list[Row]:
    """Gain: q[g] <= x[p] for every member. Loss: q[g] >= sum of x - (|g| - 1). One row for each member, never their sum."""
    rows = []
    for q, each in zip(problem.layout.together, problem.synergies, strict=True):
        if each.family != "synergy":
            continue
        label = f"synergy {each.name} comes with all of {', '.join(problem.labels[p] for p in each.members)}"
        if each.amount < 0:
            terms = [(q, -1), *(term for p in each.members for term in _all(problem, p, 1))]
            rows.append(row(f"synergy[{each.name}]", "synergy", label, terms, None, len(each.members) - 1))
        else:
            rows.extend(_only_with(problem, q, each, label))
    return rows


def _declared(problem: Problem, family: str) -> list[Row]:
    return [
        Row(f"{family}[{i}]", family, each.label, *_columns(each.weights), each.lower, each.upper, owner=each.owner)
        for i, each in enumerate(problem.limits)
        if each.family == family
    ]


def _columns(weights: tuple[tuple[int, int], ...]) -> tuple[IntArray, IntArray]:
    pairs = np.array([pair for pair in weights if pair[1]], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def group_rows(problem: Problem) -> list[Row]:
    """Declared: at least, at most or exactly k of a group, lower <= sum of x over the group <= upper."""
    return _declared(problem, "group")


def balance_rows(problem: Problem) -> list[Row]:
    """Declared: a share of money, sum of (own spend - share x spend) w <= 0; an average, sum of (risk - limit) x spend x w <= 0."""
    return _declared(problem, "balance")


def flow_rows(problem: Problem) -> list[Row]:
    """Declared: projects that start, or run, in a period of one unit or sponsor, sum of w <= most."""
    return _declared(problem, "flow")


FAMILIES: dict[str, Callable[[Problem], list[Row]]] = {
    "choice": choice_rows,
    "budget": funding_rows,
    "capacity": capacity_rows,
    "elastic": elastic_rows,
    "hire": hire_rows,
    "prerequisite": prerequisite_rows,
    "exclusion": exclusion_rows,
    "programme": programme_rows,
    "synergy": synergy_rows,
    "group": group_rows,
    "balance": balance_rows,
    "flow": flow_rows,
    "robust": robust_rows,
    "tail": tail_rows,
}


def _all(problem: Problem, project: int | None, coef: int) -> Iterable[Term]:
    return () if project is None else ((j, coef) for j in problem.live_of[project])


def _name(d: Dependency) -> str:
    return d.on_label if d.on is not None else f"{d.on_label}, which cannot be chosen"


def _pair(problem: Problem, d: Dependency) -> str:
    return f"{problem.projects[d.dependent]},{'-' if d.on is None else problem.projects[d.on]}"


def _words(problem: Problem, d: Dependency, verb: str) -> str:
    return f"{problem.labels[d.dependent]} {verb} {_name(d)}"


def _timed(problem: Problem, d: Dependency) -> Iterable[Row]:
    own = problem.live_of[d.dependent]
    other = () if d.on is None else problem.live_of[d.on]
    words = "starts after the finish of" if d.type == "finish_to_start" else "starts after the start of"
    label = _words(problem, d, words) + (f", {d.lag} period(s) later" if d.lag else "")
    for t in sorted({problem.options[j].start for j in own}):
        ready = [
            j
            for j in other
            if (problem.options[j].finish if d.type == "finish_to_start" else problem.options[j].start) <= t - d.lag
        ]
        terms = [*((j, 1) for j in own if problem.options[j].start <= t), *((j, -1) for j in ready)]
        yield row(f"{d.type}[{_pair(problem, d)},{t}]", "prerequisite", label, terms, None, 0)
