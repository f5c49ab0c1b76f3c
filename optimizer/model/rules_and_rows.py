"""All rows of a model, each with the rules that stand behind it.

Which rules contradict one another is found in optimizer/infeasible.

A row is in force as long as every rule behind it is. Some rows have no rule behind them, because nobody can lift them: that a
project is run in one way at most, that people bought are paid for, how many people can be hired.
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
    """The rows of a model, each with one bound at most.

    behind: for each row the numbers, in `rules`, of the rules behind it; no number for a row that always stays. lazy: the rules
    whose rows are found later.
    """

    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    behind: tuple[frozenset[int], ...]
    lazy: LazyRules

    def without(self, rules: Iterable[Rule]) -> "RuledRows":
        """The rows that stay in force when some rules are lifted."""
        gone = set(rules)
        lifted = {i for i, rule in enumerate(self.rules) if rule in gone}
        kept = [(each, behind) for each, behind in zip(self.rows, self.behind, strict=True) if not behind & lifted]
        rows, left = tuple(each for each, _ in kept), tuple(behind for _, behind in kept)
        return RuledRows(self.rules, rows, left, self.lazy.without(gone))

    def only(self, rules: Iterable[Rule]) -> list[tuple[Row, RulesBehind]]:
        """The rows that are in force when only `rules` are, and those that always stay, each with the rules behind it."""
        kept = set(rules)
        found = ((each, frozenset(self.rules[i] for i in behind)) for each, behind in zip(self.rows, self.behind, strict=True))
        return [(each, behind) for each, behind in found if behind <= kept]


def ruled_rows(problem: Problem) -> RuledRows:
    """The rows of the model of a problem with the rules behind them."""
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
    """The rows of every family whose rows are all written down, each with the rules behind it."""
    for name, family in FAMILIES.items():
        if not REGISTRY[name].is_found_lazily:
            yield from family.rules_behind(problem, family.rows(problem))


def _one_sided(each: Row) -> list[Row]:
    if each.lower is None or each.upper is None:
        return [each]
    return [replace(each, lower=None), replace(each, upper=None)]
