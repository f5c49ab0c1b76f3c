"""Raises the spend of projects to their high cost, for the rows of robust budgets."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

import polars as pl

from optimizer.problem.option_arrays import CLASS_ORDER, LINE_SCHEMA, OptionAmounts
from optimizer.problem.records import Option, Problem


def at_high_cost(problem: Problem, projects: Collection[int] | None = None) -> Problem:
    """Returns the problem with the spend of `projects` raised to their high cost; of all projects if `projects` is None."""

    def raised(j: int, option: Option) -> Option:
        if j not in problem.deviations or (projects is not None and option.project not in projects):
            return option
        spend = Counter({(kind, year): amount for kind, year, amount in option.spend})
        for kind, year, amount in problem.deviations[j]:
            spend[kind, year] += amount
        return replace(option, spend=tuple((kind, year, amount) for (kind, year), amount in sorted(spend.items())))

    options = tuple(raised(j, option) for j, option in enumerate(problem.options))
    lines = [(j, kind, year, amount) for j, option in enumerate(options) for kind, year, amount in option.spend]
    return replace(problem, options=options, spend=OptionAmounts.of(pl.DataFrame(lines, LINE_SCHEMA, orient="row"), CLASS_ORDER))
