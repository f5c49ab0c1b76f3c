"""Rates each project red, amber or green by the limits of the settings, and compares that rating with the reported one.

The limits are in `health_limits.py`. Rates of delivery are in `delivery.py`.
"""

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

# The measures that have limits.
MEASURES = ("cost_overrun_bp", "spi_t_milli", "slip_days", "residual_risk_bp", "benefit_shortfall_bp", "age_days")
WORST = len(RAG) - 1
NO_UNKNOWN = pl.LazyFrame(schema={"project_id": pl.String, "column": pl.String})


def health(
    tables: Mapping[str, pl.LazyFrame],
    earned: pl.LazyFrame,
    exposure: pl.LazyFrame,
    costs: pl.LazyFrame,
    limits: HealthSection,
    day: date,
    unknown: pl.LazyFrame = NO_UNKNOWN,
) -> pl.LazyFrame:
    """Ratings of each project (red, amber, green) by aspect and overall, beside its reported rating.

    The aspects are cost, schedule, risk, benefits and freshness. tables: the canonical tables projects, modes, milestones,
    benefits, evm and risks. earned: project_id, budget_at_completion_minor, eac_minor and spi_t_milli. exposure: project_id,
    residual_exposure_minor and unassessed_risks. costs: project_id and cost_minor. day: the day of the rating. unknown: project_id and column of each measure that rests on a row
    that was set aside.

    - project_id: the project. From projects.project_id.
    - cost_overrun_bp: (estimate at completion - budget at completion) / budget at completion, basis points; null if one of
      the two is unknown or if the budget is zero. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor,
      evm.estimate_to_complete_minor.
    - spi_t_milli: earned schedule / actual time, thousandths; null if unknown. From evm.planned_minor, evm.earned_minor,
      evm.actual_minor, evm.period_start.
    - slip_days: days from the baseline date of the last baselined milestone to its actual date, or to its forecast if it
      has no actual date; null if unknown. From milestones.baseline_date, milestones.forecast_date, milestones.actual_date.
    - residual_risk_bp: residual exposure / cost, basis points; null if the exposure of one open risk or the cost is unknown
      or if there is no cost. From risks.residual_probability_bp, risks.residual_impact_minor, risks.probability_bp,
      risks.impact_likely_minor, cost_lines.amount_minor.
    - benefit_shortfall_bp: (baseline - benefits now expected) / baseline, of the default or only mode, basis points; now
      expected is the forecast if the project has one, otherwise the plan; null if a part of either is unknown or if the
      baseline is zero. From benefits.amount_minor, benefits.probability_bp, benefits.kind.
    - age_days: days since the newest dated record of the project: a change of its row, a status date, a review or a snapshot of
      a risk, or a milestone met; dates after `day` are ignored; null if no record has a date. From projects.updated_at,
      evm.status_date, risks.reviewed_on, risks.snapshot_date, milestones.actual_date.
    - cost_rag: green, amber or red: cost_overrun_bp is within its limits, beyond the first limit, or beyond the second
      limit; null if it is unknown. From evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor,
      evm.planned_minor, evm.estimate_to_complete_minor.
    - risk_rag: the rating of residual_risk_bp by its limits, as cost_rag. From risks.residual_probability_bp,
      risks.residual_impact_minor, risks.probability_bp, risks.impact_likely_minor, cost_lines.amount_minor.
    - benefits_rag: the rating of benefit_shortfall_bp by its limits, as cost_rag. From benefits.amount_minor,
      benefits.probability_bp, benefits.kind.
    - freshness_rag: the rating of age_days by its limits, as cost_rag. From projects.updated_at, evm.status_date,
      risks.reviewed_on, risks.snapshot_date, milestones.actual_date.
    - schedule_rag: the worse of the ratings of spi_t_milli and slip_days; if only one rating is known, that rating; null if
      neither is known. From evm.earned_minor, evm.planned_minor, evm.actual_minor, milestones.baseline_date,
      milestones.forecast_date, milestones.actual_date.
    - computed_rag: red if one of the five ratings is red; null (unknown) if none is red and one is unknown, because the
      unknown one may be worse; otherwise the worst of the five. From evm.earned_minor, milestones.baseline_date, risks.residual_impact_minor, benefits.amount_minor, projects.updated_at.
    - reported_rag: the rating that was reported; null if no rating was reported. From projects.reported_rag.
    - differs: whether the computed and the reported rating contradict each other; null if one of the two ratings is
      unknown. From projects.reported_rag, evm.earned_minor, milestones.baseline_date, risks.residual_impact_minor,
      benefits.amount_minor.
    - reported_is: better or worse than the computed rating if the two ratings contradict each other, same if they do not;
      null if one of the two is unknown; but a reported rating that is better than one known aspect allows is better. From projects.reported_rag,
      evm.earned_minor, milestones.baseline_date, risks.residual_impact_minor, benefits.amount_minor.
    - because: every measure beyond a limit, with that limit, and the measures that are unknown, as text. From evm.earned_minor,
      milestones.baseline_date, risks.residual_impact_minor, benefits.amount_minor, projects.updated_at.

    Source: UK Infrastructure and Projects Authority, Annual Report (delivery confidence ratings); PMI, Practice Standard for
    Earned Value Management, 2nd edition 2011; Lipke 2003, Schedule is Different (SPI(t)).

    Edges: unknown is not green: one unknown aspect is enough to keep a project from green, and fresh records alone make
    nothing green. A measure that equals its limit is within
    it. amber_green lies between amber and green, so it contradicts only red; amber_red contradicts only green. A milestone
    without a forecast and without an actual date has an unknown slip, even if it was due long ago. A project without risks in
    the register has an unknown risk. Every project of the table `projects` has a row,
    including finished and cancelled projects; a rating that is unknown is null.

    A project ten per cent over its budget is amber or worse, because the first limit is five per cent. Its computed rating is
    unknown, because its schedule may be red. It was reported green, which is better than it can be:

    >>> from cutline.contracts.tables.all_tables import conform
    >>> names = ("projects", "modes", "milestones", "benefits", "evm", "risks")
    >>> tables = {name: conform(name, pl.DataFrame()).lazy() for name in names}
    >>> tables["projects"] = pl.LazyFrame({"project_id": ["P"], "reported_rag": ["green"], "updated_at": [date(2027, 1, 31)]})
    >>> earned = pl.LazyFrame({"project_id": ["P"], "budget_at_completion_minor": [1000], "eac_minor": [1100], "spi_t_milli": [None]})
    >>> exposure = pl.LazyFrame({"project_id": ["P"], "residual_exposure_minor": [0], "unassessed_risks": [0]})
    >>> costs = pl.LazyFrame({"project_id": ["P"], "cost_minor": [900]})
    >>> found = health(tables, earned, exposure, costs, HealthSection(), date(2027, 2, 1))
    >>> found.select("cost_rag", "schedule_rag", "risk_rag", "computed_rag", "reported_is").collect().row(0)
    ('amber', None, 'green', None, 'better')
    >>> found.select("because").collect().item()
    'at least amber: cost: estimate at completion 10.00 % over the budget, amber beyond 5.00 %; unknown: schedule, benefits'
    """
    limits_used = health_limits(limits)
    measured = _without_unknown(_measures(tables, earned, exposure, costs, day), unknown)
    rated = measured.with_columns(_level_of_aspect(a, limits_used) for a in ASPECTS).with_columns(
        level=_worst([f"{a}_level" for a in ASPECTS]), least=pl.max_horizontal(rule.level() for rule in limits_used)
    )
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


def _without_unknown(measured: pl.LazyFrame, unknown: pl.LazyFrame) -> pl.LazyFrame:
    """`measured` with null in each measure that `unknown` names."""
    columns = unknown.group_by("project_id").agg(unknown_columns=pl.col("column").unique())
    joined = measured.join(columns, on="project_id", how="left", maintain_order="left")
    hit = {name: pl.col("unknown_columns").list.contains(name).fill_null(value=False) for name in MEASURES}
    return joined.with_columns(pl.when(~is_hit).then(name).alias(name) for name, is_hit in hit.items())


def _may_be_worse(aspect: str, limits_used: tuple[HealthLimit, ...]) -> pl.Expr:
    """Whether a measure of the aspect rests on a row that was set aside, or no measure of the aspect is known."""
    columns = [rule.column for rule in limits_used if rule.aspect == aspect]
    is_aside = pl.any_horizontal(pl.col("unknown_columns").list.contains(name).fill_null(value=False) for name in columns)
    return is_aside | pl.all_horizontal(pl.col(name).is_null() for name in columns)


def _level_of_aspect(aspect: str, limits_used: tuple[HealthLimit, ...]) -> pl.Expr:
    """The worst level of the aspect's known measures; null if it is not red and may be worse."""
    worst = pl.max_horizontal(rule.level() for rule in limits_used if rule.aspect == aspect)
    return pl.when((worst == WORST) | ~_may_be_worse(aspect, limits_used)).then(worst).alias(f"{aspect}_level")


def _worst(levels: list[str]) -> pl.Expr:
    """The worst of the levels; null if none is red and one is unknown, because the unknown one may be worse."""
    worst = pl.max_horizontal(levels)
    return pl.when((worst == WORST) | pl.all_horizontal(pl.col(levels).is_not_null())).then(worst)


def _measures(
    tables: Mapping[str, pl.LazyFrame], earned: pl.LazyFrame, exposure: pl.LazyFrame, costs: pl.LazyFrame, day: date
) -> pl.LazyFrame:
    """The measures that the limits apply to, one row for each project."""
    joined = tables["projects"].select("project_id", "reported_rag")
    slips = milestone_ends(tables["milestones"]).select(
        "project_id", slip_days=days_between(pl.col("last_baseline"), pl.col("last_now"))
    )
    parts = (
        earned.select("project_id", "budget_at_completion_minor", "eac_minor", "spi_t_milli"),
        exposure.select("project_id", pl.when(pl.col("unassessed_risks") == 0).then("residual_exposure_minor")),
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
    """project_id and benefit_shortfall_bp: how far the benefits now expected lie below the baseline.

    The shortfall is negative if they lie above the baseline.
    """
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
    """project_id and age_days: days from the newest dated record of the project to `day`. Later records are ignored."""
    sources = (
        ("projects", "updated_at"),
        ("evm", "status_date"),
        ("risks", "reviewed_on"),
        ("risks", "snapshot_date"),
        ("milestones", "actual_date"),
    )
    records = pl.concat(tables[name].select("project_id", recorded_on=column) for name, column in sources)
    newest = records.filter(pl.col("recorded_on") <= day).group_by("project_id").agg(pl.col("recorded_on").max())
    return newest.select("project_id", age_days=days_between(pl.col("recorded_on"), pl.lit(day)))


def _rag(level: str) -> pl.Expr:
    return pl.col(level).replace_strict(dict(enumerate(RAG)), return_dtype=pl.String)


def _reported_is() -> pl.Expr:
    """Whether the reported rating is better than, worse than or the same as the computed one.

    The five ratings have the numbers of REPORTED, from 0 (green) to 4 (red). Two ratings contradict each other if their
    numbers differ by at least two, so amber_green contradicts amber_red and red, and neither green nor amber. Where the
    computed rating is unknown, it is at best the rating of its worst known measure (least), and a reported rating that
    is better than that by two numbers is better.
    """
    reported = pl.col("reported_rag").replace_strict(REPORTED, return_dtype=pl.Int64)
    apart, at_most = reported - pl.col("level") * 2, reported - pl.col("least") * 2
    better, worse = pl.when(at_most <= -2).then(pl.lit("better")), pl.lit("worse")
    return better.when(apart >= 2).then(worse).when(apart.is_not_null()).then(pl.lit("same"))


def _because(limits_used: tuple[HealthLimit, ...]) -> pl.Expr:
    beyond = pl.concat_str([rule.because() for rule in limits_used], separator="; ", ignore_nulls=True)
    reasons = pl.when(beyond != "").then(beyond).otherwise(pl.lit("every known measure is within its limit"))
    missing = [pl.when(pl.col(f"{a}_level").is_null()).then(pl.lit(a)) for a in ASPECTS]
    unknown = pl.concat_str(missing, separator=", ", ignore_nulls=True)
    at_least = pl.when(pl.col("level").is_null() & (pl.col("least") > 0)).then(pl.lit("at least amber: ")).otherwise(pl.lit(""))
    with_unknown = pl.when(unknown == "").then(reasons).otherwise(pl.format("{}{}; unknown: {}", at_least, reasons, unknown))
    return pl.when(pl.col("least").is_null()).then(pl.lit("nothing is known to rate it by")).otherwise(with_unknown)
