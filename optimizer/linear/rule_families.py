"""Who answers for a row of the model: every family of rows by rule id, business name and owner. How the rows are made stands in model.py."""

from dataclasses import dataclass

from optimizer.linear.rows import Row

OFFICE, FINANCE, RESOURCES = "portfolio office", "finance", "resource management"


@dataclass(frozen=True)
class RuleFamily:
    """A family of rows in the words of those who keep the rule.

    owner: who may change it, unless a rule of the family is declared with an owner of its own.
    """

    rule_id: str
    business_name: str
    owner: str


# In the order of model.FAMILIES.
REGISTRY: dict[str, RuleFamily] = {
    "choice": RuleFamily("one_way_of_running", "a project is run in one way at most, a required one is run", OFFICE),
    "budget": RuleFamily("spend_within_funds", "funds pay for what is chosen and do not overspend", FINANCE),
    "capacity": RuleFamily("people_within_capacity", "no role is needed beyond those there and those bought", RESOURCES),
    "elastic": RuleFamily("people_bought_are_paid", "overtime and contractors are paid for", FINANCE),
    "hire": RuleFamily("hires_within_reach", "no more people are hired than can be found", RESOURCES),
    "prerequisite": RuleFamily("prerequisites_first", "a project runs with, or after, what it needs", OFFICE),
    "exclusion": RuleFamily("exclusions_apart", "projects that exclude one another do not both run", OFFICE),
    "programme": RuleFamily("programmes_whole", "what belongs together runs as a whole", OFFICE),
    "synergy": RuleFamily("synergies_need_all", "a synergy comes when all its projects run", OFFICE),
    "group": RuleFamily("declared_groups", "how many of a group run", OFFICE),
    "balance": RuleFamily("declared_balance", "shares of money and average risk", OFFICE),
    "flow": RuleFamily("declared_flow", "work started and in progress", OFFICE),
    "robust": RuleFamily("funded_at_high_cost", "funds still pay when some projects come in at their high cost", FINANCE),
    "tail": RuleFamily("worst_scenarios", "the value of the plan in its worst scenarios", OFFICE),
}

# Rows that the search adds to the model; a cut is owned by who owns the rule it restates.
SEARCH: dict[str, RuleFamily] = {
    "stage": RuleFamily("stages_kept", "a later stage keeps what earlier ones reached", OFFICE),
    "cut": RuleFamily("integer_form", "a rule restated for whole projects", OFFICE),
}


def family_of(row: Row) -> RuleFamily:
    """The family a row belongs to. Raises KeyError for one that nobody has registered."""
    return REGISTRY[row.family] if row.family in REGISTRY else SEARCH[row.family]


def owner_of(row: Row) -> str:
    """Who answers for a row: who declared its rule, else the owner of its family."""
    return row.owner or family_of(row).owner


def registry_table() -> list[str]:
    """The registry as a table, one line each, for docs/formulation.md."""
    lines = ["| family | rule id | rule | owner |", "|---|---|---|---|"]
    families = {**REGISTRY, **SEARCH}.items()
    return lines + [f"| {name} | {each.rule_id} | {each.business_name} | {each.owner} |" for name, each in families]
