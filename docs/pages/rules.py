"""The page rules.md: every rule that the quality gate runs, from the table of rules and from the contracts."""

from data_quality.business import BUSINESS_RULES
from data_quality.expectations.contract_rules import all_contract_rules
from data_quality.rule_model.rule import Rule
from docs.pages.markdown import table

OPENING = """\
# Rules

This page is generated from the table of rules (`data_quality/gate/rule_table.py`) by
`make docs`; do not edit it. [quality.md](quality.md) says how rules are run and changed.

The last column has two marks. *rows*: the rule is about single rows, so the rows that violate it can be set aside.
*fixed*: the rule cannot be turned into a warning or get an exception, because the plan or a sum would then be wrong
without anybody noticing.

## Business rules
"""
CONTRACTS = """
## Contracts

These rules come from the [data dictionary](data-dictionary.md). Each is an expectation of Great Expectations. All of
them block and are fixed. They are about rows, except that a table has rows, and that keys are unique in a table whose
rows limit the whole plan.
"""


def rules_page() -> str:
    """Every rule that the gate runs: id, severity, owner, what must be true, what to do."""
    references = [rule for rule in BUSINESS_RULES if rule.id.endswith("_exists")]
    others = [rule for rule in BUSINESS_RULES if rule not in references]
    lines = [
        OPENING,
        *table(("rule", "table", "severity", "owner", "what must be true", "what to do", "marks"), map(_business_cells, others)),
        "\n## References\n",
        *table(
            ("rule", "severity", "what must be true", "marks"),
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
