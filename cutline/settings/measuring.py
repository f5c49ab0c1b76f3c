"""How measures are taken: the sections [evm], [alignment], [risk], [uncertainty] and [forecasting] of portfolio.toml.

Limits for amber and red are in `health.py`.
"""

from typing import Literal

from pydantic import Field

from cutline.settings.section import Section


class EarnedValueSection(Section):
    """Earned value, and the estimate to complete of a project in flight."""

    estimate: Literal["stated", "cpi", "atypical", "combined"] = Field(
        "cpi",
        description="Estimate to complete (ETC) that counts where the export states none. cpi: the remaining work costs as much as the work so far. "
        "atypical: the remaining work costs what the budget says. combined: the cost and the schedule performance so far both count. stated: no estimate is computed.",
    )
    replaces_plan: bool = Field(
        True,
        description="Whether the estimate to complete of a project in flight replaces what its plan still had to spend. A forecast is not replaced.",
    )


class AlignmentSection(Section):
    """How scores of criteria become points."""

    normalisation: Literal["scale", "range", "share", "rank"] = Field(
        "scale",
        description="How a score is normalised. scale: divided by the best possible score. range: placed between the lowest and the highest score of all projects. "
        "share: divided by the highest score of all projects. rank: the rank among all projects.",
    )
    max_inconsistency_bp: int = Field(
        1000,
        ge=0,
        le=10_000,
        description="Consistency ratio above which pairwise comparisons are reported as inconsistent: 1000 is 0.1 (Saaty).",
    )


class RiskSection(Section):
    """The risk registers of the projects."""

    review_days: int = Field(
        90, ge=1, le=3650, description="Number of days after which an open risk without a review is overdue."
    )


class UncertaintySection(Section):
    """The spread of cost and value, simulated by quasi-Monte Carlo."""

    shape: Literal["pert", "triangular", "lognormal"] = Field(
        "pert", description="Distribution between the low and the high amount of a line."
    )
    low_percentile: int = Field(
        10, ge=1, le=49, description="For the lognormal distribution: the percentile that the low amount stands for."
    )
    draws_log2: int = Field(12, ge=6, le=16, description="Number of draws as a power of two: 12 means 4,096 draws.")
    driver: Literal["none", "project_class", "theme", "region", "owner_unit", "sponsor"] = Field(
        "project_class",
        description="Attribute of projects that drives their costs together, and their benefits together. none: projects vary independently.",
    )
    correlation_bp: int = Field(
        3000, ge=0, le=9999, description="Correlation of two projects with the same value of the driver: 3000 is 0.3."
    )
    includes_risks: bool = Field(
        False,
        description="Whether open risks occur in the simulation, with their residual probability. Leave this off where contingency lines already pay for the risks.",
    )
    seed: int = Field(0, ge=0, description="Seed of the draws. The same seed gives the same draws.")


class ForecastingSection(Section):
    """What the outcomes of finished projects say about the estimates of open ones."""

    correction: Literal["none", "reference_class", "optimism_bias"] = Field(
        "none",
        description="Correction of the costs with which the plan is made. none: costs as submitted; the corrections are only shown. reference_class: costs are multiplied "
        "by what finished projects of the class really cost. optimism_bias: costs are raised by the table optimism_bias.",
    )
    min_outcomes: int = Field(
        5, ge=1, le=1000, description="Number of finished projects that a class needs before a correction is suggested for it."
    )
    percentile: int = Field(
        50,
        ge=1,
        le=99,
        description="Percentile of the outcomes that the correction uses: 50 is too high as often as too low, 80 is cautious.",
    )
