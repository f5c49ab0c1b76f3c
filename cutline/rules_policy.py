"""The [rules] section of portfolio.toml: limits the portfolio office declares over groups of projects, each with a name and an owner."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cutline.section import Section

Attribute = Literal["theme", "project_class", "sponsor", "owner_unit", "programme_id", "portfolio_id", "region"]


class NamedRule(Section):
    """What every declared rule has."""

    name: str = Field(min_length=1, description="how people call the rule; shown wherever it binds")
    owner: str = Field(min_length=1, description="who may change it")


class Members(NamedRule):
    """A rule over some projects: those named, and those with one of the values of an attribute."""

    projects: tuple[str, ...] = Field((), description="ids of projects it speaks of")
    attribute: Attribute | None = Field(None, description="or: a column of projects")
    values: tuple[str, ...] = Field((), description="and the values of it that are meant")

    @model_validator(mode="after")
    def _names_someone(self) -> Self:
        if bool(self.values) != (self.attribute is not None) or not (self.projects or self.values):
            raise ValueError("needs `projects`, or `attribute` with `values`")
        return self


class GroupRule(Members):
    """How many projects of a group may or must run."""

    at_least: int | None = Field(None, ge=0, description="at least so many of them")
    at_most: int | None = Field(None, ge=0, description="at most so many of them")
    exactly: int | None = Field(None, ge=0, description="exactly so many of them")

    @model_validator(mode="after")
    def _limits(self) -> Self:
        given = [each for each in (self.at_least, self.at_most, self.exactly) if each is not None]
        if not given or (self.exactly is not None and len(given) > 1):
            raise ValueError("needs `at_least`, `at_most` or both, or `exactly`")
        return self


class ShareRule(Members):
    """What share of the money a group gets, inside the horizon, both classes."""

    of: Literal["spend", "budget"] = Field(
        "spend", description="of what the chosen projects spend, or of all that the funds hold"
    )
    at_least_bp: int | None = Field(None, ge=0, le=10_000, description="at least this share, in basis points: 1500 is 15 %")
    at_most_bp: int | None = Field(None, ge=0, le=10_000, description="at most this share")

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if self.at_least_bp is None and self.at_most_bp is None:
            raise ValueError("needs `at_least_bp`, `at_most_bp` or both")
        return self


class RiskRule(NamedRule):
    """The average chance of failure of what is chosen, weighted by spend inside the horizon."""

    at_most_bp: int = Field(
        ge=0, le=10_000, description="at most this average of 100 % less the success probability of each option"
    )


class FlowRule(NamedRule):
    """How much may start or run at a time, for each value of an attribute."""

    attribute: Attribute = Field(description="column of projects by whose values they are counted")
    count: Literal["starts", "active"] = Field(
        description="starts: projects that begin in a period; active: projects that run in it"
    )
    at_most: int = Field(ge=0, description="for each value and period")


class RulesSection(Section):
    """Limits over groups of projects."""

    groups: tuple[GroupRule, ...] = Field((), description="[[rules.groups]]: how many of a group")
    shares: tuple[ShareRule, ...] = Field((), description="[[rules.shares]]: share of money")
    risk: tuple[RiskRule, ...] = Field((), description="[[rules.risk]]: average risk")
    flow: tuple[FlowRule, ...] = Field((), description="[[rules.flow]]: work started and in progress")
