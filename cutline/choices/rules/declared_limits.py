"""Declared limits over groups of projects (groups, shares, risk, flow) as whole-number rows over options.

Each row says with which weight an option counts, and between which bounds the sum of the weights must lie.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import LIMIT_SCHEMA, OPTION_KEY, TERM_SCHEMA
from cutline.contracts.units import SHARE_SCALE
from cutline.errors import Finding, SettingsError
from cutline.settings.rules import FlowRule, GroupRule, RiskRule, RuleOverProjects, RulesSection, ShareRule

WEIGHT_MAX = 10**16  # a hundred such weights still fit int64
Limit = tuple[str, str, str, int | None, int | None]  # family, label, owner, lower, upper
LimitsWithTerms = Iterator[tuple[Limit, pl.DataFrame]]


@dataclass(frozen=True)
class LimitInputs:
    """What declared limits are computed from.

    options: OPTION_KEY, finish_index, success_bp, spend_minor (inside the horizon) of every option that runs a project, with
      the attributes of the project.
    budget_minor: everything that the funds hold in the horizon.
    spans: for each thing that a rule of flow can count (starts, active), the first and the last period of each stretch that
      it is counted over: single periods in the near part of the horizon, blocks in the far part.
    """

    options: pl.DataFrame
    budget_minor: int
    calendar: Calendar
    spans: Mapping[str, list[tuple[int, int]]]


def declared_limits(rules: RulesSection, inputs: LimitInputs) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every declared limit (LIMIT_SCHEMA) and the weight of each option in it (TERM_SCHEMA): lower <= sum of weights <= upper.

    Raises SettingsError when the weights of a rule are too large for exact sums.
    """
    found = [
        *_groups(rules.groups, inputs),
        *_shares(rules.shares, inputs),
        *_risk(rules.risk, inputs),
        *_flow(rules.flow, inputs),
    ]
    for (_, label, *_), terms in found:
        if terms.select((pl.col("weight").abs() > WEIGHT_MAX).any()).item():
            finding = Finding(
                f"portfolio.toml, rules, {label}",
                "sums that do not fit into whole numbers of 64 bits",
                "smaller amounts",
                "check the unit of the costs",
            )
            raise SettingsError("a declared rule cannot be kept exactly", [finding])
    limits = [(str(i), *limit) for i, (limit, _) in enumerate(found)]
    parts = [
        frame.filter(pl.col("weight") != 0)
        .with_columns(limit_id=pl.lit(str(i)))
        .select(pl.col(name).cast(dtype) for name, dtype in TERM_SCHEMA.items())
        for i, (_, frame) in enumerate(found)
    ]
    return pl.DataFrame(limits, schema=LIMIT_SCHEMA, orient="row"), pl.concat([pl.DataFrame(schema=TERM_SCHEMA), *parts])


def _is_member(rule: RuleOverProjects) -> pl.Expr:
    named = pl.col("project_id").is_in(rule.projects)
    if rule.attribute is None:
        return named
    has_value = pl.col(rule.attribute).is_in(rule.values)
    return named | has_value.fill_null(value=False)  # a project whose attribute is unknown is no member


def _weighted(options: pl.DataFrame, weight: pl.Expr) -> pl.DataFrame:
    return options.select(*OPTION_KEY, weight=weight.cast(pl.Int128))


def _groups(rules: Iterable[GroupRule], inputs: LimitInputs) -> LimitsWithTerms:
    for rule in rules:
        low = rule.exactly if rule.exactly is not None else rule.at_least
        high = rule.exactly if rule.exactly is not None else rule.at_most
        yield ("group", rule.name, rule.owner, low, high), _weighted(inputs.options, _is_member(rule).cast(pl.Int64))


def _shares(rules: Iterable[ShareRule], inputs: LimitInputs) -> LimitsWithTerms:
    """A share of at most s means: 10,000 x group - s x total <= 0, where s is in ten-thousandths. A share of at least s is
    the same row with all signs reversed. The total is a number if shares are of the budget, and itself a sum over options
    if shares are of the spend.
    """
    spend = pl.col("spend_minor").cast(pl.Int128)
    for rule in rules:
        own = pl.when(_is_member(rule)).then(spend * SHARE_SCALE).otherwise(0)
        for share, sign, words in ((rule.at_least_bp, -1, "at least"), (rule.at_most_bp, 1, "at most")):
            if share is None:
                continue
            label = f"{rule.name}: {words} {share / 100:g} % of the {rule.of}"
            if rule.of == "spend":
                yield ("balance", label, rule.owner, None, 0), _weighted(inputs.options, (own - share * spend) * sign)
            else:
                # The limit is in minor units, rounded so that the rule is never weakened.
                bound = sign * (inputs.budget_minor * share) // SHARE_SCALE
                yield ("balance", label, rule.owner, None, bound), _weighted(inputs.options, own // SHARE_SCALE * sign)


def _risk(rules: Iterable[RiskRule], inputs: LimitInputs) -> LimitsWithTerms:
    """The chance of failure, weighted by spend, is at most the limit: the sum of (chance of failure - limit) x spend is at most
    0.
    """
    over = (SHARE_SCALE - pl.col("success_bp")).cast(pl.Int128)
    for rule in rules:
        label = f"{rule.name}: chance of failure at most {rule.at_most_bp / 100:g} % on average"
        yield ("balance", label, rule.owner, None, 0), _weighted(inputs.options, (over - rule.at_most_bp) * pl.col("spend_minor"))


def _flow(rules: Iterable[FlowRule], inputs: LimitInputs) -> LimitsWithTerms:
    """One limit for each value of the attribute and each stretch of periods in which more projects could start (or run)
    than the rule allows.
    """
    for rule in rules:
        known = inputs.options.filter(pl.col(rule.attribute).is_not_null())
        for (value,), own in known.group_by(rule.attribute, maintain_order=True):
            for first, last in inputs.spans[rule.count]:
                counted = _weighted(own, _flow_weight(rule, first, last))
                most = rule.at_most * (last - first + 1)
                if counted.group_by("project_id").agg(pl.col("weight").max())["weight"].sum() > most:
                    label = f"{rule.name}: {value}, {inputs.calendar.span(first, last)}"
                    yield ("flow", label, rule.owner, None, most), counted


def _flow_weight(rule: FlowRule, first: int, last: int) -> pl.Expr:
    """Whether a project starts in the periods from `first` to `last`, or in how many of them it runs."""
    if rule.count == "starts":
        return pl.col("start_index").is_between(first, last).cast(pl.Int64)
    runs = pl.min_horizontal(pl.col("finish_index"), last + 1) - pl.max_horizontal(pl.col("start_index"), first)
    return runs.clip(lower_bound=0)
