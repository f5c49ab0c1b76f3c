"""The rules of a problem as people change them, and the rows each of them stands behind. What a row says is model.py's; which rules contradict one another is conflict.py's.

A rule is what somebody can lift: one purse, one role in one period, one requirement, one relation, one declared limit. A row over several purses is there as long as every one
of them is. That a project is run in one way at most, that bought people are paid for and how many can be hired are no rules: they always stay.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Literal

import numpy as np

from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import REGISTRY, owner_of
from optimizer.model.building import build_model
from optimizer.model.consequences import complete
from optimizer.model.families.budget import purses_by_row
from optimizer.model.robust_budget import Protection
from optimizer.model.tail_risk import WorstScenarios
from optimizer.problem.records import Problem, Purse, Robust, Tail

Kind = Literal["purse", "people", "requirement", "relation", "programme", "limit", "other"]
TIMED = ("finish_to_start", "start_to_start")
DEFINING = frozenset({"synergy"})  # families that only say what follows from a choice
UNWRITTEN = ("robust", "tail")

# What lifting one costs where money and people do not help: many relations before one requirement, many of those before a mandate, one of law last.
RELATION, REQUIREMENT, MANDATE, LEGAL_MANDATE = 1, 10, 100, 1000
LEGAL = (
    "mandate: regulatory",
    "mandate: safety",
)  # cutline.contracts.tables: projects.mandate is regulatory, contractual or safety; a contract can be bought out


@dataclass(frozen=True)
class Rule:
    """One thing a person can change.

    kind: what it is; purse and people are amounts, the others are kept or lifted. place: what it is about: (fund, class, fiscal year), (role, period), (project id,), two projects
    that exclude one another, the name of the relation or limit, or a robust budget or tail as declared. weight: what lifting it costs against others.
    """

    family: str
    kind: Kind
    label: str
    owner: str
    place: tuple[str | int, ...]
    weight: int = RELATION

    @property
    def rule_id(self) -> str:
        """The registered id of its family."""
        return REGISTRY[self.family].rule_id

    @property
    def is_amount(self) -> bool:
        """Whether more of it can be given, in money or in people."""
        return self.kind in ("purse", "people")


Behind = frozenset[Rule]  # the rules without which a row is not there


@dataclass(frozen=True)
class Unwritten:
    """Robust budgets and tails: rules whose rows are too many to write down and are found when a selection breaks one."""

    budgets: tuple[tuple[Rule, Protection], ...]
    tails: tuple[tuple[Rule, WorstScenarios], ...]

    @classmethod
    def of(cls, problem: Problem) -> "Unwritten":
        """Those that a problem declares."""
        return cls(
            tuple((robust_rule(each), Protection(problem, each)) for each in problem.robust),
            tuple((tail_rule(each), WorstScenarios(problem, each)) for each in problem.tail),
        )

    def without(self, rules: Container[Rule]) -> "Unwritten":
        """What is left when some rules are lifted."""
        budgets = tuple((rule, each) for rule, each in self.budgets if rule not in rules)
        return Unwritten(budgets, tuple((rule, each) for rule, each in self.tails if rule not in rules))

    def first(self) -> Iterator[tuple[Row, list[Rule]]]:
        """The rows there are from the start. That of a robust budget is there as long as the rule and every one of its purses are."""
        for rule, protection in self.budgets:
            for each in protection.first_rows():
                yield each, [rule, *map(purse_rule, sorted(protection.purses_of(each)))]
        for rule, worst in self.tails:
            yield worst.first_row(), [rule]

    def missing(self, problem: Problem, chosen: Selection, rules: Container[Rule] | None = None) -> list[tuple[Row, Behind]]:
        """Rows that a selection breaks. problem: with ample money and people where no rule limits them. rules: those that are looked at, every one if not given."""
        if not (self.budgets or self.tails):
            return []
        figures = np.zeros(len(problem.layout.names), dtype=np.int64)
        for column, figure in complete(problem, chosen).items():
            figures[column] = figure
        found: list[tuple[Row, Behind]] = []
        for rule, protection in self.budgets:
            if rules is None or rule in rules:
                here = protection.where(problem)
                rows = here.missing(chosen, figures)
                found += [(each, frozenset({rule, *map(purse_rule, here.purses_of(each))})) for each in rows]
        for rule, worst in self.tails:
            if rules is None or rule in rules:
                found += [(each, frozenset({rule})) for each in worst.broken_at(figures)]
        return found


@dataclass(frozen=True)
class Ruled:
    """Rows with at most one bound each, and for every one the numbers of the rules without which it is not there; none for what always stays."""

    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    behind: tuple[frozenset[int], ...]
    unwritten: Unwritten

    def without(self, rules: Iterable[Rule]) -> "Ruled":
        """What is left when some rules are lifted."""
        gone = set(rules)
        lifted = {i for i, rule in enumerate(self.rules) if rule in gone}
        kept = [(each, behind) for each, behind in zip(self.rows, self.behind, strict=True) if not behind & lifted]
        rows, left = tuple(each for each, _ in kept), tuple(behind for _, behind in kept)
        return Ruled(self.rules, rows, left, self.unwritten.without(gone))

    def only(self, rules: Iterable[Rule]) -> list[tuple[Row, Behind]]:
        """The rows that are there when only `rules` are, and what always stays, with the rules behind each."""
        kept = set(rules)
        found = ((each, frozenset(self.rules[i] for i in behind)) for each, behind in zip(self.rows, self.behind, strict=True))
        return [(each, behind) for each, behind in found if behind <= kept]


def ruled(problem: Problem) -> Ruled:
    """Every row of the model of `problem`, by rule."""
    found: dict[Rule, int] = {}
    rows: list[Row] = []
    behind: list[frozenset[int]] = []
    unwritten = Unwritten.of(problem)
    for each, rules in chain(_pieces(problem), unwritten.first()):
        for one in _one_sided(each):
            rows.append(one)
            behind.append(frozenset(found.setdefault(rule, len(found)) for rule in rules))
    return Ruled(tuple(found), tuple(rows), tuple(behind), unwritten)


def purse_rule(purse: Purse) -> Rule:
    """What a fund holds of a class in a year."""
    fund, kind, year = purse
    return Rule("budget", "purse", f"{kind} FY{year}, {fund}", REGISTRY["budget"].owner, purse)


def purses_behind(rules: Iterable[Rule]) -> frozenset[Purse]:
    """The purses among some rules."""
    return frozenset((str(rule.place[0]), str(rule.place[1]), int(rule.place[2])) for rule in rules if rule.kind == "purse")


def people_rule(problem: Problem, role: str, period: int) -> Rule:
    """People of a role in a period, or in the block of periods that it stands for."""
    return Rule("capacity", "people", f"{role} in {problem.when(period)}", REGISTRY["capacity"].owner, (role, period))


def robust_rule(rule: Robust) -> Rule:
    """That the budgets pay for so many projects at their high cost."""
    projects = f"{rule.gamma} project{'s' if rule.gamma > 1 else ''}"
    return Rule(
        "robust", "limit", f"{rule.label}: high-cost protection of {projects}", rule.owner, (rule.label, rule.owner, rule.gamma)
    )


def tail_rule(rule: Tail) -> Rule:
    """That the worst scenarios are worth so much on average."""
    scenarios = f"{rule.worst} worst scenarios" if rule.worst > 1 else "worst scenario"
    return Rule(
        "tail",
        "limit",
        f"{rule.label}: the floor under its {scenarios}",
        rule.owner,
        (rule.label, rule.owner, rule.worst, rule.floor),
    )


def _pieces(problem: Problem) -> Iterator[tuple[Row, list[Rule]]]:
    purses, number = purses_by_row(problem), {name: p for p, name in enumerate(problem.projects)}
    places, told = _named(problem), dict[tuple[str, ...], Rule]()
    for each in build_model(problem).rows:
        if each.family == "choice":
            yield from _choice(problem, each, number)
        elif each.family == "budget" and each.name in purses:
            # Without a purse it says that nobody may pay: no money changes that, so it stays.
            yield each, [purse_rule(purse) for purse in sorted(purses[each.name])]
        elif each.family == "exclusion":
            yield from _exclusion(problem, each)
        elif each.family in ("elastic", "hire"):
            yield each, []
        elif each.family in UNWRITTEN:
            continue
        elif each.family in DEFINING or each.name.startswith("programme["):
            if problem.tail:  # else it forbids no choice when a gain or loss comes
                yield each, []
        elif each.family == "capacity":
            role, _, period = each.name.removeprefix("capacity[").removesuffix("]").rpartition(",")
            yield each, [people_rule(problem, role, int(period))]
        else:
            kind, place = places.get(each.name) or _place(each)
            yield each, [told.setdefault((each.family, *place), Rule(each.family, kind, each.label, owner_of(each), place))]


def _choice(problem: Problem, each: Row, number: dict[str, int]) -> Iterator[tuple[Row, list[Rule]]]:
    """One way at most always stays; that there is one is the requirement."""
    if each.upper is not None:
        yield replace(each, lower=None), []
    if each.lower is not None:
        project = each.name.removeprefix("choice[").removesuffix("]")
        why = problem.required[number[project]] if project in number else problem.unavailable[project]
        yield replace(each, upper=None), [Rule("choice", "requirement", each.label, owner_of(each), (project,), _weight(why))]


def _weight(why: Iterable[str]) -> int:
    return max(
        LEGAL_MANDATE if text.startswith(LEGAL) else MANDATE if text.startswith("mandate") else REQUIREMENT for text in why
    )


def _exclusion(problem: Problem, each: Row) -> Iterator[tuple[Row, list[Rule]]]:
    """A clique is there as long as every pair of it is; a pair by itself as long as nobody lifts it."""
    members = sorted({problem.options[j].project for j in each.cols.tolist()})
    pairs = list(combinations(members, 2))
    rules = {pair: _pair_rule(problem, *pair, owner_of(each)) for pair in pairs}
    yield each, list(rules.values())
    if len(pairs) > 1:
        for a, b in pairs:
            terms = [(j, 1) for p in (a, b) for j in problem.live_of[p]]
            yield (
                row(f"excludes[{problem.projects[a]},{problem.projects[b]}]", "exclusion", rules[a, b].label, terms, None, 1),
                [rules[a, b]],
            )


def _pair_rule(problem: Problem, a: int, b: int, owner: str) -> Rule:
    label = f"at most one of {', '.join(sorted((problem.labels[a], problem.labels[b])))}"
    return Rule("exclusion", "relation", label, owner, tuple(sorted((problem.projects[a], problem.projects[b]))))


def _named(problem: Problem) -> dict[str, tuple[Kind, tuple[str, ...]]]:
    """Kind and place of the rows whose names do not tell them: pairs, whichever way round they are stated, and declared programmes."""
    pairs = {
        f"together[{problem.projects[d.dependent]},{problem.projects[d.on]}]": sorted(
            (problem.projects[d.dependent], problem.projects[d.on])
        )
        for d in problem.dependencies
        if d.type == "together" and d.on is not None
    }
    whole = {
        f"all_or_none[{each.name},{problem.projects[p]}]": (each.name, each.owner)
        for each in problem.programmes
        for p in each.members
    }
    found: dict[str, tuple[Kind, tuple[str, ...]]] = {name: ("relation", tuple(pair)) for name, pair in pairs.items()}
    return found | {name: ("programme", place) for name, place in whole.items()}


def _place(each: Row) -> tuple[Kind, tuple[str, ...]]:
    """A relation is called by its row, those of its periods together; a declared limit by its words and its owner."""
    if each.family in ("prerequisite", "programme"):
        return "relation", (relation_name(each.name),)
    return ("limit" if each.family in ("group", "balance", "flow") else "other"), (each.label, each.owner or "")


def relation_name(row_name: str) -> str:
    """What the rows of a prerequisite have in common: their name without the period."""
    return row_name.rsplit(",", 1)[0] + "]" if row_name.startswith(TIMED) else row_name


def _one_sided(each: Row) -> list[Row]:
    if each.lower is None or each.upper is None:
        return [each]
    return [replace(each, lower=None), replace(each, upper=None)]
