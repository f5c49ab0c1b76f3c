"""What is done before the search, by hand for every rule of it; no best plan loses an option it needs, no plan is lost or gained by other rows."""

from itertools import product

import numpy as np
import pytest

from optimizer.linear.matrix import Matrix
from optimizer.linear.rows import broken
from optimizer.model.building import build_model
from optimizer.model.consequences import complete
from optimizer.presolve.reductions import dominated, initial_facts, presolved, propagated
from optimizer.problem.building import build_problem
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, random_frames

ROOM = {"budgets": [("F", "capex", 2027, 100)], "years": [(2027,)]}


def taken_out(**rows: list[tuple]) -> tuple[list[str], list[str]]:
    """Impossible and dominated options, as project and mode."""
    problem = build_problem(frames_of(**ROOM, **rows))
    model = build_model(problem)
    matrix = Matrix.of(model.rows, model.most)
    names = [f"{problem.projects[o.project]} {o.mode_id}" for o in problem.options]
    never = np.flatnonzero(propagated(matrix, initial_facts(problem, model, model.most)).most[: len(names)] == 0)
    return sorted(names[j] for j in never), sorted(names[j] for j in dominated(problem, matrix))


def test_what_costs_more_than_there_is_and_what_needs_it_are_impossible():
    """A costs 101 of 100; B needs A, C needs B: none can run. D can."""
    options = [(p, "full", 0, 1, 10) for p in "ABCD"]
    spend = [("A", "full", 0, "capex", 2027, 101), ("D", "full", 0, "capex", 2027, 100)]
    needs = [("requires", "B", "A", 0, None), ("requires", "C", "B", 0, None)]
    payers = [(p, "F") for p in "ABCD"]
    assert taken_out(options=options, spend=spend, dependencies=needs, payers=payers) == (["A full", "B full", "C full"], [])


DEARER = [("A", "full", 0, "capex", 2027, 50), ("A", "lean", 0, "capex", 2027, 40)]


def test_a_mode_that_is_worth_less_and_costs_more_is_dominated():
    """Full costs 50 for 9, lean 40 for 10."""
    options = [("A", "full", 0, 1, 9), ("A", "lean", 0, 1, 10)]
    assert taken_out(options=options, spend=DEARER, payers=[("A", "F")]) == ([], ["A full"])


@pytest.mark.parametrize(
    "more",
    [
        {"demand": [("A", "lean", 0, "R", 0, 1)], "capacity": [("R", 0, 5)]},  # lean needs people
        {"approved": [("A", "full", 0)]},  # full is what was approved
        {"stop_modes": [("A", "full")]},  # full is a way to stop
        {"limits": [("L", "group", "at least one full", "o", 1, None)], "limit_terms": [("L", "A", "full", 0, 1)]},
    ],
)
def test_it_is_not_where_it_has_something_for_it(more):
    """The same two modes, with a reason to want the dearer one."""
    options = [("A", "full", 0, 1, 9), ("A", "lean", 0, 1, 10)]
    assert taken_out(options=options, spend=DEARER, payers=[("A", "F")], **more)[1] == []


def test_no_best_plan_needs_what_is_taken_out():
    """A hundred random portfolios over all families: no best selection has such an option, and some portfolios have such options."""
    out = 0
    for seed in range(100):
        frames = random_frames(seed)
        expected, problem = enumerate_best(frames), build_problem(frames)
        most = presolved(problem, build_model(problem)).most
        gone = {
            (problem.projects[o.project], o.mode_id, o.start)
            for o, at_most in zip(problem.options, most, strict=False)
            if not at_most
        }
        out += len(gone)
        if expected is not None:
            assert not any(gone & set(keys) for keys in expected.best)
    assert out > 30


def lean_rows(**rows: list[tuple]) -> dict[str, tuple]:
    """The rows a solver gets, by name: columns as project and mode with their coefficients, lower and upper bound."""
    problem = build_problem(frames_of(**ROOM, **rows))
    names = [f"{problem.projects[o.project]}{'' if o.mode_id == 'full' else ' ' + o.mode_id}" for o in problem.options]
    return {
        each.name: ({names[j]: int(a) for j, a in zip(each.cols, each.coefs, strict=True)}, each.lower, each.upper)
        for each in presolved(problem, build_model(problem)).rows
    }


def costs(**amounts: int) -> dict[str, list[tuple]]:
    """Projects by their letter that cost so much of the hundred; small letters are lean modes, worth less."""
    named = {letter: (letter.upper(), "full" if letter.isupper() else "lean") for letter in amounts}
    return {
        "options": [(*key, 0, 1, 10 if key[1] == "full" else 5) for key in named.values()],
        "spend": [(*named[letter], 0, "capex", 2027, amount) for letter, amount in amounts.items() if amount],
        "payers": [(p, "F") for p in sorted({p for p, _ in named.values()})],
    }


LAW = [("A", "mandate", "law")]
BUDGET = "budget[F,capex,2027]"


def test_what_does_not_fit_beside_required_projects_is_out():
    """A must run and costs 30 at least: B at 71 is out, C at 70 is not; what needs B is out as well."""
    needs = [("requires", "D", "B", 0, None)]
    out, _ = taken_out(**costs(A=60, a=30, B=71, C=70, D=1), requirements=LAW, dependencies=needs)
    assert out == ["B full", "D full"]


def test_what_excludes_a_required_project_is_out():
    """At most one of A and B runs, and A must."""
    out, _ = taken_out(**costs(A=1, B=1), requirements=LAW, dependencies=[("excludes", "A", "B", 0, None)])
    assert out == ["B full"]


def test_a_required_project_with_one_way_left_is_given():
    """A costs 101 or 60: only the lean way is left, the row says that it is chosen; 60 of the hundred are gone for B and C."""
    rows = lean_rows(**costs(A=101, a=60, B=30, C=20), requirements=LAW)
    assert rows["choice[A]"] == ({"A lean": 1}, 1, 1)


def test_what_required_projects_need_is_required():
    """A needs B, B needs one of C and D, and D does not fit: A, B and C are in every plan."""
    needs = [("requires", "A", "B", 0, None), ("any_of", "B", "C", 0, "g"), ("any_of", "B", "D", 0, "g")]
    rows = lean_rows(**costs(A=40, B=30, C=30, D=31), requirements=LAW, dependencies=needs)
    assert {name: bounds for name, (_, *bounds) in rows.items()} == {f"choice[{p}]": [1, 1] for p in "ABC"} | {
        "choice[D]": [None, 1]
    }


def test_a_row_that_never_binds_is_left_out():
    """A costs 60 or 50, not both, B 40: never more than a hundred; at 41 the row stays."""
    assert BUDGET not in lean_rows(**costs(A=60, a=50, B=40))
    assert BUDGET in lean_rows(**costs(A=60, a=50, B=41))


def test_projects_that_exclude_one_another_bring_the_largest_of_them():
    """B and C cost 40 each and exclude one another."""
    apart = [("excludes", "B", "C", 0, None)]
    assert BUDGET not in lean_rows(**costs(A=60, B=40, C=40), dependencies=apart)
    assert BUDGET in lean_rows(**costs(A=60, B=40, C=41), dependencies=apart)


def test_coefficients_are_made_as_small_as_they_can_be():
    """At most 50 + 40 + 30 = 120 of 100, which is 20 too many: three times 20 of at most 40, and A's lean way never matters. At 99 it does."""
    assert lean_rows(**costs(A=50, a=30, B=40, C=30))[BUDGET] == ({"A": 20, "B": 20, "C": 20}, None, 40)
    assert lean_rows(**costs(A=50, a=31, B=40, C=30))[BUDGET] == ({"A": 20, "A lean": 1, "B": 20, "C": 20}, None, 40)


def test_of_a_required_project_only_what_a_way_costs_more_counts():
    """A costs 50 or 45 and must run, B costs 30, C and D 25: 130 at most."""
    free, given = (lean_rows(**costs(A=50, a=45, B=30, C=25, D=25), requirements=law)[BUDGET] for law in ([], LAW))
    assert free == given == ({"A": 30, "A lean": 25, "B": 30, "C": 25, "D": 25}, None, 80)


@pytest.mark.parametrize(
    ("weights", "lower", "upper", "expected"),
    [
        ({"A": 3, "B": 2, "C": -9}, None, 1, ({"A": 3, "B": 2, "C": -4}, None, 1)),  # C frees 4, more is not wanted
        ({"A": 7, "B": 6, "C": 1}, 2, None, ({"A": 2, "B": 2, "C": 1}, 2, None)),  # 2 is enough
        ({"A": 7, "B": 6, "C": 5}, 2, 12, ({"A": 7, "B": 6, "C": 5}, 2, 12)),  # of two bounds none is made tighter
    ],
)
def test_declared_rows_are_tightened_from_either_side(weights, lower, upper, expected):
    """A group rule over A, B and C."""
    terms = [("L", p, "full", 0, by) for p, by in weights.items()]
    rows = lean_rows(**costs(A=0, B=0, C=0), limits=[("L", "group", "rule", "o", lower, upper)], limit_terms=terms)
    assert rows["group[0]"] == expected


def cliques(rows: dict[str, tuple]) -> set[str]:
    """Those of more than one project, in one word each."""
    return {
        "".join(sorted(cols))
        for cols, lower, upper in rows.values()
        if (lower, upper) == (None, 1) and set(cols.values()) == {1} and len(cols) > 1
    }


def test_pairs_that_are_too_much_together_become_cliques():
    """Any two of A, B and C cost more than a hundred; A with D or E as well."""
    assert cliques(lean_rows(**costs(A=60, B=55, C=51, D=45, E=44))) == {"ABC", "AD", "AE"}


def test_cliques_of_different_rules_are_merged_and_those_inside_left_out():
    """As above, and D excludes B and C: at most one of A to D, which the two exclusions and the pair A, D are inside."""
    apart = [("excludes", p, "D", 0, None) for p in "BC"]
    assert cliques(lean_rows(**costs(A=60, B=55, C=51, D=45), dependencies=apart)) == {"ABCD"}


@pytest.mark.parametrize("chunk", range(2))
def test_other_rows_hold_the_same_plans(chunk):
    """Every selection of a hundred random portfolios, with what follows from it: it keeps the rows a solver gets exactly when it keeps the
    model's and has no dominated option. Some rows are left out, some changed, some cliques are found.
    """
    left_out = changed = found = 0
    for seed in range(chunk * 50, (chunk + 1) * 50):
        problem = build_problem(random_frames(seed))
        if np.prod([len(own) + 1 for own in problem.options_of]) > 1500:
            continue
        model = build_model(problem)
        lean, beaten = presolved(problem, model), dominated(problem, Matrix.of(model.rows, model.most))
        before, after = {each.name: each for each in model.rows}, {each.name: each for each in lean.rows}
        left_out += len(before.keys() - after.keys())
        changed += sum(after[name] is not before[name] for name in before.keys() & after.keys())
        found += len(after.keys() - before.keys())
        for picks in product(*[(None, *own) for own in problem.options_of]):
            chosen = frozenset(j for j in picks if j is not None)
            point = complete(problem, chosen)
            is_plan = not broken(model.rows, point) and not chosen & beaten
            assert is_plan == (not broken(lean.rows, point) and all(by <= lean.most[j] for j, by in point.items())), seed
    assert min(left_out, changed, found) > 20
