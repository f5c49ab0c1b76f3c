"""Puts a night without a plan into words: what failed, which rules are violated by how much, and the way out."""

from collections.abc import Callable, Sequence

from cutline.errors import Finding
from optimizer.infeasible.repairs import Repair, WayOut
from optimizer.linear.rule_families import family_named
from optimizer.model.rule import Rule
from optimizer.search.failure import BrokenRule, Failed

# The most requirements of a conflict, and the most projects of a plan, that are named. A conflict may have hundreds.
NAMED_PROJECTS = 8
_WORDS = {
    "infeasible": (
        "no selection of projects keeps every rule",
        "increase the budget or the capacity that this rule limits, or lift a requirement",
    ),
    "no_plan": ("the limits were reached before any plan was found", "raise solver.max_nodes or solver.time_limit_seconds"),
    "unbounded": ("the value has no bound, which a fault in the data must have caused", "report it with the exports"),
}


def no_plan_findings(failed: Failed, money: Callable[[int], str], worth: Callable[[int], str]) -> list[Finding]:
    """One finding for each rule that the selection of least violation violates; a single finding if no such rule is known.

    money: writes an amount of minor units for people. worth: writes a value of the objective for people.
    """
    found, action = _WORDS[failed.failure]
    if not failed.broken:
        return [Finding("plan", found, "a plan", action)]
    return [
        Finding(
            each.label,
            f"{found}; the nearest selection {_by_how_much(each, money, worth)}{_required_projects(each)}",
            "the rule kept",
            f"{action}; the rule is owned by: {each.owner}",
        )
        for each in failed.broken
    ]


def _by_how_much(rule: BrokenRule, money: Callable[[int], str], worth: Callable[[int], str]) -> str:
    if family_named(rule.family).limits == "value":
        return f"falls short of this floor by {worth(abs(rule.excess))} in the sum of its scenarios"
    if rule.unit == "minor":
        return f"overspends it by {money(abs(rule.excess))}"
    if rule.unit == "milli_fte":
        return f"needs {abs(rule.excess) / 1000:,.2f} FTE more than there are"
    return "breaks this rule"


def _required_projects(rule: BrokenRule) -> str:
    return (
        f"; required projects in it: {', '.join(rule.needed_by)}"
        if rule.needed_by and family_named(rule.family).kind != "requirement"
        else ""
    )


def way_out_findings(
    way: WayOut, money: Callable[[int], str], worth: Callable[[int], str], period: Callable[[int], str]
) -> list[Finding]:
    """One finding each for the conflict, the rules to lift, every repair, every lower floor, and the plan under the repair.

    money: writes an amount of minor units for people. worth: writes a value of the objective for people. period: writes a period
    for people.
    """
    found = []
    if way.conflict is not None:
        found.append(Finding("the smallest set of rules that cannot hold together", _rules(way.conflict.rules),
            "rules that can hold together" if way.conflict.is_minimal else "rules that can hold together; the search was stopped, so some of these rules may be needless",
            "relax one of these rules, or lift it: each of them is needed for the contradiction"))  # fmt: skip
    if way.lifted:
        proven = "the fewest, mandates counted heaviest" if way.is_fewest else "the fewest found"
        found.append(Finding("what no money and no people can repair", f"these rules would have to be lifted ({proven}): {_rules(way.lifted)}", "these rules kept together with all others",
            "decide with their owners which of them is lifted"))  # fmt: skip
    for repair, kind in (
        (way.money, "more budget alone"),
        (way.people, "more people alone"),
        (way.both, "the people that no money can buy, and then more budget"),
    ):
        if repair is not None:
            found.append(Finding("cheapest way out" + (", once these are lifted" if way.lifted else ""), f"{kind}: {_needs(repair, money, period)}", "enough money and enough people",
                "ask finance and resource management; this amount is " + _how_sure(repair, money)))  # fmt: skip
    for each in way.floors:
        sure = "the least" if each.is_least else f"the least found; no plan can reach more than {worth(each.reachable_at_most)}"
        found.append(Finding(f"the floor of {each.label}", f"{worth(each.reachable)} can be reached, {worth(each.lowered_by)} less than the floor of {worth(each.floor)}", "a plan that reaches the floor",
            f"lower the floor by that much, if {each.owner} agrees; the amount is {sure}"))  # fmt: skip
    if way.plan is not None:
        chosen = ", ".join(each.project_id for each in way.plan.chosen[:NAMED_PROJECTS])
        others = f" and {len(way.plan.chosen) - NAMED_PROJECTS} more" if len(way.plan.chosen) > NAMED_PROJECTS else ""
        found.append(Finding("the best plan with that", f"it would be worth {worth(way.plan.value)} and run {len(way.plan.chosen)} projects: {chosen}{others}",
            "this is not the plan of tonight, and nothing was published", "grant the first repair that is named here, and run again"))  # fmt: skip
    return found


def _rules(rules: Sequence[Rule]) -> str:
    """The rules with their owners. Of many requirements only the first NAMED_PROJECTS are named, and the others are counted."""
    others = [rule for rule in rules if rule.kind != "requirement"]
    required = [rule for rule in rules if rule.kind == "requirement"]
    told = [f"{rule.label} ({rule.owner})" for rule in [*others, *required[:NAMED_PROJECTS]]]
    more = len(required) - NAMED_PROJECTS
    return "; ".join(told) + (f"; and {more} more that must be in the plan" if more > 0 else "")


def relief_in_words(repair: Repair, money: Callable[[int], str], period: Callable[[int], str]) -> str:
    """What a repair grants, and whether it is proven that less is not enough. money, period: as of `way_out_findings`."""
    sure = "one unit less is proven not to be enough" if repair.is_least else _how_sure(repair, money)
    return f"{_needs(repair, money, period)} ({sure})"


def _needs(repair: Repair, money: Callable[[int], str], period: Callable[[int], str]) -> str:
    told = [
        f"{money(each.amount_minor)} more {each.cost_class} in FY{each.fiscal_year} for fund {each.fund_id}"
        for each in repair.money
    ]
    told += [f"{each.milli_fte / 1000:,.3f} FTE more of {each.role_id} in {period(each.period_index)}" for each in repair.people]
    return " and ".join(told)


def _how_sure(repair: Repair, money: Callable[[int], str]) -> str:
    if repair.is_least:
        return "the least"
    needed = [money(repair.money_at_least)] if repair.money else []
    needed += [f"{repair.people_at_least / 1000:,.3f} FTE"] if repair.people else []
    return f"the least found; at least {' and '.join(needed)} are needed"
