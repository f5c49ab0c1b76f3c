"""The rating scales of health, and the limits of the settings beyond which a measure is amber or red."""

from dataclasses import dataclass

import polars as pl

from cutline.metrics.figures_in_words import percent_text, thousandths_text
from cutline.settings.health import HealthSection

RAG = ("green", "amber", "red")
REPORTED = {
    "green": 0,
    "amber_green": 1,
    "amber": 2,
    "amber_red": 3,
    "red": 4,
}  # the steps of the two mixed ratings lie between those of the other three
ASPECTS = ("cost", "schedule", "risk", "benefits", "freshness")


@dataclass(frozen=True)
class HealthLimit:
    """One measure of health and its two limits.

    words: text that describes the measure, with a place for its value. is_floor: lower values are worse.
    """

    aspect: str
    column: str
    amber: int
    red: int
    words: str
    unit: str = "percent"
    is_floor: bool = False

    def level(self) -> pl.Expr:
        """0 for green, 1 for amber, 2 for red; null if the measure is unknown."""
        value = pl.col(self.column)
        beyond = [(value < limit) if self.is_floor else (value > limit) for limit in (self.amber, self.red)]
        return pl.when(value.is_null()).then(None).otherwise(beyond[0].cast(pl.Int64) + beyond[1].cast(pl.Int64))

    def because(self) -> pl.Expr:
        """The text that names the measure and the limit that it exceeds; null if it exceeds none."""
        text = f"{self.aspect}: {self.words}, {{}} {'below' if self.is_floor else 'beyond'} {{}}"
        rating = pl.when(self.level() == 2).then(pl.lit("red")).otherwise(pl.lit("amber"))
        limit = pl.when(self.level() == 2).then(self.red).otherwise(self.amber)
        return pl.when(self.level() > 0).then(pl.format(text, self._shown(pl.col(self.column)), rating, self._shown(limit)))

    def _shown(self, value: pl.Expr) -> pl.Expr:
        match self.unit:
            case "percent":
                return percent_text(value)
            case "thousandths":
                return thousandths_text(value)
        return pl.format("{} days", value)


def health_limits(limits: HealthSection) -> tuple[HealthLimit, ...]:
    """The measures of health, with the limits that the settings state."""
    return (
        HealthLimit("cost", "cost_overrun_bp", limits.cost_amber_bp, limits.cost_red_bp, "estimate at completion {} over the budget"),
        HealthLimit("schedule", "spi_t_milli", limits.spi_amber_milli, limits.spi_red_milli, "SPI(t) {}", "thousandths", is_floor=True),
        HealthLimit("schedule", "slip_days", limits.schedule_amber_days, limits.schedule_red_days, "last milestone {} late", "days"),
        HealthLimit("risk", "residual_risk_bp", limits.risk_amber_bp, limits.risk_red_bp, "residual exposure {} of the cost"),
        HealthLimit("benefits", "benefit_shortfall_bp", limits.benefit_amber_bp, limits.benefit_red_bp, "now expected {} below the baseline"),
        HealthLimit("freshness", "age_days", limits.fresh_amber_days, limits.fresh_red_days, "newest record {} old", "days"),
    )  # fmt: skip
