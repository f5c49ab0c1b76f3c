"""The registry of rule families: one record for each family of rows in the model.

The record holds all that other rooms need to know about the family. A row carries the name of its family as a string (rows.py).
Code that treats the rows of some families differently reads a trait of the family's record and never compares names. The file of
a family in optimizer/model/families makes its rows; its file in optimizer/verifier checks a plan against its rules.
"""

from dataclasses import dataclass
from typing import Literal

OFFICE, FINANCE, RESOURCES = "portfolio office", "finance", "resource management"

# How people can change a rule. Rules of the kinds purse and people are amounts, which can be increased. Rules of the kind none
# cannot be lifted by anybody. Rules of every other kind are kept or lifted.
RuleKind = Literal["purse", "people", "requirement", "relation", "programme", "limit", "other", "none"]


@dataclass(frozen=True)
class RuleFamily:
    """A family of rows: its rule in business words, and the traits by which the optimiser treats the rows of the family.

    rule_id, business_name, owner: the id of the rule, the rule in words, and who may change it. A declared rule can name another
    owner.

    verified_by: the checks of the verifier that a plan fails if it violates a rule of the family.

    kind: how people can change a rule of the family when no plan exists.

    limits: what the rows limit: money of purses (minor units), people of a role in a period (milli-FTE), or the value in
    scenarios (minor units). None if the rows count projects or define a column.

    at_most_one_of: "options" if each row says that at most one option of one project is chosen; "projects" if each row says that
    at most one of several projects runs; None for all other rows.

    defines: "cost" or "gain" if the rows define a column that is not a choice: a cost (minor units) or a gain (0 or 1).

    has_large_weights: whether rows whose unit is a count can have large coefficients, so that they must be scaled for a solver.

    keeps_fractions: whether scaled rows keep their fractions and have their bound relaxed by half a unit, instead of being
    rounded down.

    is_found_lazily: whether the model starts with only some of the rows, and further rows are added when a selection violates
    them.

    frame_key: for a family whose rules are the rows of a frame of the family's name: the columns of the frame that identify a
    rule together with its label and owner.

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


# The rows of the model are in the order of this registry.
REGISTRY: dict[str, RuleFamily] = {
    "choice": RuleFamily(
        "one_way_of_running", "a project is run in one way at most, and a required project is in the plan", OFFICE,
        verified_by=("choice", "required"), kind="requirement", at_most_one_of="options",
    ),
    "budget": RuleFamily(
        "spend_within_funds", "funds pay for what is chosen and do not overspend", FINANCE,
        verified_by=("funding", "purses", "money_years", "moved"), kind="purse", limits="money",
    ),
    "capacity": RuleFamily(
        "people_within_capacity", "no role is needed beyond the people who are there and those who are bought", RESOURCES,
        verified_by=("capacity",), kind="people", limits="people",
    ),
    "elastic": RuleFamily(
        "people_bought_are_paid", "the funds pay for overtime and contractors", FINANCE, verified_by=("bought",), kind="none", defines="cost",
    ),
    "hire": RuleFamily(
        "hires_within_reach", "no more people are hired than can be found", RESOURCES, verified_by=("hired", "arrivals"), kind="none",
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
    # Add a new family at the end, so that the rows of the other families keep their order.
}  # fmt: skip

CHOICE = "choice"  # also the family of the row that forces a project in, to find out what that would cost

# Families of rows that the search adds to the model. The owner of a cut is the owner of the rule that the cut restates.
STAGE, CUT = "stage", "cut"
SEARCH: dict[str, RuleFamily] = {
    STAGE: RuleFamily(
        "stages_kept", "a later stage keeps what the earlier stages reached", OFFICE, kind="none", keeps_fractions=True
    ),
    CUT: RuleFamily("integer_form", "a rule that is restated for whole projects, to cut off a false answer", OFFICE, kind="none"),
}


def family_named(name: str) -> RuleFamily:
    """The family called `name`. Raises KeyError if no family of that name is registered."""
    return REGISTRY[name] if name in REGISTRY else SEARCH[name]


def registry_table() -> list[str]:
    """The registry as a table, one line each, for docs/formulation.md."""
    lines = ["| family | rule id | rule | owner |", "|---|---|---|---|"]
    families = {**REGISTRY, **SEARCH}.items()
    return lines + [f"| {name} | {each.rule_id} | {each.business_name} | {each.owner} |" for name, each in families]
