"""The section [quality] of portfolio.toml: limits, changes of rules, exceptions that expire, and rules of the user."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.section import Section, nearest


class RuleChange(Section):
    """Changes one rule of the gate for this portfolio: its severity, its owner, and what happens to the rows that violate it."""

    severity: Literal["block", "warn", "note"] | None = Field(
        None, description="Severity of the rule. block stops the night; warn and note do not."
    )
    owner: str | None = Field(None, min_length=1, description="Person or unit that is asked to correct the data.")
    on_violation: Literal["stop", "set_aside"] | None = Field(
        None,
        description="For a blocking rule. stop: the night stops. set_aside: the rows and their project are set aside, and the night goes on.",
    )


class RuleException(Section):
    """An exception from one rule until a given day. Somebody has checked the violation and is accountable for it."""

    rule: str = Field(description="Identifier of the rule.")
    project: str | None = Field(None, description="Project that the exception covers. Default: every violation of the rule.")
    file: str | None = Field(
        None, description="Pattern of file names, such as demand_*.csv. The exception covers only rows of matching files."
    )
    reason: str = Field(min_length=3, description="Why the violation is acceptable.")
    approved_by: str = Field(min_length=1, description="Person who approves the exception.")
    expires: date = Field(description="Last day of the exception. From the next day on, the rule applies again.")


class UserRule(Section):
    """A rule of the user: an expectation of Great Expectations on one canonical table."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{2,60}$", description="Identifier of the rule in reports.")
    table: str = Field(description="Canonical table that the rule checks.")
    severity: Literal["block", "warn", "note"] = Field(
        "warn", description="Severity of the rule. block stops the night; warn and note do not."
    )
    owner: str = Field("portfolio office", min_length=1, description="Person or unit that is asked to correct the data.")
    reason: str = Field(min_length=3, description="What must be true, in words.")
    fix: str = Field("mend it at its source", min_length=3, description="What to do when the rule is violated.")
    expect: str = Field(description="Type of the expectation, such as expect_column_values_to_not_be_null.")
    arguments: dict[str, Any] = Field(
        {},
        description="Arguments of the expectation, such as column = 'sponsor'. Amounts are in whole units, people in FTE, shares as '80 %'.",
    )
    where: dict[str, Any] = Field(
        {},
        description="Limits the rule to rows where each named column has the given value, one of a list of values, or { known = true }: any value at all.",
    )
    mostly: float = Field(1.0, gt=0, le=1, description="Share of the rows that must satisfy the rule.")

    @model_validator(mode="after")
    def _known_table(self) -> Self:
        if self.table not in EXPORTED:
            raise ValueError(f"the name of a canonical table; {self.table!r} is none{nearest(self.table, EXPORTED)}")
        return self


class QualitySection(Section):
    """When data stop the night, and what happens to bad rows."""

    max_quarantine_share_bp: int = Field(
        500, ge=0, le=10_000, description="A table with a larger share of bad rows than this stops the night: 500 is 5 %."
    )
    on_violation: Literal["stop", "set_aside"] = Field(
        "stop",
        description="What happens to rows that violate a blocking rule, in tables whose bad rows may be set aside. stop: the night stops. set_aside: the rows and "
        "their project are set aside, and the night goes on.",
    )
    max_row_change_bp: int = Field(
        2500,
        ge=0,
        description="A table of 20 rows or more stops the night when its number of rows has changed by more than this share since the last good night.",
    )
    max_total_change_bp: int = Field(2500, ge=0, description="The same limit for the total of each column of money or FTE.")
    max_value_change_bp: int = Field(
        2500,
        ge=0,
        description="A budget, rate, weight, capacity or setting stops the night when it has changed by more than this share since the last good night, or is new "
        "and beyond this share of what there was. A change of less than one FTE never does.",
    )
    unit_jump: int = Field(
        500,
        ge=10,
        description="Factor that counts as a mistake of units: the cost or benefit of a project is this many times what it was on the last good night, or that fraction of it.",
    )
    max_left_out_bp: int = Field(
        2500,
        ge=0,
        le=10_000,
        description="Share of the candidates that may be kept out of the plan by missing data before every report says so first. With severity block for the rule "
        "most_candidates_can_be_chosen, the night stops instead.",
    )
    max_register_gap_bp: int = Field(
        1000,
        ge=0,
        description="Share by which the register of people and the capacity may differ in the number of people of a role: 1000 is 10 %.",
    )
    stale_after_days: int = Field(
        62, ge=1, description="Number of days after which a status date, or the record of a project in flight, is stale."
    )
    opex_only_classes: tuple[str, ...] = Field((), description="Project classes that may have no capex.")
    opex_only_cost_types: tuple[str, ...] = Field((), description="Cost types that may not be booked as capex, such as licence.")
    effect_solves: int = Field(
        8,
        ge=0,
        le=10_000,
        description="Number of findings whose effect on the decision is proven by solving the plan again, the largest findings first. Every other finding gets a bound.",
    )
    rules: dict[str, RuleChange] = Field(
        {}, description="Changes of single rules, by identifier: [quality.rules.benefits_have_owner]."
    )
    exceptions: tuple[RuleException, ...] = Field((), description="Exceptions that expire: [[quality.exceptions]].")
    expect: tuple[UserRule, ...] = Field((), description="Rules of the user: [[quality.expect]].")
