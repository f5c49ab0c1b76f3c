"""The record of a rule that a person can change, and how rules stand behind the rows of the model.

A rule is one thing that somebody can lift: one purse, one role in one period, one requirement, one relation, one declared
limit. A purse is what a fund holds of one cost class in one fiscal year. A rule stands behind a row if the row is in force
only as long as the rule is. The module of each family says which of its rules stand behind a row; rules_and_rows.py
collects them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection, owner_of
from optimizer.linear.rule_families import RuleFamily, RuleKind, family_named
from optimizer.problem.records import Problem

Place = tuple[str | int, ...]
RELATION = 1  # weight of a rule that is no requirement: relations are lifted before requirements


@dataclass(frozen=True)
class Rule:
    """One thing that a person can change.

    kind: what sort of rule it is. place: what the rule is about: (fund, class, fiscal year), (role, period), (project id,), two
    project ids, the name of a relation or limit, or a robust budget or floor as it is declared. weight: what lifting the rule
    costs compared with lifting others.
    """

    family: str
    kind: RuleKind
    label: str
    owner: str
    place: Place
    weight: int = RELATION

    @property
    def traits(self) -> RuleFamily:
        """What the registry says of the rule's family."""
        return family_named(self.family)

    @property
    def rule_id(self) -> str:
        """The registered id of the rule's family."""
        return self.traits.rule_id

    @property
    def is_amount(self) -> bool:
        """Whether the rule is an amount of money or people, of which more can be given."""
        return self.kind in ("purse", "people")


RulesBehind = frozenset[Rule]  # the rules that stand behind a row
RowWithRules = tuple[Row, list[Rule]]


class LazyRows(Protocol):
    """The rows of one rule with too many rows to write down.

    The first rows are in the model; the others are found when figures break them.
    """

    def first_rows(self) -> list[Row]:
        """The rows that the model has from the start."""

    def broken_at(self, figures: IntArray | FloatArray) -> list[Row]:
        """Rows that some figures of the columns break: exact for whole numbers, within a slack for others."""

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """Rows that a selection breaks. figures: of all columns under the selection."""

    def under(self, problem: Problem) -> "LazyRows":
        """The same rule in a problem that differs in budgets and people alone."""

    def amounts_behind(self, each: Row) -> list[Rule]:
        """The amounts that a row is about, in order; none where it is about no amount."""


def rules_by_place(rows: Iterable[Row], kind_and_place: Callable[[Row], tuple[RuleKind, Place]]) -> Iterator[RowWithRules]:
    """Each row with the rule of its place. Rows of the same place share one rule, which has the label of the first of them."""
    found: dict[Place, Rule] = {}
    for each in rows:
        kind, place = kind_and_place(each)
        yield each, [found.setdefault(place, Rule(each.family, kind, each.label, owner_of(each), place))]


def rules_by_label(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Each row with a rule for its label and owner, which is what a family gets that declares nothing else.

    Rows of a family that nobody can lift have no rule behind them. Rows that define a gain forbid a selection only if there is
    a floor under the value.
    """
    for each, rules in rules_by_place(rows, lambda row: (row.traits.kind, (row.label, row.owner or ""))):
        if each.traits.kind != "none":
            yield each, rules
        elif each.traits.defines != "gain" or problem.tail:
            yield each, []
