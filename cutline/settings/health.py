"""The section [health] of portfolio.toml: the limits beyond which a project is amber or red.

The section also says how late or how far over budget a project may be and still count as on time or on budget.
"""

from typing import Self

from pydantic import Field, model_validator

from cutline.settings.section import Section


class HealthSection(Section):
    """When a project is amber or red. A measure beyond its first limit is amber, and a measure beyond its second limit is red."""

    cost_amber_bp: int = Field(
        500,
        ge=0,
        le=100_000,
        description="Amber when the estimate at completion exceeds the budget by more than this share: 500 is 5 %.",
    )
    cost_red_bp: int = Field(1000, ge=0, le=100_000, description="Red limit of the same measure as cost_amber_bp.")
    schedule_amber_days: int = Field(
        30, ge=0, le=36_500, description="Amber when the last milestone is forecast more than this many days after its baseline."
    )
    schedule_red_days: int = Field(90, ge=0, le=36_500, description="Red limit of the same measure as schedule_amber_days.")
    spi_amber_milli: int = Field(
        950, ge=0, le=10_000, description="Amber when SPI(t) is below this number of thousandths: 950 is 0.95."
    )
    spi_red_milli: int = Field(850, ge=0, le=10_000, description="Red limit of the same measure as spi_amber_milli.")
    risk_amber_bp: int = Field(
        1000, ge=0, le=100_000, description="Amber when the residual risk exposure exceeds this share of the cost."
    )
    risk_red_bp: int = Field(2500, ge=0, le=100_000, description="Red limit of the same measure as risk_amber_bp.")
    benefit_amber_bp: int = Field(
        500,
        ge=0,
        le=10_000,
        description="Amber when the benefits now expected fall short of the baseline by more than this share.",
    )
    benefit_red_bp: int = Field(1500, ge=0, le=10_000, description="Red limit of the same measure as benefit_amber_bp.")
    fresh_amber_days: int = Field(
        45,
        ge=0,
        le=3650,
        description="Amber when the newest status, change of the record or risk review is older than this many days.",
    )
    fresh_red_days: int = Field(90, ge=0, le=3650, description="Red limit of the same measure as fresh_amber_days.")
    on_time_days: int = Field(
        0, ge=0, le=3650, description="Number of days by which a milestone may be late and still count as on time."
    )
    on_budget_bp: int = Field(
        0, ge=0, le=10_000, description="Share by which a cost may exceed the budget and still count as on budget."
    )

    @model_validator(mode="after")
    def _red_is_beyond_amber(self) -> Self:
        for name in ("cost", "risk", "benefit"):
            if getattr(self, f"{name}_red_bp") < getattr(self, f"{name}_amber_bp"):
                raise ValueError(f"the red limit is not below the amber one: {name}_red_bp is less than {name}_amber_bp")
        if self.schedule_red_days < self.schedule_amber_days or self.fresh_red_days < self.fresh_amber_days:
            raise ValueError(
                "the red limit is not below the amber one: schedule_red_days or fresh_red_days is less than its amber limit"
            )
        if self.spi_red_milli > self.spi_amber_milli:
            raise ValueError("the red limit of SPI(t) is not above the amber one: spi_red_milli exceeds spi_amber_milli")
        return self
