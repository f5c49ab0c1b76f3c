"""The record of a quality rule: id, table, severity, owner, reason and fix, and the function that finds its rows.

The rule objects to the rows that the function finds. `night.py` has the data that the function may look at, and
`objections.py` the frame that it returns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

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
)  # the errors that a rule may raise on data that nobody expected; anything else is a fault of the program


@dataclass(frozen=True)
class Rule:
    """One rule of the gate.

    table: the table that the rule is shown at. reason: what must be true, in words. fix: what a person should do when
    the rule objects. find: returns what the rule objects to on a night (OBJECTION_SCHEMA). is_about_rows: each
    objection is about one row of `table`, so that the row can be set aside. is_relaxable: portfolio.toml may lower the
    severity or make exceptions; false if the plan or a sum could then be wrong without anybody noticing.
    expectation, arguments: the expectation of Great Expectations that checks the same condition, if there is one. mostly:
    the share of rows that must satisfy the rule. on_violation: what the night does when the rule objects.
    always_sets_aside: unless portfolio.toml stops the night for this rule, its rows are set aside under every policy, as rows
    that cannot be read are. follows_from: tables whose unreadable rows may be all that the rule would object to. While
    the night stops for such a row, the rule does not object: the owner of the row is the one to ask. summary: what the rule found as a whole, in words, if its objections need to be told together; a
    night says the results of such rules first.
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
    always_sets_aside: bool = False
    follows_from: tuple[str, ...] = ()
    summary: Callable[[Night], str] | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that the expectation judges."""
        arguments = self.arguments
        pair = [arguments[name] for name in ("column_A", "column_B") if name in arguments]
        return [arguments["column"]] if "column" in arguments else list(arguments.get("column_list", pair))


def sets_rows_aside(rule: Rule, settings: Settings) -> bool:
    """Whether the night sets aside the rows that this rule objects to, instead of stopping.

    The general policy `quality.on_violation` applies to tables whose bad rows may be set aside. In the other tables a
    lost row would change a limit of the whole plan, so rows are set aside only if portfolio.toml says so for this rule.
    """
    if rule.severity != "block" or not rule.is_about_rows:
        return False
    own = policy_of(rule.id, settings)
    if own is not None:
        return own == "set_aside"
    general = settings.quality.on_violation == "set_aside" and TABLES[rule.table].bad_row == "quarantine"
    return general or rule.always_sets_aside


def policy_of(rule_id: str, settings: Settings) -> Literal["stop", "set_aside"] | None:
    """What portfolio.toml says the night does when this one rule objects; None if it says nothing about the rule."""
    change = settings.quality.rules.get(rule_id)
    return change.on_violation if change is not None else None
