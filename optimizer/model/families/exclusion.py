"""The rows of the family `exclusion`: projects that exclude one another do not both run."""

import networkx as nx

from optimizer.linear.rows import Row, row
from optimizer.model.terms import all_options
from optimizer.problem.records import Problem


def exclusion_rows(problem: Problem) -> list[Row]:
    """excludes: pairs merged into maximal cliques, sum of x over a clique <= 1."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((d.dependent, d.on) for d in problem.dependencies if d.type == "excludes" and d.on is not None)
    rows = []
    for clique in sorted(sorted(members) for members in nx.find_cliques(graph)):
        names = [problem.projects[p] for p in clique]
        terms = (term for p in clique for term in all_options(problem, p, 1))
        label = f"at most one of {', '.join(sorted(problem.labels[p] for p in clique))}"
        rows.append(row(f"excludes[{','.join(names)}]", "exclusion", label, terms, None, 1))
    return rows
