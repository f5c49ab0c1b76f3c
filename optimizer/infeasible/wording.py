"""No plan, in words: what failed, which rules, by how much, what to do, and the way out."""

from collections.abc import Callable, Sequence

from cutline.errors import Finding
from optimizer.infeasible.repairs import Repair, WayOut
from optimizer.linear.rule_families import family_named
from optimizer.model.rule import Rule
from optimizer.search.failure import BrokenRule, Failed

TOLD_REQUIREMENTS = 8  # of a conflict by name; a budget may be short for hundreds of them
_WORDS = {
    "infeasible": ("no selection keeps every rule", "give the rules named room, or lift a requirement"),
    "no_plan": ("the limits were reached before any plan was found", "raise solver.max_nodes or solver.time_limit_seconds"),
    "unbounded": ("the value has no bound, which a fault in the data must have caused", "report it with the exports"),
}


def no_plan_findings(failed: Failed, minor_digits: int) -> list[Finding]:
    """One finding for each rule that the least bad selection breaks; one in all where none is known."""
    found, action = _WORDS[failed.failure]
    if not failed.broken:
        return [Finding("plan", found, "a plan", action)]
    return [
        Finding(
            each.label,
            f"{found}; the nearest one {_by_how_much(each, minor_digits)}{_who(each)}",
            "the rule kept",
            f"{action}; the rule is owned by: {each.owner}",
        )
        for each in failed.broken
    ]


def _by_how_much(rule: BrokenRule, minor_digits: int) -> str:
    if family_named(rule.family).limits == "value":
        return f"falls short of it by {abs(rule.excess) / 10**minor_digits:,.{minor_digits}f} in the sum of its scenarios"
    if rule.unit == "minor":
        return f"overspends it by {abs(rule.excess) / 10**minor_digits:,.{minor_digits}f}"
    if rule.unit == "milli_fte":
        return f"needs {abs(rule.excess) / 1000:,.2f} FTE more"
    return "breaks it"


def _who(rule: BrokenRule) -> str:
    return (
        f"; required there: {', '.join(rule.needed_by)}"
        if rule.needed_by and family_named(rule.family).kind != "requirement"
        else ""
    )


def way_out_findings(
    way: WayOut, money: Callable[[int], str], worth: Callable[[int], str], period: Callable[[int], str]
) -> list[Finding]:
    """The conflict, what must be lifted, the repairs and the best plan under them, one finding each.

    money, worth: an amount of minor units, a value of the objective, for people. period: what a period is called.
    """
    found = []
    if way.conflict is not None:
        found.append(Finding("the smallest set of rules that cannot hold together", _rules(way.conflict.rules),
            "a set that can" if way.conflict.is_minimal else "a set that can; the search was stopped, some of these may be needless",
            "give room to one of these rules, or lift it: each of them is needed for the contradiction"))  # fmt: skip
    if way.lifted:
        proven = "the fewest, mandates counted heaviest" if way.is_fewest else "the fewest found"
        found.append(Finding("what no money and no people mend", f"would have to be lifted ({proven}): {_rules(way.lifted)}", "these rules kept together with the others",
            "decide with their owners which of them gives way"))  # fmt: skip
    for repair, kind in (
        (way.money, "more budget alone"),
        (way.people, "more people alone"),
        (way.both, "people that no money brings, then budget"),
    ):
        if repair is not None:
            found.append(Finding("cheapest way out" + (", once these are lifted" if way.lifted else ""), f"{kind}: {_needs(repair, money, period)}", "enough of both",
                "ask finance and resource management; it is " + _how_sure(repair, money)))  # fmt: skip
    for each in way.floors:
        sure = "the least" if each.is_least else f"the least found; {worth(each.reachable_at_most)} at most can be reached"
        found.append(Finding(f"the floor of {each.label}", f"{worth(each.reachable)} can be reached, {worth(each.lowered_by)} less than its {worth(each.floor)}", "the floor reached",
            f"lower it by that much, if {each.owner} agrees; it is {sure}"))  # fmt: skip
    if way.plan is not None:
        chosen = ", ".join(each.project_id for each in way.plan.chosen[:TOLD_REQUIREMENTS])
        others = f" and {len(way.plan.chosen) - TOLD_REQUIREMENTS} more" if len(way.plan.chosen) > TOLD_REQUIREMENTS else ""
        found.append(Finding("with that", f"the best plan would be worth {worth(way.plan.value)} and run {len(way.plan.chosen)} projects: {chosen}{others}",
            "not tonight's plan: nothing was published", "grant the first repair named, and run again"))  # fmt: skip
    return found


def _rules(rules: Sequence[Rule]) -> str:
    """Each with its owner; of many requirements the first few and how many there are."""
    others = [rule for rule in rules if rule.kind != "requirement"]
    required = [rule for rule in rules if rule.kind == "requirement"]
    told = [f"{rule.label} ({rule.owner})" for rule in [*others, *required[:TOLD_REQUIREMENTS]]]
    more = len(required) - TOLD_REQUIREMENTS
    return "; ".join(told) + (f"; and {more} more that must be in the plan" if more > 0 else "")


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
    return f"the least found; no less than {money(repair.money_at_least)} and {repair.people_at_least / 1000:,.3f} FTE would do"
