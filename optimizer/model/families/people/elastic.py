"""The rows of the family `elastic`: overtime and contractors are paid for."""

from optimizer.linear.rows import Row, row
from optimizer.model.terms import Term
from optimizer.problem.records import Problem

FAMILY = "elastic"


def rows(problem: Problem) -> list[Row]:
    """For every fiscal year y: the cost of all steps bought in y <= b[y]. The budgets of the year pay b[y]."""
    found: dict[int, list[Term]] = {}
    for column, offer in zip(problem.layout.step_columns, problem.elastic, strict=True):
        found.setdefault(offer.year, []).append((column, offer.step_cost))
    return [
        row(f"elastic[{year}]", FAMILY, f"people bought in FY{year} are paid for", [*found[year], (b, -1)], None, 0, "minor")
        for year, b in problem.layout.cost_columns.items()
    ]
