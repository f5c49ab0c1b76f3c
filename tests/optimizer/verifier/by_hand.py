"""Plans of two projects, each with the one rule that it breaks and the check that must object."""

from dataclasses import replace

from optimizer.plan import Chosen, Plan
from optimizer.verifier.verdict import Verdict
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of

A, B = ("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)


CHOSE_BOTH = Plan("proven", 90, 90, (Chosen("A", "full", 0, 1), Chosen("B", "full", 0, 1)), (), (), {"gap_target_ppm": 0})


CHOSE_A = replace(CHOSE_BOTH, value=50, bound=50, chosen=CHOSE_BOTH.chosen[:1])


# Each rule that a plan breaks: the check that objects, the plan, and the frames beside the two options.
RULES = {
    "capacity": (
        "capacity",
        CHOSE_BOTH,
        {"demand": [("A", "full", 0, "R", 0, 2), ("B", "full", 0, "R", 0, 2)], "capacity": [("R", 0, 3)]},
    ),
    "no capacity row": ("capacity", CHOSE_BOTH, {"demand": [("A", "full", 0, "R", 0, 1)]}),
    "excludes": ("dependencies", CHOSE_BOTH, {"dependencies": [("excludes", "A", "B", 0, None)]}),
    "requires": ("dependencies", CHOSE_A, {"dependencies": [("requires", "A", "B", 0, None)]}),
    "requires what cannot be": ("dependencies", CHOSE_A, {"dependencies": [("requires", "A", "Z", 0, None)]}),
    "finish to start": ("dependencies", CHOSE_BOTH, {"dependencies": [("finish_to_start", "A", "B", 0, None)]}),
    "start to start": ("dependencies", CHOSE_BOTH, {"dependencies": [("start_to_start", "A", "B", 1, None)]}),
    "together": ("dependencies", CHOSE_A, {"dependencies": [("together", "A", "B", 0, None)]}),
    "any of": ("dependencies", CHOSE_A, {"dependencies": [("any_of", "A", "B", 0, "g")]}),
    "required": ("required", CHOSE_A, {"requirements": [("B", "mandate", "law")]}),
    "stopped although mandated": (
        "required",
        CHOSE_BOTH,
        {"stop_modes": [("B", "full")], "requirements": [("B", "mandate", "law")]},
    ),
    "needs a stopped one": (
        "dependencies",
        CHOSE_BOTH,
        {"stop_modes": [("B", "full")], "dependencies": [("requires", "A", "B", 0, None)]},
    ),
    "declared at most": (
        "declared",
        CHOSE_BOTH,
        {"limits": [("0", "group", "one", "o", None, 1)], "limit_terms": [("0", "A", "full", 0, 1), ("0", "B", "full", 0, 1)]},
    ),
    "declared at least": (
        "declared",
        CHOSE_A,
        {"limits": [("0", "group", "B", "o", 1, None)], "limit_terms": [("0", "B", "full", 0, 1)]},
    ),
    "declared balance": (
        "declared",
        CHOSE_A,
        {"limits": [("0", "balance", "A", "o", None, 0)], "limit_terms": [("0", "A", "full", 0, 7), ("0", "B", "full", 0, -7)]},
    ),
    "programme": ("programmes", CHOSE_A, {"programmes": [("metro", "board", p, True, None) for p in "AB"]}),
    "programme with what cannot be": (
        "programmes",
        CHOSE_BOTH,
        {"programmes": [("metro", "board", p, True, None) for p in "ABZ"]},
    ),
    "benefit of the whole": ("synergies", CHOSE_BOTH, {"programmes": [("metro", "board", p, False, 7) for p in "AB"]}),
    "worst scenarios": (
        "tail",
        CHOSE_BOTH,
        {"tail": [("tail", "board", 1, 71)], "scenarios": [(0, "A", "full", 0, 30), (1, "B", "full", 0, 20)]},
    ),
    "money before the start": (
        "money_years",
        CHOSE_A,
        {"spend": [("A", "full", 0, "capex", 2026, 5)], "money_years": [("A", "full", 0, 2027, 2027)]},
    ),
    "money after the finish": (
        "money_years",
        CHOSE_A,
        {"spend": [("A", "full", 0, "opex", 2028, 5)], "money_years": [("A", "full", 0, None, 2027)]},
    ),
    "years of another option": ("money_years", CHOSE_A, {"money_years": [("B", "full", 0, None, None)]}),
    "overspent": ("funding", CHOSE_BOTH, {"spend": [("A", "full", 0, "capex", 2027, 5)], "years": [(2027,)]}),
}


def cases_of(check: str) -> list[str]:
    """The rules to which a check of the verifier is meant to object."""
    return [rule for rule, (objects, _, _) in RULES.items() if objects == check]


def is_seen_alone(rule: str) -> bool:
    """Whether a plan that breaks one rule has one violation, of the check that is meant to see it, and none without the rule."""
    check, plan, rows = RULES[rule]
    before, after = verify(frames_of(options=[A, B]), plan), verify(frames_of(options=[A, B], **rows), plan)
    return before.passed and [violation.split(":")[0] for violation in after.violations] == [check]


def objecting(verdict: Verdict) -> set[str]:
    """The checks that found a violation."""
    return {violation.split(":")[0] for violation in verdict.violations}
