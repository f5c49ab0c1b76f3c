"""What a quality rule is: its id, table, severity, owner, reason and fix, and the function that finds the rows it objects to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.all_settings import Settings
from data_quality.rule_model.night import Night
from data_quality.rule_model.results import Handling, Severity

RULE_ERRORS = (
    pl.exceptions.PolarsError,
    KeyError,
    ValueError,
    TypeError,
    ArithmeticError,
)  # what a rule may fail with on strange data


@dataclass(frozen=True)
class Rule:
    """id, table it is shown at, severity, owner, reason and fix for people; and the rows it objects to.

    find: the rows, from the night's tables (OBJECTION_SCHEMA). is_about_rows: each is one row of `table`, so that the row can be set aside.
    expectation, arguments: the same as an expectation of Great Expectations, where it is one. is_relaxable: may it be made to warn, or
    excepted? Never where the model or a sum would then be wrong. mostly: the share of rows that must satisfy it.
    """

    id: str
    table: str
    severity: Severity
    owner: str
    reason: str
    fix: str
    find: Callable[[Night], pl.DataFrame]
    is_about_rows: bool = False
    is_relaxable: bool = True
    expectation: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    mostly: float = 1.0
    on_violation: Handling = "stop"

    @property
    def columns(self) -> list[str]:
        """The columns the expectation judges."""
        arguments = self.arguments
        pair = [arguments[name] for name in ("column_A", "column_B") if name in arguments]
        return [arguments["column"]] if "column" in arguments else list(arguments.get("column_list", pair))


def sets_rows_aside(rule: Rule, settings: Settings) -> bool:
    """Are the rows this rule objects to set aside, rather than the night stopped?

    The general policy reaches tables whose bad rows may be set aside; where a lost row would change a limit of the whole plan, only a word
    on the very rule does.
    """
    change = settings.quality.rules.get(rule.id)
    if rule.severity != "block" or not rule.is_about_rows:
        return False
    if change is not None and change.on_violation is not None:
        return change.on_violation == "set_aside"
    return settings.quality.on_violation == "set_aside" and TABLES[rule.table].bad_row == "quarantine"
