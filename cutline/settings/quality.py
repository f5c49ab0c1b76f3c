"""What a user may say about data quality in portfolio.toml: limits, changes of rules, exceptions that expire, rules of their own."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.section import Section, nearest


class RuleChange(Section):
    """How one rule is taken here: severity, owner, and what becomes of the rows it objects to."""

    severity: Literal["block", "warn", "note"] | None = Field(None, description="block stops the night, warn and note do not")
    owner: str | None = Field(None, min_length=1, description="who is asked to mend what it finds")
    on_violation: Literal["stop", "set_aside"] | None = Field(
        None, description="for a rule that blocks: stop the night, or set the rows and their project aside and go on"
    )


class RuleException(Section):
    """What a rule may object to until a day: somebody has looked, and answers for it."""

    rule: str = Field(description="id of the rule")
    project: str | None = Field(None, description="only this project; left out, everything the rule objects to")
    file: str | None = Field(None, description="only rows of files whose name matches this pattern, such as demand_*.csv")
    reason: str = Field(min_length=3, description="why it may stand")
    approved_by: str = Field(min_length=1, description="who says so")
    expires: date = Field(description="the last day it holds; from the next on the rule objects again")


class UserRule(Section):
    """A rule of your own: an expectation of Great Expectations on one canonical table."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{2,60}$", description="how reports name it")
    table: str = Field(description="canonical table")
    severity: Literal["block", "warn", "note"] = Field("warn", description="block stops the night, warn and note do not")
    owner: str = Field("portfolio office", min_length=1, description="who is asked to mend what it finds")
    reason: str = Field(min_length=3, description="what must be true, in words")
    fix: str = Field("mend it at its source", min_length=3, description="what to do about it")
    expect: str = Field(description="type of the expectation, such as expect_column_values_to_not_be_null")
    arguments: dict[str, Any] = Field(
        {}, description="its arguments: column = 'sponsor'; amounts in whole units, FTE in people, shares as '80 %'"
    )
    where: dict[str, Any] = Field(
        {}, description="only rows where each column is the value given, or one of a list, or { known = true }"
    )
    mostly: float = Field(1.0, gt=0, le=1, description="share of rows that must satisfy it")

    @model_validator(mode="after")
    def _known_table(self) -> Self:
        if self.table not in EXPORTED:
            raise ValueError(f"unknown table {self.table!r}{nearest(self.table, EXPORTED)}")
        return self


class QualitySection(Section):
    """When data stop the night, and what is done about bad rows."""

    max_quarantine_share_bp: int = Field(
        500, ge=0, le=10_000, description="a table with a larger share of bad rows stops the night: 500 is 5 %"
    )
    on_violation: Literal["stop", "set_aside"] = Field(
        "stop",
        description="what a blocking rule does about rows it objects to, in tables whose bad rows may be set aside: stop the night, or set the rows "
        "and their project aside and go on",
    )
    max_row_change_bp: int = Field(
        2500,
        ge=0,
        description="a table of 20 rows or more whose count moves by more than this since the last good night stops the night",
    )
    max_total_change_bp: int = Field(2500, ge=0, description="the same for the total of each money and FTE column")
    unit_jump: int = Field(
        500,
        ge=10,
        description="a project whose cost or benefit is this many times what it was on the last good night, or that fraction, is taken for a unit mistake",
    )
    stale_after_days: int = Field(62, ge=1, description="a status date, or a project record in flight, older than this is stale")
    opex_only_classes: tuple[str, ...] = Field((), description="project classes that may have no capex")
    opex_only_cost_types: tuple[str, ...] = Field((), description="cost types that may not be booked as capex, such as licence")
    effect_solves: int = Field(
        8,
        ge=0,
        le=10_000,
        description="findings whose effect on the decision is proven by solving the plan again, the largest first; the rest get a bound",
    )
    rules: dict[str, RuleChange] = Field({}, description="changes of single rules, by id: [quality.rules.benefits_have_owner]")
    exceptions: tuple[RuleException, ...] = Field((), description="what may stand until a day: [[quality.exceptions]]")
    expect: tuple[UserRule, ...] = Field((), description="rules of your own: [[quality.expect]]")
