"""Gives a problem more money and people: ample amounts of all that no rule limits, or stated additional amounts."""

from collections.abc import Mapping
from dataclasses import replace

from optimizer.model.rule import Rule
from optimizer.problem.records import Problem, Purse

AMPLE = 2**52  # more minor units, and more milli-FTE, than any plan needs

Place = tuple[str, int]  # role, period
Money = Mapping[Purse, int]  # minor units
People = Mapping[Place, int]  # milli-FTE


def with_ample_resources(problem: Problem, limited_by: frozenset[Rule]) -> Problem:
    """Returns the problem with ample money in every purse and ample people of every role, except those that `limited_by` limits.

    limited_by: the rules whose purses keep their budgets and whose roles keep their capacity.
    """
    purses = {(fund, *pair) for fund in problem.funds for pair in classes_and_years(problem)} | set(problem.budgets)
    places = {(role, period) for option in problem.options for role, period, _ in option.demand} | set(
        problem.layout.steps_by_place
    )
    limited = {rule.place for rule in limited_by}
    budgets = {purse: problem.budgets.get(purse, 0) if purse in limited else AMPLE for purse in purses}
    capacity = {place: problem.capacity.get(place, 0) if place in limited else AMPLE for place in places}
    return _with_same_layout(problem, replace(problem, budgets=budgets, capacity=capacity))


def with_more_money(problem: Problem, extra: Money) -> Problem:
    """Returns the problem with the amounts of `extra` added to the budgets of purses."""
    budgets = {**problem.budgets, **{purse: problem.budgets.get(purse, 0) + by for purse, by in extra.items()}}
    return _with_same_layout(problem, replace(problem, budgets=budgets))


def with_more_people(problem: Problem, extra: People) -> Problem:
    """Returns the problem with the people of `extra` added to the capacity of roles."""
    if not extra:
        return problem
    capacity = {**problem.capacity, **{place: problem.capacity.get(place, 0) + by for place, by in extra.items()}}
    return _with_same_layout(problem, replace(problem, capacity=capacity))


def classes_and_years(problem: Problem) -> set[tuple[str, int]]:
    """The cost classes and fiscal years in which something may be spent or transferred."""
    spent = {(kind, year) for option in problem.options for kind, year, _ in option.spend}
    spent |= {(kind, year) for lines in problem.deviations.values() for kind, year, _ in lines}
    bought = {("opex", year) for year in problem.layout.cost_columns}
    return spent | bought | {end[1:] for t in problem.transfers for end in (t.source, t.target)}


def _with_same_layout(problem: Problem, other: Problem) -> Problem:
    """Gives `other` the column layout of `problem`, because building the layout again takes longer than the solve.

    The two problems differ only in amounts, on which the layout does not depend.
    """
    other.__dict__["layout"] = problem.layout
    return other
