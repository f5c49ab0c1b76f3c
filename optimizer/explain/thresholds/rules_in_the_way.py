"""Finds the rules that keep a project out: rules that no plan keeps together that runs the project and is worth no less.

That the project runs, and that the value is not less, are stated as two more rules. A minimal conflict of that problem
(`optimizer/infeasible/conflict.py`) names the rules in the way. There may be other such sets: whoever lifts a rule of this set may
meet another one. If no money and no people help, the rules to lift with the least sum of weights are found as well.
"""

import time
from dataclasses import dataclass, replace

from optimizer.infeasible.ample_resources import AMPLE, with_more_money, with_more_people
from optimizer.infeasible.conflict import find_conflict
from optimizer.infeasible.fewest_lifted import fewest_lifted
from optimizer.linear.rows import Row, row
from optimizer.linear.rule_families import CHOICE, STAGE
from optimizer.model.building import build_model
from optimizer.model.rule import Rule
from optimizer.model.rules_and_rows import RuledRows, ruled_rows
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits
from optimizer.search.stages import at_least

SOMEBODY = "portfolio office"


@dataclass(frozen=True)
class InTheWay:
    """The rules that keep one project out.

    rules: no plan keeps them together that runs the project and is worth no less. is_minimal: whether it is proven that none of
    them is needless. has_others: True if it is proven that another set of rules keeps the project out as well, without one of
    these; None if that is not known. to_lift: the rules to lift if no amount of money and people helps, with the least sum of weights;
    empty if money and people are enough, and if is_fewest is None. is_fewest: whether that sum is proven to be the least; None if no
    rules were found whose lifting helps.
    """

    rules: tuple[Rule, ...]
    is_minimal: bool
    has_others: bool | None
    to_lift: tuple[Rule, ...] = ()
    is_fewest: bool | None = None


def rules_in_the_way(problem: Problem, plan: Plan, project: int, limits: Limits) -> InTheWay | None:
    """The rules that keep a project (by number) out of the plan; None if some plan runs it and is worth no less, or if nothing was
    found within the limit of time.
    """
    deadline = time.monotonic() + limits.seconds
    known, added = _with_wishes(ruled_rows(problem), problem, plan, project)
    found = find_conflict(problem, limits, known=known)
    if found is None or not added & set(found.rules):
        return None
    rules = tuple(rule for rule in found.rules if rule not in added)
    others = None
    for rule in rules if found.is_minimal else ():
        left = replace(limits, seconds=max(deadline - time.monotonic(), 0.0))
        other = find_conflict(_without_amount(problem, rule), left, known=known.without([rule])) if left.seconds else None
        if other is not None and added & set(other.rules):
            others = True
            break
    lifted = fewest_lifted(problem, known, limits, deadline)
    if lifted is None or added & lifted[0]:  # nothing was found, or no rule that can be lifted helps
        return InTheWay(rules, found.is_minimal, others)
    to_lift = tuple(sorted(lifted[0], key=lambda rule: (rule.family, rule.label)))
    return InTheWay(rules, found.is_minimal, others, to_lift, lifted[1])


def _without_amount(problem: Problem, rule: Rule) -> Problem:
    """The problem with ample money or people where `rule` limits them; the problem itself if the rule is no amount."""
    if rule.kind == "purse":
        fund, kind, year = rule.place
        return with_more_money(problem, {(str(fund), str(kind), int(year)): AMPLE})
    if rule.kind == "people":
        role, period = rule.place
        return with_more_people(problem, {(str(role), int(period)): AMPLE})
    return problem


def _with_wishes(known: RuledRows, problem: Problem, plan: Plan, project: int) -> tuple[RuledRows, set[Rule]]:
    """The rows with two more: the project runs, and the value is not less; and the rules behind those two."""
    name = problem.projects[project]
    runs: Row = row("in", CHOICE, f"{name} runs", ((j, 1) for j in problem.running_options_of[project]), 1, None)
    # Without these rows a synergy could count in the value although its projects do not run.
    names = {each.name for each in known.rows}
    gains = [each for each in build_model(problem).rows if each.traits.defines == "gain" and each.name not in names]
    rows = (runs, at_least(problem.objective, plan.value, "value"))
    heavy = sum(rule.weight for rule in known.rules) + 1  # so that neither is lifted instead of other rules
    rules = (
        Rule(CHOICE, "requirement", f"{name} runs", SOMEBODY, ("forced in", name), heavy),
        Rule(STAGE, "requirement", "the value is not less", SOMEBODY, ("value", plan.value), heavy),
    )
    count = len(known.rules)
    behind = (*known.behind, *(frozenset({count + i}) for i in range(len(rules))))
    behind += (frozenset(),) * len(gains)
    return RuledRows((*known.rules, *rules), (*known.rows, *rows, *gains), behind, known.lazy), set(rules)
