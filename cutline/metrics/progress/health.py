"""Red, amber or green by the limits of the settings, beside what was reported. Rates of delivery are in delivery.py."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import sum_if_all_known
from cutline.metrics.progress.default_mode import default_lines
from cutline.metrics.progress.health_limits import ASPECTS, RAG, REPORTED, HealthLimit, health_limits
from cutline.metrics.progress.milestones import days_between, milestone_ends
from cutline.metrics.ratios import ratio, rounded
from cutline.settings.health import HealthSection


def health(
    tables: Mapping[str, pl.LazyFrame],
    earned: pl.LazyFrame,
    exposure: pl.LazyFrame,
    costs: pl.LazyFrame,
    limits: HealthSection,
    day: date,
) -> pl.LazyFrame:
    """Each project red, amber or green for cost, schedule, risk, benefits and freshness, and overall, beside what was reported.

    tables: canonical projects, modes, milestones, benefits, evm, risks. earned: project_id, budget_at_completion_minor, eac_minor, spi_t_milli.
    exposure: project_id, residual_exposure_minor. costs: project_id, cost_minor. day: the day it is looked at.

    - project_id: the project. From projects.project_id.
    - cost_overrun_bp: (estimate at completion - budget at completion) / budget at completion, basis points; null where one is unknown or the
      budget is nothing. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.estimate_to_complete_minor.
    - spi_t_milli: earned schedule / actual time, thousandths; null where unknown. From evm.planned_minor, evm.earned_minor, evm.actual_minor,
      evm.period_start.
    - slip_days: actual, else forecast, date of the last baselined milestone after its baseline, days; null where unknown.
      From milestones.baseline_date, milestones.forecast_date, milestones.actual_date.
    - residual_risk_bp: residual exposure / cost, basis points; null where one is unknown or there is no cost.
      From risks.residual_probability_bp, risks.residual_impact_minor, risks.probability_bp, risks.impact_likely_minor, cost_lines.amount_minor.
    - benefit_shortfall_bp: (baseline - now) / baseline of expected benefits of the default or only mode, basis points; now is the forecast where
      the project has one, else the plan; null where a part of either is unknown or the baseline is nothing.
      From benefits.amount_minor, benefits.probability_bp, benefits.kind.
    - age_days: days from the newest change of the record, status date, review or snapshot of a risk, or milestone met; later days than
      `day` say nothing; null where there is none.
      From projects.updated_at, evm.status_date, risks.reviewed_on, risks.snapshot_date, milestones.actual_date.
    - cost_rag: green, amber, red: the measure within, beyond the first or the second limit; null where it is unknown.
      From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor, evm.estimate_to_complete_minor.
    - risk_rag: the same. From risks.residual_probability_bp, risks.residual_impact_minor, risks.probability_bp, risks.impact_likely_minor,
      cost_lines.amount_minor.
    - benefits_rag: the same. From benefits.amount_minor, benefits.probability_bp, benefits.kind.
    - freshness_rag: the same. From projects.updated_at, evm.status_date, risks.reviewed_on, risks.snapshot_date, milestones.actual_date.
    - schedule_rag: the worse of SPI(t) and slip, of those known; null where neither is.
      From evm.earned_minor, evm.planned_minor, evm.actual_minor, milestones.baseline_date, milestones.forecast_date, milestones.actual_date.
    - computed_rag: the worst of the five, of those known; null where none is.
      From evm.earned_minor, milestones.baseline_date, risks.residual_impact_minor, benefits.amount_minor, projects.updated_at.
    - reported_rag: as reported; null where it is not. From projects.reported_rag.
    - differs: whether the two ratings contradict each other; null where one is unknown.
      From projects.reported_rag, evm.earned_minor, milestones.baseline_date, risks.residual_impact_minor, benefits.amount_minor.
    - reported_is: better or worse than the computed rating where they differ, same where they do not; null where one is unknown.
      From projects.reported_rag, evm.earned_minor, milestones.baseline_date, risks.residual_impact_minor, benefits.amount_minor.
    - because: every measure beyond a limit with the limit, and what is unknown, in words.
      From evm.earned_minor, milestones.baseline_date, risks.residual_impact_minor, benefits.amount_minor, projects.updated_at.

    Source: UK Infrastructure and Projects Authority, Annual Report (delivery confidence ratings); PMI, Practice Standard for Earned Value Management, 2nd
    edition 2011; Lipke 2003, Schedule is Different (SPI(t)).

    Edges: unknown is not green: a project of which nothing is known has no rating. At a limit is within it. amber_green lies between amber and
    green and contradicts neither, only red; amber_red likewise. A milestone without a forecast or an actual date has an unknown slip,
    however long ago it was due. A project without risks in the register has an unknown risk.
    Every project of the table is rated, finished ones too.

    Ten per cent over the budget is amber beyond five; reported green:

    >>> from cutline.contracts.tables.all_tables import conform
    >>> names = ("projects", "modes", "milestones", "benefits", "evm", "risks")
    >>> tables = {name: conform(name, pl.DataFrame()).lazy() for name in names}
    >>> tables["projects"] = pl.LazyFrame({"project_id": ["P"], "reported_rag": ["green"], "updated_at": [date(2027, 1, 31)]})
    >>> earned = pl.LazyFrame({"project_id": ["P"], "budget_at_completion_minor": [1000], "eac_minor": [1100], "spi_t_milli": [None]})
    >>> exposure = pl.LazyFrame({"project_id": ["P"], "residual_exposure_minor": [0]})
    >>> costs = pl.LazyFrame({"project_id": ["P"], "cost_minor": [900]})
    >>> found = health(tables, earned, exposure, costs, HealthSection(), date(2027, 2, 1))
    >>> found.select("cost_rag", "schedule_rag", "risk_rag", "computed_rag", "reported_is").collect().row(0)
    ('amber', None, 'green', 'amber', 'better')
    >>> found.select("because").collect().item()
    'cost: estimate at completion 10.00 % over the budget, amber beyond 5.00 %; unknown: schedule, benefits'
    """
    limits_used = health_limits(limits)
    measured = _measures(tables, earned, exposure, costs, day)
    levels = {f"{a}_level": pl.max_horizontal(rule.level() for rule in limits_used if rule.aspect == a) for a in ASPECTS}
    rated = measured.with_columns(**levels).with_columns(level=pl.max_horizontal(list(levels)))
    named = rated.with_columns(_rag(f"{a}_level").alias(f"{a}_rag") for a in ASPECTS).with_columns(computed_rag=_rag("level"))
    return named.with_columns(reported_is=_reported_is(), because=_because(limits_used)).select(
        "project_id",
        *dict.fromkeys(rule.column for rule in limits_used),
        *(f"{a}_rag" for a in ASPECTS),
        "computed_rag",
        "reported_rag",
        (pl.col("reported_is") != "same").alias("differs"),
        "reported_is",
        "because",
    )


def _measures(
    tables: Mapping[str, pl.LazyFrame], earned: pl.LazyFrame, exposure: pl.LazyFrame, costs: pl.LazyFrame, day: date
) -> pl.LazyFrame:
    """One row for each project: the measures of the rules."""
    joined = tables["projects"].select("project_id", "reported_rag")
    slips = milestone_ends(tables["milestones"]).select(
        "project_id", slip_days=days_between(pl.col("last_baseline"), pl.col("last_now"))
    )
    parts = (
        earned.select("project_id", "budget_at_completion_minor", "eac_minor", "spi_t_milli"),
        exposure.select("project_id", "residual_exposure_minor"),
        costs.select("project_id", "cost_minor"),
        slips,
        benefit_shortfall(tables["benefits"], tables["modes"]),
        record_age(tables, day),
    )
    for part in parts:
        joined = joined.join(part, on="project_id", how="left")
    budget = pl.col("budget_at_completion_minor")
    return joined.with_columns(
        spi_t_milli=pl.col("spi_t_milli").cast(pl.Int64),
        cost_overrun_bp=ratio(pl.col("eac_minor") - budget, budget, SHARE_SCALE),
        residual_risk_bp=ratio(pl.col("residual_exposure_minor"), pl.col("cost_minor"), SHARE_SCALE),
    ).sort("project_id")


def benefit_shortfall(benefits: pl.LazyFrame, modes: pl.LazyFrame) -> pl.LazyFrame:
    """project_id, benefit_shortfall_bp: how far the benefits now expected lie below the baseline; negative where they lie above it."""
    product = pl.col("amount_minor").cast(pl.Int128) * pl.col("probability_bp").fill_null(SHARE_SCALE)
    kind = pl.col("kind").fill_null("plan")
    lines = default_lines(benefits, modes).with_columns(kind=kind, expected=rounded(product, SHARE_SCALE))

    def total(name: str) -> pl.Expr:
        is_of = pl.col("kind") == name
        return pl.when(is_of.any()).then(sum_if_all_known(pl.col("expected").filter(is_of)))

    has_forecast = (pl.col("kind") == "forecast").any()
    now = pl.when(has_forecast).then(total("forecast")).otherwise(total("plan"))
    sums = lines.group_by("project_id").agg(baseline=total("baseline"), now=now)
    gap = pl.col("baseline") - pl.col("now")
    return sums.select("project_id", benefit_shortfall_bp=ratio(gap, pl.col("baseline"), SHARE_SCALE))


def record_age(tables: Mapping[str, pl.LazyFrame], day: date) -> pl.LazyFrame:
    """project_id, age_days: days from the newest dated word on the project, up to `day`."""
    sources = (
        ("projects", "updated_at"),
        ("evm", "status_date"),
        ("risks", "reviewed_on"),
        ("risks", "snapshot_date"),
        ("milestones", "actual_date"),
    )
    words = pl.concat(tables[name].select("project_id", said_on=column) for name, column in sources)
    newest = words.filter(pl.col("said_on") <= day).group_by("project_id").agg(pl.col("said_on").max())
    return newest.select("project_id", age_days=days_between(pl.col("said_on"), pl.lit(day)))


def _rag(level: str) -> pl.Expr:
    return pl.col(level).replace_strict(dict(enumerate(RAG)), return_dtype=pl.String)


def _reported_is() -> pl.Expr:
    """A rating between two contradicts only what lies beyond them: two steps of the five apart."""
    apart = pl.col("reported_rag").replace_strict(REPORTED, return_dtype=pl.Int64) - pl.col("level") * 2
    better, worse = pl.when(apart <= -2).then(pl.lit("better")), pl.lit("worse")
    return better.when(apart >= 2).then(worse).when(apart.is_not_null()).then(pl.lit("same"))


def _because(limits_used: tuple[HealthLimit, ...]) -> pl.Expr:
    beyond = pl.concat_str([rule.because() for rule in limits_used], separator="; ", ignore_nulls=True)
    reasons = pl.when(beyond != "").then(beyond).otherwise(pl.lit("every known measure is within its limit"))
    missing = [pl.when(pl.col(f"{a}_level").is_null()).then(pl.lit(a)) for a in ASPECTS]
    unknown = pl.concat_str(missing, separator=", ", ignore_nulls=True)
    told_all = pl.when(unknown == "").then(reasons).otherwise(pl.format("{}; unknown: {}", reasons, unknown))
    return pl.when(pl.col("level").is_null()).then(pl.lit("nothing is known to rate it by")).otherwise(told_all)
