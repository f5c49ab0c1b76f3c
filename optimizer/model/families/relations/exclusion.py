"""The rows of the family `exclusion`: of projects that exclude one another, at most one runs."""

from collections.abc import Iterable, Iterator
from itertools import combinations

import networkx as nx

from optimizer.linear.rows import Row, owner_of, row
from optimizer.model.rule import RowWithRules, Rule
from optimizer.model.terms import options_running
from optimizer.problem.records import Problem

FAMILY = "exclusion"


def rows(problem: Problem) -> list[Row]:
    """One row for each maximal clique of projects that exclude one another: sum of x over the clique <= 1."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((d.dependent, d.on) for d in problem.dependencies if d.type == "excludes" and d.on is not None)
    rows = []
    for clique in sorted(sorted(members) for members in nx.find_cliques(graph)):
        names = [problem.projects[p] for p in clique]
        terms = (term for p in clique for term in options_running(problem, p, 1))
        label = f"at most one of {', '.join(sorted(problem.labels[p] for p in clique))}"
        rows.append(row(f"excludes[{','.join(names)}]", FAMILY, label, terms, None, 1))
    return rows


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Yields the row of each clique with the rules of all of its pairs.

    In a clique of more than two projects each pair also has a row of its own, which stays when another pair is lifted.
    """
    for each in rows:
        members = sorted({problem.options[j].project for j in each.cols.tolist()})
        rules = {pair: _pair_rule(problem, *pair, owner_of(each)) for pair in combinations(members, 2)}
        yield each, list(rules.values())
        for (a, b), rule in rules.items() if len(rules) > 1 else ():
            terms = [(j, 1) for p in (a, b) for j in problem.running_options_of[p]]
            name = f"excludes[{problem.projects[a]},{problem.projects[b]}]"
            yield row(name, FAMILY, rule.label, terms, None, 1), [rule]


def _pair_rule(problem: Problem, a: int, b: int, owner: str) -> Rule:
    label = f"at most one of {', '.join(sorted((problem.labels[a], problem.labels[b])))}"
    return Rule(FAMILY, "relation", label, owner, tuple(sorted((problem.projects[a], problem.projects[b]))))
