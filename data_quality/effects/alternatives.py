"""What a finding puts in doubt: the plausible other values of the cells it names, as whole tables to decide on again.

A range is tried at its ends. For a project's cost, benefit or need that is enough: whatever plan holds the project gains or loses with the
figure, and the others do not, so a selection that is best at both ends is best between them.
"""

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from data_quality.effects.alternatives_by_rule import ALTERNATIVES_BY_RULE
from data_quality.effects.decided_data import Alternative, DecidedData
from data_quality.effects.deciding_columns import can_change_plan
from data_quality.effects.quarantined_rows import with_quarantined_rows


def cannot_change_plan(rule: str, findings: pl.DataFrame, data: DecidedData) -> bool:
    """Does nothing that a rule's findings name reach the plan, whatever its value?"""
    if rule in ALTERNATIVES_BY_RULE or rule in RULES_ABOUT_QUARANTINE or "set_aside" in findings["handling"].to_list():
        return False
    columns = [(table, column) for table, column in findings.select("table", "column").unique().iter_rows()]
    if columns and all(
        column and table in TABLES and not can_change_plan(table, column, data.settings) for table, column in columns
    ):
        return True
    return rule in RULES_ABOUT_OTHER_DATA


def alternatives(rule: str, project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative] | None:
    """The plausible other states of the data that a rule's findings about one project allow; None where none can be stated.

    An empty list: nothing they name has a say in the plan.
    """
    if cannot_change_plan(rule, findings, data):
        return []
    if rule in RULES_ABOUT_QUARANTINE or "set_aside" in findings["handling"].to_list():
        return with_quarantined_rows(data, project) if project else None
    return ALTERNATIVES_BY_RULE[rule](project, findings, data) if rule in ALTERNATIVES_BY_RULE else None


RULES_ABOUT_QUARANTINE = ("bad_rows_set_aside",)

# Rules about what the plan does not look at.
RULES_ABOUT_OTHER_DATA = (
    "earned_within_budget", "planned_within_budget", "one_budget_a_baseline", "earned_value_is_incremental", "progress_does_not_fall", "status_is_fresh",
    "columns_are_known",
)  # fmt: skip
