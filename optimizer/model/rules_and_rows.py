"""Collects all rows of a model, each with the rules behind it, so that rules can be lifted.

optimizer/infeasible uses the rows to find the rules that contradict one another. A row is in force as long as every rule behind
it is in force. Some rows have no rule behind them, because nobody can lift them: that at most one option of a project is chosen,
that people bought are paid for, and how many people can be hired.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from optimizer.linear.rows import Row
from optimizer.linear.rule_families import REGISTRY
from optimizer.model.family_modules import FAMILIES
from optimizer.model.lazy_rules import LazyRules
from optimizer.model.rule import RowWithRules, Rule, RulesBehind
from optimizer.problem.records import Problem


@dataclass(frozen=True)
class RuledRows:
    """The rows of a model, each with at most one bound.

    behind: for each row the positions in `rules` of the rules behind it; empty for a row that nobody can lift. lazy: the rules
    whose other rows are found when a selection violates them.
    """

    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    behind: tuple[frozenset[int], ...]
    lazy: LazyRules

    def without(self, rules: Iterable[Rule]) -> "RuledRows":
        """The rows that stay in force when `rules` are lifted."""
        gone = set(rules)
        lifted = {i for i, rule in enumerate(self.rules) if rule in gone}
        kept = [(each, behind) for each, behind in zip(self.rows, self.behind, strict=True) if not behind & lifted]
        rows, left = tuple(each for each, _ in kept), tuple(behind for _, behind in kept)
        return RuledRows(self.rules, rows, left, self.lazy.without(gone))

    def only(self, rules: Iterable[Rule]) -> list[tuple[Row, RulesBehind]]:
        """The rows that are in force when no rules but `rules` are in force, each with the rules behind it.

        Rows that nobody can lift are among them.
        """
        kept = set(rules)
        found = ((each, frozenset(self.rules[i] for i in behind)) for each, behind in zip(self.rows, self.behind, strict=True))
        return [(each, behind) for each, behind in found if behind <= kept]


def ruled_rows(problem: Problem) -> RuledRows:
    """Builds the rows of the model of a problem, each with the rules behind it."""
    found: dict[Rule, int] = {}
    rows: list[Row] = []
    behind: list[frozenset[int]] = []
    lazy = LazyRules.of(problem)
    for each, rules in chain(_pieces(problem), lazy.first()):
        for one in _one_sided(each):
            rows.append(one)
            behind.append(frozenset(found.setdefault(rule, len(found)) for rule in rules))
    return RuledRows(tuple(found), tuple(rows), tuple(behind), lazy)


def _pieces(problem: Problem) -> Iterator[RowWithRules]:
    """The rows of every family that is not lazy, each with the rules behind it."""
    for name, family in FAMILIES.items():
        if not REGISTRY[name].is_found_lazily:
            yield from family.rules_behind(problem, family.rows(problem))


def _one_sided(each: Row) -> list[Row]:
    if each.lower is None or each.upper is None:
        return [each]
    return [replace(each, lower=None), replace(each, upper=None)]
