"""No plan, in words: what failed, which rules, by how much, what to do."""

from cutline.errors import Finding
from optimizer.solve import BrokenRule, Failed

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
    if rule.family == "tail":
        return f"falls short of it by {abs(rule.excess) / 10**minor_digits:,.{minor_digits}f} in the sum of its scenarios"
    if rule.unit == "minor":
        return f"overspends it by {abs(rule.excess) / 10**minor_digits:,.{minor_digits}f}"
    if rule.unit == "milli_fte":
        return f"needs {abs(rule.excess) / 1000:,.2f} FTE more"
    return "breaks it"


def _who(rule: BrokenRule) -> str:
    return f"; required there: {', '.join(rule.needed_by)}" if rule.needed_by and rule.family != "choice" else ""
