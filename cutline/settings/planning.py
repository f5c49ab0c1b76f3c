"""The section [planning] of portfolio.toml: what the plan may choose, and by what it is judged."""

from typing import Literal

from pydantic import Field

from cutline.settings.section import Section


class PlanningSection(Section):
    """What the plan may choose, and what it is to be good at."""

    objective: Literal["value", "score"] = Field(
        "value", description="value: net present value; score: weighted score of the criteria"
    )
    candidate_status: tuple[str, ...] = Field(
        ("proposed", "approved", "in_flight"), description="projects of these statuses may be chosen"
    )
    in_flight_must_continue: bool = Field(
        True,
        description="a project in flight stays in the plan; off: one with a mode that has an exit cost may be stopped at that cost, one without may be left out at no cost",
    )
    default_flexibility_periods: int = Field(0, ge=0, le=240, description="start window of a project that states no latest start")
    fine_periods: int | None = Field(
        None,
        ge=0,
        description="the first so many periods are planned one by one, those after them by block; left out, every period is planned by itself",
    )
    coarse_periods: int = Field(
        3,
        ge=2,
        le=12,
        description="periods of a block, counted from the start of the fiscal year: people, and work that rules of flow limit, are held to the sum over the "
        "block, and starts are offered at its beginning; a block ends with its fiscal year",
    )
    coarse_is_strict: bool = Field(
        False,
        description="people, and projects at work, are held to every single period all the same: only starts are planned by block",
    )
    people_bought_in_milli_fte: int = Field(
        10,
        ge=1,
        le=1_000_000,
        description="step in which overtime and contractors are bought: 10 is a hundredth of an FTE, 1000 whole people",
    )
    hire_every_periods: int | None = Field(
        None,
        ge=1,
        le=240,
        description="people hired arrive when the lead time is over and every so many periods after; left out, once a quarter: every 3 months, every quarter, every year",
    )
    value_tolerance_bp: int = Field(
        30, ge=0, le=10_000, description="value given up to stay close to the approved plan: 30 is 0.3 %"
    )
    release_to_next_gate: bool = Field(
        True,
        description="money of a project with stage gates (milestones.is_gate) is released up to its next gate and reserved after it; off: all is released",
    )
