"""The registry of rule families: one record for each family of rows in the model.

The record holds all that other rooms ask about the family. A row carries the name of its family as a string (rows.py).
Whoever treats the rows of some families in another way than the rest asks the record of the family here and never compares
names. How the rows of a family are made stands in its file in optimizer/model/families, how a plan is checked against it in
its file in optimizer/verifier.
"""

from dataclasses import dataclass
from typing import Literal

OFFICE, FINANCE, RESOURCES = "portfolio office", "finance", "resource management"

# What a rule is to the people who can change it. Purse and people are amounts, the others are kept or lifted; "none" is what nobody
# can lift.
RuleKind = Literal["purse", "people", "requirement", "relation", "programme", "limit", "other", "none"]


@dataclass(frozen=True)
class RuleFamily:
    """A family of rows: the rule in the words of those who keep it, and what the optimiser must know to treat its rows rightly.

    rule_id, business_name, owner: the rule, and who may change it unless it is declared with an owner of its own.

    verified_by: the checks of the verifier that a plan fails if it breaks a rule of the family.

    kind: what a rule of the family is to people when no plan exists.

    limits: what the rows limit: money of purses (minor units), people of a role in a period (milli-FTE), or the value in
    scenarios (minor units). None where rows count projects or define a column.

    at_most_one_of: set where the rows say that at most one of their columns is chosen: of the options of one project, or of the
    options of several projects.

    defines: set where the rows define a column other than a choice: a cost (minor units) or a gain (0 or 1).

    has_large_weights: whether rows whose unit is a count can have large coefficients, so that a solver needs them scaled.

    keeps_fractions: whether scaled rows keep their fractions, their bound moved out by half a unit, instead of being rounded down.

    is_found_lazily: whether the model has only the first rows, and others are added when a selection breaks them.

    frame_key: for a family whose rules stand in a frame of the family's name: the columns beside label and owner that tell
    these rules apart.

    pair_type: the type of dependency that states a rule of the family between two projects.
    """

    rule_id: str
    business_name: str
    owner: str
    verified_by: tuple[str, ...] = ()
    kind: RuleKind = "other"
    limits: Literal["money", "people", "value"] | None = None
    at_most_one_of: Literal["options", "projects"] | None = None
    defines: Literal["cost", "gain"] | None = None
    has_large_weights: bool = False
    keeps_fractions: bool = False
    is_found_lazily: bool = False
    frame_key: tuple[str, ...] = ()
    pair_type: str | None = None


# The rows of the model stand in this order.
REGISTRY: dict[str, RuleFamily] = {
    "choice": RuleFamily(
        "one_way_of_running", "a project is run in one way at most, and a required project is in the plan", OFFICE,
        verified_by=("choice", "required"), kind="requirement", at_most_one_of="options",
    ),
    "budget": RuleFamily(
        "spend_within_funds", "funds pay for what is chosen and do not overspend", FINANCE,
        verified_by=("funding", "purses", "moved"), kind="purse", limits="money",
    ),
    "capacity": RuleFamily(
        "people_within_capacity", "no role is needed beyond the people who are there and those who are bought", RESOURCES,
        verified_by=("capacity",), kind="people", limits="people",
    ),
    "elastic": RuleFamily(
        "people_bought_are_paid", "the funds pay for overtime and contractors", FINANCE, verified_by=("bought",), kind="none", defines="cost",
    ),
    "hire": RuleFamily(
        "hires_within_reach", "no more people are hired than can be found", RESOURCES, verified_by=("hired",), kind="none",
    ),
    "prerequisite": RuleFamily(
        "prerequisites_first", "a project runs with, or after, the projects that it needs", OFFICE, verified_by=("dependencies",), kind="relation",
    ),
    "exclusion": RuleFamily(
        "exclusions_apart", "of projects that exclude one another at most one runs", OFFICE,
        verified_by=("dependencies",), kind="relation", at_most_one_of="projects", pair_type="excludes",
    ),
    "programme": RuleFamily(
        "programmes_whole", "projects that belong together run as a whole", OFFICE,
        verified_by=("dependencies", "programmes", "synergies"), kind="relation", has_large_weights=True, pair_type="together",
    ),
    "synergy": RuleFamily(
        "synergies_need_all", "a synergy is earned when all of its projects run", OFFICE, verified_by=("synergies",), kind="none", defines="gain",
    ),
    "group": RuleFamily(
        "declared_groups", "how many projects of a group run", OFFICE, verified_by=("declared",), kind="limit", has_large_weights=True,
    ),
    "balance": RuleFamily(
        "declared_balance", "shares of money and average risk stay within their limits", OFFICE, verified_by=("declared",), kind="limit", has_large_weights=True,
    ),
    "flow": RuleFamily(
        "declared_flow", "how much work starts and is in progress in a period", OFFICE, verified_by=("declared",), kind="limit", has_large_weights=True,
    ),
    "robust": RuleFamily(
        "funded_at_high_cost", "the funds can still pay when some projects come in at their high cost", FINANCE,
        verified_by=("robust",), kind="limit", limits="money", is_found_lazily=True, frame_key=("gamma",),
    ),
    "tail": RuleFamily(
        "worst_scenarios", "the value of the plan in its worst scenarios stays above a floor", OFFICE,
        verified_by=("tail",), kind="limit", limits="value", is_found_lazily=True, frame_key=("worst", "floor"),
    ),
    # A new family stands here, after the others, so that their rows keep their order.
}  # fmt: skip

CHOICE = "choice"  # also of a row that tries what happens when a project must run

# Rows that the search adds to the model; a cut is owned by who owns the rule it restates.
STAGE, CUT = "stage", "cut"
SEARCH: dict[str, RuleFamily] = {
    STAGE: RuleFamily(
        "stages_kept", "a later stage keeps what the earlier stages reached", OFFICE, kind="none", keeps_fractions=True
    ),
    CUT: RuleFamily("integer_form", "a rule that is restated for whole projects, to cut off a false answer", OFFICE, kind="none"),
}


def family_named(name: str) -> RuleFamily:
    """The family of a name. Raises KeyError for one that nobody has registered."""
    return REGISTRY[name] if name in REGISTRY else SEARCH[name]


def registry_table() -> list[str]:
    """The registry as a table, one line each, for docs/formulation.md."""
    lines = ["| family | rule id | rule | owner |", "|---|---|---|---|"]
    families = {**REGISTRY, **SEARCH}.items()
    return lines + [f"| {name} | {each.rule_id} | {each.business_name} | {each.owner} |" for name, each in families]
