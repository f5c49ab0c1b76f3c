"""The alternatives to a finding: the other plausible values of the cells that it names, as whole tables.

A plan can be made from these tables, too. A range of plausible values is tried at its two ends. For a project's cost,
benefit or demand this is enough: the value of every plan with the project changes with the figure and the value of every
other plan does not, so a selection that is best at both ends is best between them.
"""

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from data_quality.effects.alternatives_by_rule import ALTERNATIVES_BY_RULE
from data_quality.effects.decided_data import Alternative, DecidedData
from data_quality.effects.deciding_columns import can_change_plan
from data_quality.effects.quarantined_rows import with_quarantined_rows


def cannot_change_plan(rule: str, findings: pl.DataFrame, data: DecidedData) -> bool:
    """Whether the findings of a rule only name cells that cannot change the plan, whatever their values."""
    if rule in ALTERNATIVES_BY_RULE or rule in RULES_ABOUT_QUARANTINE or "set_aside" in findings["handling"].to_list():
        return False
    columns = [(table, column) for table, column in findings.select("table", "column").unique().iter_rows()]
    if columns and all(
        column and table in TABLES and not can_change_plan(table, column, data.settings) for table, column in columns
    ):
        return True
    return rule in RULES_ABOUT_OTHER_DATA


def alternatives(rule: str, project: str | None, findings: pl.DataFrame, data: DecidedData) -> list[Alternative] | None:
    """The other plausible states of the data, given a rule's findings about one project.

    Returns None if no such state can be stated, and an empty list if the findings only name cells that cannot change the
    plan.
    """
    if cannot_change_plan(rule, findings, data):
        return []
    if rule in RULES_ABOUT_QUARANTINE or "set_aside" in findings["handling"].to_list():
        return with_quarantined_rows(data, project) if project else None
    return ALTERNATIVES_BY_RULE[rule](project, findings, data) if rule in ALTERNATIVES_BY_RULE else None


RULES_ABOUT_QUARANTINE = ("bad_rows_set_aside",)

# Rules about data that the plan does not use.
RULES_ABOUT_OTHER_DATA = (
    "earned_within_budget", "planned_within_budget", "one_budget_a_baseline", "earned_value_is_incremental", "progress_does_not_fall", "status_is_fresh",
    "columns_are_known",
)  # fmt: skip
