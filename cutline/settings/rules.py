"""The section [rules] of portfolio.toml: limits that the portfolio office declares, each with a name and an owner.

The limits are over groups of projects. `cutline.choices.rules` computes what a declared rule means for the plan.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from cutline.settings.section import Section

CostClass = Literal["capex", "opex"]
Attribute = Literal["theme", "project_class", "sponsor", "owner_unit", "programme_id", "portfolio_id", "region"]


class NamedRule(Section):
    """A declared rule: every rule has a name and an owner."""

    name: str = Field(min_length=1, description="Name of the rule. Reports show it wherever the rule binds.")
    owner: str = Field(min_length=1, description="Person or unit that may change the rule.")


class RuleOverProjects(NamedRule):
    """A rule over a group of projects: the projects that are named, and the projects with one of the given values of an
    attribute.
    """

    projects: tuple[str, ...] = Field((), description="Identifiers of projects of the group.")
    attribute: Attribute | None = Field(
        None, description="Column of the table projects. Projects with one of `values` in it belong to the group."
    )
    values: tuple[str, ...] = Field((), description="Values of that column.")

    @model_validator(mode="after")
    def _names_someone(self) -> Self:
        if bool(self.values) != (self.attribute is not None) or not (self.projects or self.values):
            raise ValueError("the rule needs `projects`, or `attribute` together with `values`")
        return self


class GroupRule(RuleOverProjects):
    """How many projects of a group may run, or must run."""

    at_least: int | None = Field(None, ge=0, description="Least number of projects of the group that must run.")
    at_most: int | None = Field(None, ge=0, description="Largest number of projects of the group that may run.")
    exactly: int | None = Field(None, ge=0, description="Exact number of projects of the group that must run.")

    @model_validator(mode="after")
    def _limits(self) -> Self:
        given = [each for each in (self.at_least, self.at_most, self.exactly) if each is not None]
        if not given or (self.exactly is not None and len(given) > 1):
            raise ValueError("the rule needs `at_least`, `at_most` or both, or else `exactly` alone")
        return self


class ShareRule(RuleOverProjects):
    """The share of the money that a group gets, inside the horizon, for capex and opex together."""

    of: Literal["spend", "budget"] = Field(
        "spend", description="What the share refers to. spend: the spend of all chosen projects. budget: all money in the funds."
    )
    at_least_bp: int | None = Field(None, ge=0, le=10_000, description="Least share in basis points: 1500 is 15 %.")
    at_most_bp: int | None = Field(None, ge=0, le=10_000, description="Largest share in basis points.")

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if self.at_least_bp is None and self.at_most_bp is None:
            raise ValueError("the rule needs `at_least_bp`, `at_most_bp` or both")
        return self


class RiskRule(NamedRule):
    """The average probability of failure of the chosen projects, weighted by their spend inside the horizon."""

    at_most_bp: int = Field(
        ge=0,
        le=10_000,
        description="Largest average in basis points. The probability of failure of an option is 100 % less its success probability.",
    )


class FlowRule(NamedRule):
    """How many projects may start or run at the same time, for each value of an attribute."""

    attribute: Attribute = Field(description="Column of the table projects. Projects are counted for each value of it.")
    count: Literal["starts", "active"] = Field(
        description="What is counted. starts: projects that start in the period. active: projects that run in the period."
    )
    at_most: int = Field(ge=0, description="Largest number of projects for each value and each period.")


class ProgrammeRule(NamedRule):
    """Projects of one programme that belong together. The rule covers its members that are not closed or cancelled.
    Programmes that are not declared in [rules] bind nothing.
    """

    programme_id: str = Field(
        min_length=1, description="Identifier of the programme, as in `programme_id` of the table projects."
    )
    all_or_none: bool = Field(False, description="Whether either all members run or none.")
    benefit_when_complete_minor: int | None = Field(
        None, ge=1, le=10**15, description="Benefit that comes only when all members run: a present value in minor units (cents)."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.all_or_none and self.benefit_when_complete_minor is None:
            raise ValueError("the rule needs `all_or_none = true`, `benefit_when_complete_minor`, or both")
        return self


class VirementRule(NamedRule):
    """A virement: money of one fund and cost class that may be spent as the money of another fund or class in the same
    fiscal year. Without a rule, no money may move. The opposite direction needs a rule of its own.
    """

    from_fund: str = Field(min_length=1, description="Fund that the money leaves, as in `fund_id` of the table funds.")
    from_class: CostClass = Field(description="Cost class that the money leaves: capex or opex.")
    to_fund: str = Field(
        min_length=1,
        description="Fund that may spend the money. The same fund with another class moves money between the classes.",
    )
    to_class: CostClass = Field(description="Cost class as which the money may be spent.")
    years: tuple[int, ...] = Field(
        (), description="Fiscal years in which the rule holds. Default: every year in which both funds have a row."
    )
    most_minor: int | None = Field(
        None, ge=1, le=10**15, description="Largest amount that may move in a fiscal year, in minor units (cents)."
    )
    most_share_bp: int | None = Field(
        None,
        ge=1,
        le=10_000,
        description="Largest share that may move in a fiscal year: of the amount that the table funds states for the source fund, in basis points, rounded down. If most_minor is stated as well, the lower limit holds.",
    )

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The fund and class that the money leaves, and the fund and class that it reaches."""
        return (self.from_fund, self.from_class), (self.to_fund, self.to_class)

    @model_validator(mode="after")
    def _moves_something(self) -> Self:
        if self.most_minor is None and self.most_share_bp is None:
            raise ValueError("the rule needs `most_minor`, `most_share_bp` or both: no money moves without a limit")
        if self.ends[0] == self.ends[1]:
            raise ValueError(
                f"the rule moves money to another fund or class; this one moves {self.from_class} of {self.from_fund} into itself"
            )
        return self


class RobustRule(NamedRule):
    """Robust budgets: the funds still pay when some of the chosen projects cost their high amount at the same time."""

    gamma: int = Field(
        0,
        ge=0,
        le=1000,
        description="Number of projects (gamma) that may cost their high amount at the same time, whichever they are. 0 gives no protection.",
    )
    deviation_bp: int = Field(
        0, ge=0, le=100_000, description="How much more a cost line without a high amount may cost: 2000 is 20 %."
    )
    classes: tuple[Literal["capex", "opex"], ...] = Field(
        ("capex", "opex"), description="Cost classes that may cost more than planned. The others cost what is planned."
    )


class TailRule(NamedRule):
    """A floor under the value of the plan in its worst scenarios (conditional value at risk). Scenarios are drawn from the
    ranges of costs and benefits, as [uncertainty] says.
    """

    floor_minor: int = Field(
        ge=-(10**15),
        le=10**15,
        description="Least average value of the worst scenarios: a present value in minor units (cents).",
    )
    level_bp: int = Field(
        9000,
        ge=0,
        le=9999,
        description="Share of the scenarios that do not belong to the worst: 9000 leaves the worst tenth, rounded up.",
    )
    scenarios_log2: int = Field(6, ge=1, le=10, description="Number of scenarios as a power of two: 6 means 64 scenarios.")


class RulesSection(Section):
    """Limits over groups of projects, and rules about money and risk of the whole plan."""

    groups: tuple[GroupRule, ...] = Field((), description="How many projects of a group run: [[rules.groups]].")
    shares: tuple[ShareRule, ...] = Field((), description="The share of the money that a group gets: [[rules.shares]].")
    risk: tuple[RiskRule, ...] = Field((), description="The average probability of failure: [[rules.risk]].")
    flow: tuple[FlowRule, ...] = Field((), description="How many projects start or run at the same time: [[rules.flow]].")
    programmes: tuple[ProgrammeRule, ...] = Field(
        (), description="Programmes that run as a whole, and their common benefit: [[rules.programmes]]."
    )
    virement: tuple[VirementRule, ...] = Field(
        (), description="Money of one fund and class that may be spent as money of another: [[rules.virement]]."
    )
    robust: RobustRule | None = Field(
        None, description="Budgets that still pay when projects cost more than planned: [rules.robust]."
    )
    tail: TailRule | None = Field(None, description="The value of the plan in its worst scenarios: [rules.tail].")

    @model_validator(mode="after")
    def _programmes_have_names_of_their_own(self) -> Self:
        names = [rule.name for rule in self.programmes]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"every rule for a programme has a name of its own; two rules are called {twice[0]!r}")
        return self

    @model_validator(mode="after")
    def _one_virement_for_each_way(self) -> Self:
        for i, rule in enumerate(self.virement):
            for other in self.virement[:i]:
                if rule.name == other.name:
                    raise ValueError(f"every virement has a name of its own; two virements are called {rule.name!r}")
                meet = not rule.years or not other.years or set(rule.years) & set(other.years)
                if rule.ends == other.ends and meet:
                    raise ValueError(
                        f"virements {other.name!r} and {rule.name!r} move the same money in the same year: state one limit for it"
                    )
        return self
