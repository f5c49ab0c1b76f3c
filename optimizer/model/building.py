"""Problem to integer model: one function for each constraint family, in the words of docs/formulation.md.

w[o] is 1 when option o is chosen; x[p] is the sum of w over the options that run project p (an expression, not a column).
"""

from collections.abc import Callable, Iterable

from optimizer.linear.rows import IntegerModel, Row
from optimizer.model.families.budget import funding_rows
from optimizer.model.families.capacity import capacity_rows
from optimizer.model.families.choice import choice_rows
from optimizer.model.families.declared_limits import balance_rows, flow_rows, group_rows
from optimizer.model.families.elastic import elastic_rows
from optimizer.model.families.exclusion import exclusion_rows
from optimizer.model.families.hire import hire_rows
from optimizer.model.families.prerequisite import prerequisite_rows
from optimizer.model.families.programme import programme_rows
from optimizer.model.families.robust import robust_rows
from optimizer.model.families.synergy import synergy_rows
from optimizer.model.families.tail import tail_rows
from optimizer.problem.records import Problem


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
