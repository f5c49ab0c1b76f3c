"""The section [robustness] of portfolio.toml: the ranges within which `cutline robustness` varies the inputs."""

from pydantic import Field

from cutline.settings.section import Section

RANGE_MAX = 10_000  # an amount varies by at most all of itself


class RobustnessSection(Section):
    """The ranges within which the inputs vary, and the draws. In every draw each input lies anywhere within its range, each place as
    likely (quasi-random numbers, the same every night).
    """

    draws: int = Field(200, ge=1, le=65_536, description="Number of draws. Each is a plan of its own.")
    seed: int = Field(0, ge=0, description="Seed of the draws.")
    value_bp: int = Field(
        2000, ge=0, le=RANGE_MAX, description="Range of what each project gains, in basis points: 2000 is 20 % less to 20 % more. Gains are the value without the costs."
    )  # fmt: skip
    cost_bp: int = Field(1000, ge=0, le=RANGE_MAX, description="Range of what each project costs, in value and in money.")
    budget_bp: int = Field(500, ge=0, le=RANGE_MAX, description="Range of the budgets. All budgets of a fund vary together.")
    weight_bp: int = Field(
        2000, ge=0, le=RANGE_MAX, description="Range of the weight of each criterion, if the first objective counts the score."
    )
    gap_ppm: int = Field(
        2000,
        ge=0,
        le=1_000_000,
        description="The gap at which the search of a draw ends, in millionths of the value: 2000 is 0.2 %.",
    )
    max_nodes: int = Field(
        500, ge=1, description="The most branch-and-bound nodes of a draw. A draw that they stop is told as such."
    )
    gamma: int = Field(
        2, ge=0, le=1000, description="Number of projects whose cost may be cost_bp above plan at the same time in the robust plan, if [rules.robust] declares none. 0: no such plan."
    )  # fmt: skip
