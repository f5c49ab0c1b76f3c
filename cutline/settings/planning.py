"""The section [planning] of portfolio.toml: what the plan may choose, and the objective by which it is judged."""

from typing import Literal

from pydantic import Field

from cutline.settings.section import Section


class PlanningSection(Section):
    """What the plan may choose, and by what it is judged."""

    objective: Literal["value", "score"] = Field(
        "value", description="What the plan maximises. value: net present value. score: the weighted score of the criteria."
    )
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
        description="Share of the value that the plan may give up to stay close to the approved plan: 30 is 0.3 %.",
    )
    release_to_next_gate: bool = Field(
        True,
        description="Whether the money of a project with stage gates (milestones.is_gate) is released up to its next gate and reserved after that gate. If this is off, all money is released.",
    )
