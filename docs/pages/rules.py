"""The page rules.md: every rule that the quality gate runs, from the table of rules and from the contracts."""

from data_quality.business import BUSINESS_RULES
from data_quality.expectations.contract_rules import all_contract_rules
from data_quality.rule_model.rule import Rule
from docs.pages.markdown import table

OPENING = """\
# Rules

Generated from the table of rules (`data_quality/gate/rule_table.py`) by `make docs`; do not edit. [quality.md](quality.md) says how they are run and changed.
*Rows*: the rule is about single rows, so they can be set aside. *Fixed*: it may not be made to warn nor be excepted, because the plan or a sum would then be wrong unseen.

## Business rules
"""
CONTRACTS = """
## Contracts

From the [data dictionary](data-dictionary.md), each an expectation of Great Expectations; all block, are about rows and fixed.
"""


def rules_page() -> str:
    """Every rule that the gate runs: id, severity, owner, what must be true, what to do."""
    references = [rule for rule in BUSINESS_RULES if rule.id.endswith("_exists")]
    others = [rule for rule in BUSINESS_RULES if rule not in references]
    lines = [
        OPENING,
        *table(("rule", "table", "severity", "owner", "what must be true", "what to do", ""), map(_business_cells, others)),
        "\n## References\n",
        *table(
            ("rule", "severity", "what must be true", ""),
            ((rule.id, rule.severity, rule.reason, _marks(rule)) for rule in references),
        ),
        CONTRACTS,
        *table(
            ("rule", "what must be true", "expectation"),
            ((rule.id, rule.reason, rule.expectation) for rule in all_contract_rules()),
        ),
    ]
    return "\n".join(lines) + "\n"


def _business_cells(rule: Rule) -> tuple[str, ...]:
    return rule.id, rule.table, rule.severity, rule.owner, rule.reason, rule.fix, _marks(rule)


def _marks(rule: Rule) -> str:
    return ", ".join(word for word, holds in (("rows", rule.is_about_rows), ("fixed", not rule.is_relaxable)) if holds)
