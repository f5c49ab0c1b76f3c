"""Every row of the model of a problem with the rules that stand behind it. Which rules contradict one another is found in optimizer/infeasible.

A row over several purses is there as long as every one of them is. That a project is run in one way at most, that bought people are paid for and how many can be hired are no rules: they always stay.
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
    """Rows with at most one bound each, and for every one the numbers of the rules without which it is not there; none for what always stays."""

    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    behind: tuple[frozenset[int], ...]
    lazy: LazyRules

    def without(self, rules: Iterable[Rule]) -> "RuledRows":
        """What is left when some rules are lifted."""
        gone = set(rules)
        lifted = {i for i, rule in enumerate(self.rules) if rule in gone}
        kept = [(each, behind) for each, behind in zip(self.rows, self.behind, strict=True) if not behind & lifted]
        rows, left = tuple(each for each, _ in kept), tuple(behind for _, behind in kept)
        return RuledRows(self.rules, rows, left, self.lazy.without(gone))

    def only(self, rules: Iterable[Rule]) -> list[tuple[Row, RulesBehind]]:
        """The rows that are there when only `rules` are, and what always stays, with the rules behind each."""
        kept = set(rules)
        found = ((each, frozenset(self.rules[i] for i in behind)) for each, behind in zip(self.rows, self.behind, strict=True))
        return [(each, behind) for each, behind in found if behind <= kept]


def ruled_rows(problem: Problem) -> RuledRows:
    """Every row of the model of `problem`, by rule."""
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
    """The rows of every family that are there from the start and stay the same, each with its rules."""
    for name, family in FAMILIES.items():
        if not REGISTRY[name].is_found_lazily:
            yield from family.rules_behind(problem, family.rows(problem))


def _one_sided(each: Row) -> list[Row]:
    if each.lower is None or each.upper is None:
        return [each]
    return [replace(each, lower=None), replace(each, upper=None)]
