"""The section [planning] of portfolio.toml: what the plan may choose, and the objective by which it is judged."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from cutline.settings.planning.objectives import MEASURES, Blend, Objective, check_objectives, sense_of
from cutline.settings.section import Section


def _word_or_list(stated: Any) -> str:
    return "as a list" if isinstance(stated, list | tuple) else "as a word"


# The tags name the form in messages, so that a wrong list is not told as a wrong word as well.
Stated = Annotated[
    Annotated[str, Tag("as a word")] | Annotated[tuple[Objective, ...], Tag("as a list")], Discriminator(_word_or_list)
]


class PlanningSection(Section):
    """What the plan may choose, and by what it is judged."""

    objective: Stated = Field(
        "value",
        description="What the plan maximises. value: net present value. score: the weighted score of the criteria. Or a list of objectives in order, "
        'such as ["value", { measure = "spend", may_cost_bp = 100 }]: see [[planning.objective]].',
    )
    blends: tuple[Blend, ...] = Field((), description="Weighted sums of measures that can be an objective: [[planning.blends]].")
    candidate_status: tuple[str, ...] = Field(
        ("proposed", "approved", "in_flight"), description="Statuses of the projects that may be chosen."
    )
    in_flight_must_continue: bool = Field(
        True,
        description="Whether every project in flight stays in the plan. If this is off, a project with a mode that has an exit cost may be stopped at that cost, and a project without such a mode may be left out at no cost, unless it has spent money of the horizon: then it continues.",
    )
    default_flexibility_periods: int = Field(
        0,
        ge=0,
        le=240,
        description="Number of periods by which the start of a project may move, if the project states no latest start.",
    )
    fine_periods: int | None = Field(
        None,
        ge=0,
        description="Number of periods at the start of the horizon that are planned one by one. Later periods are planned in blocks. Default: every period is planned by itself.",
    )
    coarse_periods: int = Field(
        3,
        ge=2,
        le=12,
        description="Number of periods in a block, counted from the start of the fiscal year. Within a block, the limits of people and of [[rules.flow]] hold for the "
        "sum over the block, and projects may start only at its beginning. A block ends with its fiscal year.",
    )
    coarse_is_strict: bool = Field(
        False,
        description="Whether the limits of people and of [[rules.flow]] hold in every single period although periods are planned in blocks. Then only the starts are planned by block.",
    )
    people_bought_in_milli_fte: int = Field(
        10,
        ge=1,
        le=1_000_000,
        description="Step in which overtime and contractors are bought: 10 is a hundredth of an FTE, 1000 is a whole person.",
    )
    hire_every_periods: int | None = Field(
        None,
        ge=1,
        le=240,
        description="Number of periods between two arrivals of hired people. The first arrival is in the first period after the lead time. Default: once a quarter (every 3 periods of a month, every period of a quarter or of a year).",
    )
    value_tolerance_bp: int = Field(
        30,
        ge=0,
        le=10_000,
        description="Share of the value that the plan may give up to stay close to the approved plan: 30 is 0.3 %. With several objectives it has no "
        "effect: put the measure changes into the list.",
    )
    phasing_within_bp: int = Field(
        2000,
        ge=0,
        le=10_000,
        description="Share by which the budget of a fund and cost class may change in each fiscal year when cutline prices looks for another "
        "phasing of the same money: 2000 is 20 %. The plan of the night keeps the budgets as they are.",
    )
    release_to_next_gate: bool = Field(
        True,
        description="Whether the money of a project with stage gates (milestones.is_gate) is released up to its next gate and reserved after that gate. If this is off, all money is released.",
    )

    @field_validator("objective", mode="before")
    @classmethod
    def _listed(cls, stated: Any) -> Any:
        """Words of a list become objectives. A list of one plain objective is the same as its word."""
        if not isinstance(stated, list | tuple):
            return stated
        listed = [{"measure": each} if isinstance(each, str) else each for each in stated]
        alone = listed[0] if len(listed) == 1 and isinstance(listed[0], dict) else None
        return alone["measure"] if alone is not None and set(alone) == {"measure"} else listed

    @model_validator(mode="after")
    def _objectives_can_be_kept(self) -> Self:
        if not self.objectives:
            raise ValueError("planning.objective names at least one objective")
        check_objectives(self.objectives, self.blends)
        return self

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """The objectives in their order, one or more."""
        if isinstance(self.objective, str):
            return (Objective(measure=self.objective),)  # type: ignore[call-arg]
        return self.objective

    @property
    def first_measure(self) -> str:
        """The measure or the blend that counts first. What the plan is worth is an amount of it."""
        return self.objectives[0].measure

    def weights(self, objective: Objective) -> dict[str, int]:
        """Measure to weight: one measure of weight 1, or those of a blend."""
        blend = next((each for each in self.blends if each.name == objective.measure), None)
        return {objective.measure: 1} if blend is None else blend.weights

    @property
    def first_weights(self) -> dict[str, int]:
        """The weights of the first objective."""
        return self.weights(self.objectives[0])

    def counts(self, measure: str) -> bool:
        """Whether any of the objectives counts a measure, by itself or in a blend."""
        return measure in self.measures

    @property
    def counts_exposure(self) -> bool:
        """Whether any objective counts what the open risks are expected to cost."""
        return self.counts("exposure") or self.counts("residual_exposure")

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that an objective counts, once."""
        return tuple(dict.fromkeys(measure for each in self.objectives for measure in self.weights(each)))

    @property
    def worth_unit(self) -> str:
        """The unit of what a plan is worth: `minor` for money, `milli_points` for points of score, or words."""
        return self.unit_of(self.objectives[0])

    def is_least(self, objective: Objective) -> bool:
        """Whether less of an objective is better."""
        return sense_of(objective) == "at_most"

    def unit_of(self, objective: Objective) -> str:
        """The unit of an objective: that of its measure, or what its blend calls it."""
        known = MEASURES.get(objective.measure)
        return known.unit if known is not None else next(each.unit for each in self.blends if each.name == objective.measure)
