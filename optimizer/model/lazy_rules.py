"""Lazy rules: rules with too many rows to write down, such as robust budgets and floors under the worst scenarios.

A row of a lazy rule is added to the model when a selection violates the row.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import point_of
from optimizer.model.family_modules import FAMILIES
from optimizer.model.rule import LazyRows, RowWithRules, Rule, RulesBehind
from optimizer.problem.records import Problem


@dataclass(frozen=True)
class LazyRules:
    """The lazy rules of a problem, each with the object that finds the rule's rows."""

    found: tuple[tuple[Rule, LazyRows], ...]

    @classmethod
    def of(cls, problem: Problem) -> "LazyRules":
        """The lazy rules that a problem declares."""
        return cls(tuple(each for family in FAMILIES.values() for each in family.lazy_rules(problem)))

    def without(self, rules: Container[Rule]) -> "LazyRules":
        """The lazy rules that are not among `rules`."""
        return LazyRules(tuple((rule, rows) for rule, rows in self.found if rule not in rules))

    def limiting(self, what: Literal["money", "value"]) -> set[Rule]:
        """The lazy rules that limit money (`what` is "money"), or that limit the value in scenarios (`what` is "value")."""
        return {rule for rule, _ in self.found if rule.traits.limits == what}

    def first(self) -> Iterator[RowWithRules]:
        """The rows that the model has from the start, each with its lazy rule and the amounts that the row is about."""
        for rule, rows in self.found:
            for each in rows.first_rows():
                yield each, [rule, *rows.amounts_behind(each)]

    def missing(self, problem: Problem, chosen: Selection, rules: Container[Rule] | None = None) -> list[tuple[Row, RulesBehind]]:
        """Rows of lazy rules that a selection violates, each with the rules behind the row.

        problem: the problem, with ample money and people for every purse and role that no rule limits. rules: the lazy rules that
        are checked; None for all lazy rules.
        """
        if not self.found:
            return []
        figures = np.zeros(len(problem.layout.names), dtype=np.int64)
        for column, figure in point_of(problem, chosen).items():
            figures[column] = figure
        broken: list[tuple[Row, RulesBehind]] = []
        for rule, rows in self.found:
            if rules is None or rule in rules:
                here = rows.under(problem)
                broken += [(each, frozenset({rule, *here.amounts_behind(each)})) for each in here.missing(chosen, figures)]
        return broken
