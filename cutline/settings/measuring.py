"""The sections [evm], [alignment], [risk], [uncertainty] and [forecasting] of portfolio.toml: how measures are taken. Limits for amber and red stand in `health`."""

from typing import Literal

from pydantic import Field

from cutline.settings.section import Section


class EarnedValueSection(Section):
    """Earned value, and what a project in flight still costs."""

    estimate: Literal["stated", "cpi", "atypical", "combined"] = Field(
        "cpi",
        description="which estimate to complete counts where the export states none: cpi: work goes on at the cost so far; "
        "atypical: at the budgeted cost; combined: cost and schedule so far both weigh; stated: none",
    )
    replaces_plan: bool = Field(
        True,
        description="the estimate to complete of a project in flight replaces what its plan still had to spend; a forecast stays",
    )


class AlignmentSection(Section):
    """How scores become points."""

    normalisation: Literal["scale", "range", "share", "rank"] = Field(
        "scale",
        description="scale: score over the best possible; range: between the lowest and the highest of all projects; share: over the highest of "
        "all projects; rank: place among all projects",
    )
    max_inconsistency_bp: int = Field(
        1000,
        ge=0,
        le=10_000,
        description="consistency ratio of pairwise comparisons beyond which they are questioned: 1000 is 0.1 (Saaty)",
    )


class RiskSection(Section):
    """Risk registers."""

    review_days: int = Field(90, ge=1, le=3650, description="an open risk not reviewed for longer is overdue")


class UncertaintySection(Section):
    """The spread of cost and value, by quasi-Monte Carlo."""

    shape: Literal["pert", "triangular", "lognormal"] = Field(
        "pert", description="distribution between the low and the high amount of a line"
    )
    low_percentile: int = Field(10, ge=1, le=49, description="for lognormal: the percentile the low amount stands for")
    draws_log2: int = Field(12, ge=6, le=16, description="draws as a power of two: 12 is 4,096")
    driver: Literal["none", "project_class", "theme", "region", "owner_unit", "sponsor"] = Field(
        "project_class", description="what projects share that moves their costs, and their benefits, together"
    )
    correlation_bp: int = Field(3000, ge=0, le=9999, description="correlation of two projects that share the driver: 3000 is 0.3")
    includes_risks: bool = Field(
        False,
        description="open risks happen or not, by their residual chance; leave it off where contingency lines already pay for them",
    )
    seed: int = Field(0, ge=0, description="the same seed gives the same draws")


class ForecastingSection(Section):
    """What outcomes say of estimates."""

    correction: Literal["none", "reference_class", "optimism_bias"] = Field(
        "none",
        description="costs that the plan is made with: as submitted; corrected by what finished projects of the class really cost; or raised by the "
        "table optimism_bias. Left at none, the corrections are only shown",
    )
    min_outcomes: int = Field(
        5, ge=1, le=1000, description="finished projects a class must have before a correction is suggested for it"
    )
    percentile: int = Field(50, ge=1, le=99, description="of the outcomes: 50 is as often too high as too low, 80 is cautious")
