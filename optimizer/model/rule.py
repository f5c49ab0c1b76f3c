"""The record of a rule that a person can change, and the relation between such rules and the rows of the model.

A rule is the smallest unit that somebody can change or lift: one purse, one role in one period, one requirement, one relation,
one declared limit. A purse is the money of a fund for one cost class in one fiscal year. A rule is behind a row if the row is in
force only as long as the rule is in force. The module of each family says which of its rules are behind a row; rules_and_rows.py
collects the rows of all families with the rules behind them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection, owner_of
from optimizer.linear.rule_families import RuleFamily, RuleKind, family_named
from optimizer.problem.records import Problem

Place = tuple[str | int, ...]
RELATION = 1  # the weight of a rule that is no requirement; it is low, so that relations are lifted before requirements


@dataclass(frozen=True)
class Rule:
    """One rule that a person can change.

    kind: how people can change the rule (RuleKind). place: what the rule is about: (fund, class, fiscal year), (role, period),
    (project id,), two project ids, the name of a relation or limit, or the declaration of a robust budget or floor. weight: the
    cost of lifting the rule, relative to lifting other rules.
    """

    family: str
    kind: RuleKind
    label: str
    owner: str
    place: Place
    weight: int = RELATION

    @property
    def traits(self) -> RuleFamily:
        """The registry's record of the rule's family."""
        return family_named(self.family)

    @property
    def rule_id(self) -> str:
        """The registered id of the rule's family."""
        return self.traits.rule_id

    @property
    def is_amount(self) -> bool:
        """Whether the rule is an amount of money or people, which can be increased."""
        return self.kind in ("purse", "people")


RulesBehind = frozenset[Rule]  # the rules that stand behind a row
RowWithRules = tuple[Row, list[Rule]]


class LazyRows(Protocol):
    """The rows of one rule that has too many rows to write down.

    The first rows are in the model from the start. The other rows are found when a selection or the relaxation violates them.
    """

    def first_rows(self) -> list[Row]:
        """The rows that the model has from the start."""

    def broken_at(self, figures: IntArray | FloatArray) -> list[Row]:
        """Rows that the figures of the columns violate. The test is exact for integers and has a tolerance for fractions."""

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """Rows that a selection violates. figures: the figures of all columns for the selection."""

    def under(self, problem: Problem) -> "LazyRows":
        """Returns the rows of the rule for `problem`, which differs from the rule's own problem only in budgets and people."""

    def amounts_behind(self, each: Row) -> list[Rule]:
        """The purses that a row is about, in order; an empty list if the row is about no amount."""


def rules_by_place(rows: Iterable[Row], kind_and_place: Callable[[Row], tuple[RuleKind, Place]]) -> Iterator[RowWithRules]:
    """Yields each row with the rule of its place.

    Rows of the same place share one rule. The rule has the label of the first row of the place.
    """
    found: dict[Place, Rule] = {}
    for each in rows:
        kind, place = kind_and_place(each)
        yield each, [found.setdefault(place, Rule(each.family, kind, each.label, owner_of(each), place))]


def rules_by_label(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Yields each row with its rule; rows of the same kind, label and owner share one rule. A family that declares no
    `rules_behind` uses this function.

    Rows of a family that nobody can lift are yielded with an empty set of rules. Rows that define a gain are not yielded unless
    a floor under the value is declared, because only with a floor can these rows forbid a selection.
    """
    for each, rules in rules_by_place(rows, lambda row: (row.traits.kind, (row.label, row.owner or ""))):
        if each.traits.kind != "none":
            yield each, rules
        elif each.traits.defines != "gain" or problem.tail:
            yield each, []
