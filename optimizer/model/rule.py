"""The record of a rule as somebody can change it, and which rules stand behind a row of the model.

A rule is what somebody can lift: one purse, one role in one period, one requirement, one relation, one declared limit. Which rules a problem
has is rules_and_rows.py's; each family says in its own file which of its rules stand behind a row.
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

    kind: what it is; purse and people are amounts, the others are kept or lifted. place: what it is about: (fund, class, fiscal year), (role, period), (project id,), two projects
    that exclude one another, the name of the relation or limit, or a robust budget or tail as declared. weight: what lifting it costs against others.
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
        """Whether more of it can be given, in money or in people."""
        return self.kind in ("purse", "people")


RulesBehind = frozenset[Rule]  # the rules without which a row is not there
RowWithRules = tuple[Row, list[Rule]]


class LazyRows(Protocol):
    """The rows of one rule that are too many to be written down. The first are in the model; the others are found when figures break them."""

    def first_rows(self) -> list[Row]:
        """The rows that the model has from the start."""

    def broken_at(self, figures: IntArray | FloatArray) -> list[Row]:
        """Rows that figures of the columns break: exact for whole numbers, within a slack for others."""

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """Rows that a selection breaks; figures: of all columns under it."""

    def where(self, problem: Problem) -> "LazyRows":
        """The same rule in a problem that differs in budgets and people alone."""

    def amounts_behind(self, each: Row) -> list[Rule]:
        """The amounts, in order, of which the row is about all together; none where it is about no amount."""


def rules_by_place(rows: Iterable[Row], kind_and_place: Callable[[Row], tuple[RuleKind, Place]]) -> Iterator[RowWithRules]:
    """Each row with the one rule of its place: rows of the same place are told as one rule, in the words of the first."""
    found: dict[Place, Rule] = {}
    for each in rows:
        kind, place = kind_and_place(each)
        yield each, [found.setdefault(place, Rule(each.family, kind, each.label, owner_of(each), place))]


def rules_by_label(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """For a family that says nothing else: a rule for each label and owner. Rows of a family that nobody can lift have no rule behind them."""
    for each, rules in rules_by_place(rows, lambda row: (row.traits.kind, (row.label, row.owner or ""))):
        if each.traits.kind != "none":
            yield each, rules
        elif (
            each.traits.defines != "gain" or problem.tail
        ):  # without a floor under the value no gain decides whether a selection is allowed
            yield each, []
