"""Finds the price of each rule: by how much the greatest value rises if the rule is lifted.

The price of rule r is z_r - z*: z* is today's optimum, and z_r is the optimum without r. A plan that keeps r is no better than z*. So
z_r is the greater of z* and the greatest value of a plan that breaks r. If r has few rows, the search is for plans that break one of
them and are worth more than z*. That needs far less work than the optimum without r: for most rules a bound says that there is none.

Prices are not additive: to lift two rules may bring more, or less, than the sum of the two prices.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from optimizer.explain.funding.greatest_value import (
    Base,
    Greatest,
    greatest_value,
    is_kept,
    keys_of,
    running_in,
    selection_of,
    worth,
)  # fmt: skip
from optimizer.explain.plans_elsewhere import changes_between
from optimizer.infeasible.lifting import without
from optimizer.linear.rows import Row, row
from optimizer.linear.rule_families import STAGE
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, Progress

Frames = Mapping[str, pl.DataFrame]
MOST_ROWS = 1  # a rule with more rows is lifted without rows that say how it is broken: one search instead of one for each row


@dataclass(frozen=True)
class Lifted:
    """A rule, and the frames without it.

    kind: mandate, in_flight, force_in, relation, programme, limit, ring_fence and others. subject: the project, fund or rule that it is
    about. owner: who may lift it. rule: its rule in the model; None if it has no rows of its own.
    """

    kind: str
    subject: str
    label: str
    owner: str
    frames: Frames
    rule: Rule | None = None


@dataclass(frozen=True)
class RulePrice:
    """What a rule costs: the price is between at_least and at_most, in the unit of the objective, against today's optimum.

    at_most: None if no bound is known. entered, left, otherwise: how the best plan without the rule differs from today's optimum;
    empty if the rule costs nothing, or if no better plan is known.
    """

    kind: str
    subject: str
    label: str
    owner: str
    at_least: int
    at_most: int | None
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the price is one proven figure."""
        return self.at_least == self.at_most

    @property
    def is_tie(self) -> bool:
        """Whether it is proven that no plan without the rule is worth more than today's optimum."""
        return self.at_most == 0


def rules_to_lift(frames: Frames) -> list[Lifted]:
    """Every rule that is no amount of money or people, and every ring-fence, each with the frames without it.

    A ring-fence is a fund that may not pay for every project, or that may pay only a share of some. Without it the fund may pay for
    all projects in full.
    """
    problem = build_problem(frames)
    why: dict[str, list[str]] = {}
    for project, rule, _ in frames["requirements"].iter_rows():
        why.setdefault(project, []).append(rule)
    found = []
    for rule in ruled_rows(problem).rules:
        if not rule.is_amount:
            kind = ", ".join(sorted(set(why[str(rule.place[0])]))) if rule.kind == "requirement" else rule.kind
            found.append(Lifted(kind, str(rule.place[0]), rule.label, rule.owner, without(frames, [rule]), rule))
    return [*found, *_ring_fences(frames)]


def _ring_fences(frames: Frames) -> Iterable[Lifted]:
    """The funds that may not pay for every project in full."""
    projects = frames["options"].select("project_id").unique().sort("project_id")
    for fund in frames["budgets"]["fund_id"].unique().sort():
        pays = frames["payers"].filter(pl.col("fund_id") == fund).join(projects, on="project_id", how="semi")
        shares = frames["payer_limits"].filter(pl.col("fund_id") == fund)
        if pays["project_id"].n_unique() == projects.height and shares.is_empty():
            continue
        every = projects.select("project_id", fund_id=pl.lit(fund))
        opened = {
            **frames,
            "payers": pl.concat([frames["payers"].filter(pl.col("fund_id") != fund), every]),
            "payer_limits": frames["payer_limits"].filter(pl.col("fund_id") != fund),
        }
        label = f"fund {fund} may pay for {pays['project_id'].n_unique()} of {projects.height} projects"
        label += f", and only a share of {shares['project_id'].n_unique()}" if shares.height else ""
        yield Lifted("ring_fence", fund, label, "finance", opened)


def rule_prices(base: Base, lifted: Iterable[Lifted], limits: Limits, progress: Progress = lambda _: None) -> list[RulePrice]:
    """The price of each rule, in the order given. limits: of the search for each."""
    known, wanted = ruled_rows(base.problem), list(lifted)
    prices = []
    for count, each in enumerate(wanted, 1):
        progress(f"price {count} of {len(wanted)}: {each.label}")
        prices.append(_price(base, known, each, limits))
    return prices


def _price(base: Base, known: RuledRows, each: Lifted, limits: Limits) -> RulePrice:
    problem = build_problem(each.frames)
    start = selection_of(problem, keys_of(base.problem, base.chosen))
    if start is not None and not (is_kept(problem, start) and worth(problem, start) == base.value):
        start = None  # a lifted rule never breaks a plan; a plan that it breaks is no start, and the search stands by itself
    rows = _breaking(base.problem, known, each.rule, problem)
    if rows is None:
        found = greatest_value(problem, limits, start=start, above=base.value)
    else:
        found = greatest_value(problem, limits, rows=rows, above=base.value)
    return _read(base, problem, each, found)


def _read(base: Base, problem: Problem, each: Lifted, found: Greatest) -> RulePrice:
    told = RulePrice(each.kind, each.subject, each.label, each.owner, 0, None)
    if found.bound is None:
        return replace(told, at_most=0)
    at_most = None if math.isinf(found.bound) else max(int(found.bound), base.value) - base.value
    if found.value is None or found.chosen is None:
        return replace(told, at_most=at_most)
    moved = changes_between(running_in(base.problem, base.chosen), running_in(problem, found.chosen))
    entered, left, otherwise = moved
    return replace(
        told, at_least=max(found.value - base.bound, 0), at_most=at_most, entered=entered, left=left, otherwise=otherwise
    )


def _breaking(own: Problem, known: RuledRows, rule: Rule | None, problem: Problem) -> list[Row] | None:
    """The row that every selection keeps which breaks the rule; None if no single row says so.

    own: the problem with the rule. problem: the problem without it, in which the options have other numbers.
    """
    if rule is None or rule not in known.rules or rule.traits.is_found_lazily:
        return None
    place = known.rules.index(rule)
    alone = [each for each, behind in zip(known.rows, known.behind, strict=True) if behind == {place}]
    shared = any(place in behind and len(behind) > 1 for behind in known.behind)
    if len(alone) > MOST_ROWS or not alone or (shared and rule.kind != "relation"):
        return None
    [each] = alone
    if len(each.cols) and each.cols[-1] >= len(own.options):
        return None
    keys = _keys_of_columns(own, each)
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    sign = 1 if each.upper is None else -1  # as an upper bound, because a row with large weights can only be scaled as one
    terms = [(number[key], sign * int(a)) for key, a in zip(keys, each.coefs.tolist(), strict=True)]
    bound = (each.lower or 0) - 1 if each.upper is None else -(each.upper + 1)
    return [row(f"breaks[{each.name}]", STAGE, "breaks the rule", terms, None, bound)]


def _keys_of_columns(problem: Problem, each: Row) -> list[tuple[str, str, int]]:
    """The keys of the options of a row that has columns of options only."""
    options = (problem.options[j] for j in each.cols.tolist())
    return [(problem.projects[one.project], one.mode_id, one.start) for one in options]
