"""Translates hires between a selection and a plan.

In a selection, a chosen option is the arrival of heads in a period. In a plan, each record states the hired people who are
present in one period.
"""

from collections import Counter
from collections.abc import Iterator

from optimizer.linear.rows import Selection
from optimizer.plan import Bought, Plan
from optimizer.problem.hires import HIRE_KIND, heads_of, option_key
from optimizer.problem.option_arrays import OptionKey
from optimizer.problem.records import Problem


def hires_of_selection(problem: Problem, chosen: Selection) -> Iterator[Bought]:
    """Yields, for each role and period, the hired people who are present, in milli-FTE, and their cost in the period."""
    arrivals: Counter[tuple[str, int]] = Counter()
    for j in chosen & problem.hire_options:
        option = problem.options[j]
        arrivals[problem.hires[option.project], option.start] += heads_of(option.mode_id)
    for role, terms in problem.hire_terms.items():
        heads = 0
        for each in terms:
            heads += arrivals[role, each.period]
            if heads:
                yield Bought(role, each.period, HIRE_KIND, heads * each.head_milli_fte, each.year, heads * each.cost)


def arrivals_of_selection(problem: Problem, chosen: Selection) -> list[tuple[str, int, int]]:
    """The role, the period and the number of heads of each arrival of hires, sorted."""
    options = [problem.options[j] for j in chosen & problem.hire_options]
    return sorted((problem.hires[each.project], each.start, heads_of(each.mode_id)) for each in options)


def option_keys_of(problem: Problem, plan: Plan) -> list[OptionKey]:
    """The keys of the options that the plan chose: first those of projects, then one option for each arrival of hires."""
    present = {(b.role_id, b.period_index): b.milli_fte for b in plan.bought if b.kind == HIRE_KIND}
    keys = [(each.project_id, each.mode_id, each.start_index) for each in plan.chosen]
    for (role, period), milli_fte in sorted(present.items()):
        if new := milli_fte - present.get((role, period - 1), 0):
            size = problem.hire_terms[role][0].head_milli_fte if role in problem.hire_terms else 1
            keys.append(option_key(role, period, new // size))
    return keys
