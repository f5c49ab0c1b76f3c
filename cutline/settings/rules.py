"""The [rules] section of portfolio.toml: limits the portfolio office declares over groups of projects, each with a name and an owner."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cutline.settings.section import Section

CostClass = Literal["capex", "opex"]
Attribute = Literal["theme", "project_class", "sponsor", "owner_unit", "programme_id", "portfolio_id", "region"]


class NamedRule(Section):
    """What every declared rule has."""

    name: str = Field(min_length=1, description="how people call the rule; shown wherever it binds")
    owner: str = Field(min_length=1, description="who may change it")


class RuleOverProjects(NamedRule):
    """A rule over some projects: those named, and those with one of the values of an attribute."""

    projects: tuple[str, ...] = Field((), description="ids of projects it speaks of")
    attribute: Attribute | None = Field(None, description="or: a column of projects")
    values: tuple[str, ...] = Field((), description="and the values of it that are meant")

    @model_validator(mode="after")
    def _names_someone(self) -> Self:
        if bool(self.values) != (self.attribute is not None) or not (self.projects or self.values):
            raise ValueError("needs `projects`, or `attribute` with `values`")
        return self


class GroupRule(RuleOverProjects):
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


class ShareRule(RuleOverProjects):
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


class ProgrammeRule(NamedRule):
    """Projects of one programme that belong together: those proposed, approved or in flight. None is bound unless declared here."""

    programme_id: str = Field(min_length=1, description="the programme, as `programme_id` of projects says it")
    all_or_none: bool = Field(False, description="all of them run, or none")
    benefit_when_complete_minor: int | None = Field(
        None, ge=1, le=10**15, description="a benefit that comes only when all of them run: present value in minor units (cents)"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.all_or_none and self.benefit_when_complete_minor is None:
            raise ValueError("needs `all_or_none = true`, `benefit_when_complete_minor`, or both")
        return self


class VirementRule(NamedRule):
    """Money of one fund and class that may be spent as another's of the same fiscal year. None may unless declared, and the way back is another rule."""

    from_fund: str = Field(min_length=1, description="fund the money leaves, as `fund_id` of funds says it")
    from_class: CostClass = Field(description="and the class it leaves: capex or opex")
    to_fund: str = Field(
        min_length=1, description="fund that may spend it; the same fund with another class moves it between classes"
    )
    to_class: CostClass = Field(description="and the class it may be spent as")
    years: tuple[int, ...] = Field(
        (), description="fiscal years it holds for; left out, every year in which both funds have a row"
    )
    most_minor: int | None = Field(
        None, ge=1, le=10**15, description="most that may be moved in a fiscal year, in minor units (cents)"
    )
    most_share_bp: int | None = Field(
        None,
        ge=1,
        le=10_000,
        description="and, or instead: most as a share of what the source's row of funds states for the year, in basis points, rounded down",
    )

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Fund and class that the money leaves, and those that it reaches."""
        return (self.from_fund, self.from_class), (self.to_fund, self.to_class)

    @model_validator(mode="after")
    def _moves_something(self) -> Self:
        if self.most_minor is None and self.most_share_bp is None:
            raise ValueError("needs `most_minor`, `most_share_bp` or both: nothing is moved without a limit")
        if self.ends[0] == self.ends[1]:
            raise ValueError(f"moves {self.from_class} of {self.from_fund} into itself")
        return self


class RobustRule(NamedRule):
    """Budgets that still pay when some of the chosen projects come in at their high cost at once."""

    gamma: int = Field(0, ge=0, le=1000, description="how many projects at once, whichever they are; 0 protects against nothing")
    deviation_bp: int = Field(
        0, ge=0, le=100_000, description="how much dearer a cost line may come that states no high amount: 2000 is 20 %"
    )
    classes: tuple[Literal["capex", "opex"], ...] = Field(
        ("capex", "opex"), description="cost classes that may come in dearer; the others cost what is planned"
    )


class TailRule(NamedRule):
    """The value of the plan in its worst scenarios (conditional value at risk). Scenarios are drawn from the ranges of costs and benefits, as [uncertainty] says."""

    floor_minor: int = Field(
        ge=-(10**15),
        le=10**15,
        description="the worst scenarios are worth at least this on average: present value in minor units (cents)",
    )
    level_bp: int = Field(
        9000,
        ge=0,
        le=9999,
        description="share of the scenarios that are not the worst: 9000 looks at the worst tenth, rounded up",
    )
    scenarios_log2: int = Field(6, ge=1, le=10, description="scenarios as a power of two: 6 is 64")


class RulesSection(Section):
    """Limits over groups of projects."""

    groups: tuple[GroupRule, ...] = Field((), description="[[rules.groups]]: how many of a group")
    shares: tuple[ShareRule, ...] = Field((), description="[[rules.shares]]: share of money")
    risk: tuple[RiskRule, ...] = Field((), description="[[rules.risk]]: average risk")
    flow: tuple[FlowRule, ...] = Field((), description="[[rules.flow]]: work started and in progress")
    programmes: tuple[ProgrammeRule, ...] = Field((), description="[[rules.programmes]]: all or none, benefits of the whole")
    virement: tuple[VirementRule, ...] = Field(
        (), description="[[rules.virement]]: money of one fund and class spent as another's, in the direction declared"
    )
    robust: RobustRule | None = Field(None, description="[rules.robust]: budgets that still pay when projects come in dear")
    tail: TailRule | None = Field(None, description="[rules.tail]: the value of the plan in its worst scenarios")

    @model_validator(mode="after")
    def _programmes_have_names_of_their_own(self) -> Self:
        names = [rule.name for rule in self.programmes]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two rules for programmes are called {twice[0]!r}: give each a name of its own")
        return self

    @model_validator(mode="after")
    def _one_virement_for_each_way(self) -> Self:
        for i, rule in enumerate(self.virement):
            for other in self.virement[:i]:
                if rule.name == other.name:
                    raise ValueError(f"two virements are called {rule.name!r}: give each a name of its own")
                meet = not rule.years or not other.years or set(rule.years) & set(other.years)
                if rule.ends == other.ends and meet:
                    raise ValueError(
                        f"virements {other.name!r} and {rule.name!r} move the same money in the same year: state one limit"
                    )
        return self
