"""The section [health] of portfolio.toml: the limits beyond which a project is amber or red, and what still counts as on time and on budget."""

from typing import Self

from pydantic import Field, model_validator

from cutline.settings.section import Section


class HealthSection(Section):
    """When a project is amber or red. A measure beyond the first limit is amber, beyond the second red."""

    cost_amber_bp: int = Field(500, ge=0, le=100_000, description="estimate at completion over the budget")
    cost_red_bp: int = Field(1000, ge=0, le=100_000, description="the same, for red")
    schedule_amber_days: int = Field(30, ge=0, le=36_500, description="forecast of the last milestone later than its baseline")
    schedule_red_days: int = Field(90, ge=0, le=36_500, description="the same, for red")
    spi_amber_milli: int = Field(950, ge=0, le=10_000, description="SPI(t) below this is amber: 950 is 0.95")
    spi_red_milli: int = Field(850, ge=0, le=10_000, description="the same, for red")
    risk_amber_bp: int = Field(1000, ge=0, le=100_000, description="residual exposure over the cost")
    risk_red_bp: int = Field(2500, ge=0, le=100_000, description="the same, for red")
    benefit_amber_bp: int = Field(500, ge=0, le=10_000, description="benefits now expected below the baseline")
    benefit_red_bp: int = Field(1500, ge=0, le=10_000, description="the same, for red")
    fresh_amber_days: int = Field(45, ge=0, le=3650, description="age of the newest status, record or review")
    fresh_red_days: int = Field(90, ge=0, le=3650, description="the same, for red")
    on_time_days: int = Field(0, ge=0, le=3650, description="a milestone met this many days late is still on time")
    on_budget_bp: int = Field(0, ge=0, le=10_000, description="a cost this much over the budget is still on budget")

    @model_validator(mode="after")
    def _red_is_beyond_amber(self) -> Self:
        for name in ("cost", "risk", "benefit"):
            if getattr(self, f"{name}_red_bp") < getattr(self, f"{name}_amber_bp"):
                raise ValueError(f"{name}_red_bp lies before {name}_amber_bp")
        if self.schedule_red_days < self.schedule_amber_days or self.fresh_red_days < self.fresh_amber_days:
            raise ValueError("a limit in days for red lies before the one for amber")
        if self.spi_red_milli > self.spi_amber_milli:
            raise ValueError("spi_red_milli lies above spi_amber_milli")
        return self
