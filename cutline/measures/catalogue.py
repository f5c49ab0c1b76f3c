"""The metric tables of a night, topic by topic: which canonical tables each reads, and the functions that make its tables from them.

CATALOGUE says which function's docstring documents the columns of each table; what stands there is what Dagster and the dictionary show.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from cutline.choices.costing.dated_lines import dated
from cutline.choices.costing.decision_costs import COSTING_TABLES, comparable
from cutline.choices.options.option_lines import mode_flows, three_point_lines
from cutline.contracts.keys import OPTION_KEY
from cutline.contracts.tables import TABLES, Tables
from cutline.metrics.alignment import alignment
from cutline.metrics.alignment import criterion_weights as weights
from cutline.metrics.people import over_allocation
from cutline.metrics.people import utilisation as resources
from cutline.metrics.progress import accuracy, delivery, editions, health
from cutline.metrics.progress import earned_value as evm
from cutline.metrics.progress.default_mode import default_lines
from cutline.metrics.risk import exposure as risk
from cutline.metrics.risk import uncertainty
from cutline.metrics.value import finance, totals
from cutline.metrics.value import money_views as views
from cutline.metrics.value import social_value as public
from cutline.settings.loading import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_benefits
from cutline.valuation.discounting import discounting_of, social_discounting
from cutline.valuation.present_value import periods_of

Frames = dict[str, pl.DataFrame]
C = pl.col
MONEY_TABLES = (*COSTING_TABLES, "benefits", "demand", "discount_rates")
PROGRESS_TABLES = ("evm", "projects", "rates")
ALIGNMENT_TABLES = ("benefits", "comparisons", "criteria", "modes", "projects", "rates", "scores")
RISK_TABLES = ("projects", "rates", "risks")
CONDITION_TABLES = (*COSTING_TABLES, "benefits", "risks")
SPREAD_TABLES = (*COSTING_TABLES, "benefits", "demand", "discount_rates", "risks")
CONDITION_METRICS = ("finance", "earned_value", "risk")

# Tables that gather columns of others, and which.
GATHERED = {"projects": ("finance", "scores", "risk", "earned_value", "health")}
PEOPLE_TABLES = ("capacity", "demand", "people")


def money(tables: Tables, settings: Settings) -> Frames:
    """finance, cost_views, benefit_views, social_value: what projects are worth, the views side by side, the public-sector measures."""
    seen = comparable(tables, settings, "actuals", "benefits", "cost_lines")
    costs, benefits = (seen[name].collect() for name in ("cost_lines", "benefits"))
    return {
        "finance": _finance(tables, settings),
        "cost_views": views.cost_views(_of_default_mode(costs, tables, settings), seen["actuals"]).collect(),
        "benefit_views": views.benefit_views(_of_default_mode(benefits, tables, settings)).collect(),
        "social_value": _social_value(tables, settings),
    }


def _finance(tables: Tables, settings: Settings) -> pl.DataFrame:
    calendar, discounting = settings.horizon(), discounting_of(settings, tables)

    def of_default(delay: int) -> tuple[pl.LazyFrame, int]:
        lines = mode_flows(tables, settings, delay=delay).filter("is_default")
        return finance.period_flows(lines.lazy()), periods_of(lines)

    (flows, periods), (later_flows, later_periods) = of_default(0), of_default(1)
    worth = finance.worth(flows, discounting, calendar, periods)
    later = finance.worth(later_flows, discounting, calendar, later_periods)
    rates, loss = finance.returns(flows, calendar, settings.finance), finance.delay_loss(worth, later)
    return worth.join(rates, on="project_id", how="left").join(loss, on="project_id", how="left").sort("project_id").collect()


def _of_default_mode(lines: pl.DataFrame, tables: Tables, settings: Settings) -> pl.LazyFrame:
    return dated(lines, tables, settings).filter("is_default_mode").lazy()


def social_settings(settings: Settings, *, with_bias: bool) -> Settings:
    """The settings that the public-sector measures are worked out with: real prices, the social schedule, optimism bias or none."""
    sections = {
        "finance": settings.finance.model_copy(update={"prices": "real", "discount_schedule": settings.finance.social_schedule}),
        "forecasting": settings.forecasting.model_copy(update={"correction": "optimism_bias" if with_bias else "none"}),
    }
    return settings.model_copy(update=sections)


def _social_value(tables: Tables, settings: Settings) -> pl.DataFrame:
    keys = ("project_id", "mode_id")

    def worth(*, with_bias: bool) -> pl.LazyFrame:
        social = social_settings(settings, with_bias=with_bias)
        # Lines that do not say are in the prices of the portfolio's own settings.
        stated = {
            **tables,
            **{
                name: tables[name].with_columns(C("price_basis").fill_null(settings.finance.prices))
                for name in ("cost_lines", "benefits")
            },
        }
        lines = mode_flows(stated, social)
        flows = finance.period_flows(lines.lazy(), keys)
        return finance.worth(flows, social_discounting(settings, tables), settings.horizon(), periods_of(lines), keys)

    if not settings.finance.public_sector:
        tables = {name: frame.clear() for name, frame in tables.items()}
    return public.social_value(worth(with_bias=True), worth(with_bias=False), tables["modes"].lazy()).collect()


def progress(tables: Tables, settings: Settings) -> Frames:
    """earned_value by project, earned_value_accounts by control account, earned_value_groups by programme, portfolio and in all."""
    increments, estimate = in_portfolio_currency("evm", tables, settings).lazy(), settings.evm.estimate
    phased = evm.time_phased(increments)
    per_project = evm.earned_value(phased, estimate=estimate)
    accounts = evm.earned_value(
        evm.time_phased(increments.filter(C("control_account").is_not_null()), evm.ACCOUNT), evm.ACCOUNT, estimate
    )
    names = (
        tables["projects"]
        .lazy()
        .select("project_id", programme="programme_id", portfolio="portfolio_id", everything=pl.lit("all"))
        .unique("project_id", keep="any")
    )

    def groups(level: str, column: str) -> pl.LazyFrame:
        rows, sums = (frame.join(names, on="project_id", how="left") for frame in (phased, per_project))
        return (
            evm.earned_value_of_groups(rows, sums, column, estimate)
            .rename({column: "id"})
            .select(pl.lit(level).alias("level"), pl.all())
        )

    together = groups("all", "everything").with_columns(id=pl.lit(None, pl.String))
    return {
        "earned_value": per_project.collect(),
        "earned_value_accounts": accounts.collect(),
        "earned_value_groups": pl.concat(
            [groups("programme", "programme"), groups("portfolio", "portfolio"), together]
        ).collect(),
    }


def aligned(tables: Tables, settings: Settings) -> Frames:
    """criteria_weights, consistency, scores, line_of_sight, unaligned, shared_benefits: how projects serve what the portfolio is for."""
    c, s, p, projects = (tables[name].lazy() for name in ("criteria", "scores", "comparisons", "projects"))
    normalisation = settings.alignment.normalisation
    claims = deciding_benefits(in_portfolio_currency("benefits", tables, settings)).lazy()
    return {
        "criteria_weights": weights.criterion_weights(c, p).collect(),
        "consistency": weights.consistency(c, p, settings.alignment.max_inconsistency_bp).collect(),
        "scores": alignment.weighted_scores(c, s, p, normalisation).collect(),
        "line_of_sight": alignment.line_of_sight(c, s, p, projects, normalisation).collect(),
        "unaligned": alignment.unaligned_projects(c, s, p, projects).collect(),
        "shared_benefits": alignment.shared_benefits(default_lines(claims, tables["modes"].lazy())).collect(),
    }


RISK_MEMORY = TABLES["risks"].schema | {"night_day": pl.Date()}


def at_risk(tables: Tables, remembered: pl.DataFrame, settings: Settings, day: date) -> Frames:
    """Risk by project, risk_groups by theme and category, risk_by_period, risk_change and risk_changes since the night before, overdue_reviews.

    remembered: `risks_to_remember` of the last good night.
    """
    projects = tables["projects"].lazy()
    risks = in_portfolio_currency("risks", tables, settings).lazy().join(projects, on="project_id", how="semi")
    before = _night_before(remembered, day)
    # Without a night before nothing has changed: that is not the same as every risk being new.
    was, cut = (before.lazy(), None) if before.height else (risks, 0)

    def group(by: Any) -> pl.LazyFrame:
        return risk.risk_exposure(risks, by, projects).rename({by: "id"}).select(pl.lit(by).alias("level"), pl.all())

    return {
        "risk": risk.risk_exposure(risks).collect(),
        "risk_groups": pl.concat([group("theme"), group("category")]).collect(),
        "risk_by_period": risk.exposure_by_period(risks, settings.horizon()).collect(),
        "risk_change": risk.exposure_change(was, risks).collect()[:cut],
        "risk_changes": risk.risk_changes(was, risks).collect()[:cut],
        "overdue_reviews": risk.overdue_reviews(risks, day, settings.risk.review_days).collect(),
    }


def _night_before(remembered: pl.DataFrame, day: date) -> pl.DataFrame:
    earlier = remembered.filter(C("night_day") < day)
    return earlier.filter(C("night_day") == C("night_day").max())


def risks_to_remember(tables: Tables, remembered: pl.DataFrame, settings: Settings, day: date) -> pl.DataFrame:
    """Tonight's risks, and those of the newest day before: what a later night, or the same day once more, is compared with (RISK_MEMORY)."""
    before = _night_before(remembered, day)
    tonight = in_portfolio_currency("risks", tables, settings).with_columns(night_day=pl.lit(day))
    return pl.concat([frame.select(C(name).cast(dtype) for name, dtype in RISK_MEMORY.items()) for frame in (before, tonight)])


def spread(tables: Tables, settings: Settings) -> Frames:
    """spread: percentiles of cost and value of each project and the portfolio."""
    lines = three_point_lines(tables, settings).lazy()
    return {
        "spread": uncertainty.simulated_spread(
            lines, settings.uncertainty, in_portfolio_currency("risks", tables, settings).lazy()
        ).collect()
    }


def plan_spread(tables: Tables, chosen: pl.DataFrame, settings: Settings) -> Frames:
    """plan_spread: the same of the options of the plan. chosen: their keys."""
    lines = three_point_lines(tables, settings, chosen).lazy()
    risks = in_portfolio_currency("risks", tables, settings).join(chosen, on="project_id", how="semi").lazy()
    return {"plan_spread": uncertainty.simulated_spread(lines, settings.uncertainty, risks).collect()}


def condition(tables: Tables, measured: Mapping[str, pl.DataFrame], settings: Settings, day: date) -> Frames:
    """Health of what is not closed or cancelled, delivery, outcomes, accuracy, corrections, corrected_costs.

    measured: finance, earned_value and risk of this night.
    """
    lazy = comparable(tables, settings, *CONDITION_TABLES)
    found = accuracy.outcomes(lazy)
    corrections = accuracy.reference_corrections(found, settings.forecasting)
    by = [accuracy.forecast_accuracy(found, name) for name in ("project_class", "sponsor")]
    marks = health.health(
        lazy, measured["earned_value"].lazy(), measured["risk"].lazy(), measured["finance"].lazy(), settings.health, day
    )
    return {
        "health": marks.join(lazy["projects"].filter(C("status").is_in(accuracy.NO_LONGER_OPEN)), on="project_id", how="anti")
        .sort("project_id")
        .collect(),
        "delivery": delivery.delivery_rates(lazy["projects"], lazy["milestones"], found, settings.health, day).collect(),
        "outcomes": found.collect(),
        "accuracy": pl.concat(by).collect(),
        "corrections": corrections.collect(),
        "corrected_costs": accuracy.corrected_costs(lazy, corrections).collect(),
    }


EDITION_MEMORY: dict[str, pl.DataType] = {
    "project_id": pl.String(), "as_of_date": pl.Date(), "reported_rag": pl.String(), "whole_life_cost_minor": pl.Int64(), "finish_date": pl.Date(),
}  # fmt: skip
EDITIONS_KEPT = 400


def trend(tables: Tables, history: pl.DataFrame, settings: Settings, day: date) -> Frames:
    """confidence_trend: ratings, cost and finish dates of the nights before and of this one. history: `with_edition` of the last good night."""
    return {"confidence_trend": editions.confidence_trend(with_edition(tables, history, settings, day).lazy()).collect()}


def with_edition(tables: Tables, history: pl.DataFrame, settings: Settings, day: date) -> pl.DataFrame:
    """`history` (EDITION_MEMORY) with the projects as they stand on `day`; that day's rows of before give way, the oldest days go."""
    lazy = comparable(tables, settings, "projects", "milestones")
    tonight = editions.edition(lazy["projects"], lazy["milestones"], day).collect()
    kept = pl.concat(
        [history.filter(C("as_of_date") != day), tonight.select(C(name).cast(dtype) for name, dtype in EDITION_MEMORY.items())]
    )
    days = kept["as_of_date"].unique().sort().tail(EDITIONS_KEPT)
    return kept.filter(C("as_of_date").is_in(days.implode())).sort("as_of_date", "project_id")


def people(tables: Tables, choices: Tables, chosen: pl.DataFrame, settings: Settings) -> Frames:
    """utilisation_roles, utilisation_units, utilisation_skills, over_allocations. choices: Choices as frames. chosen: option key of the plan."""
    calendar, options, requirements = settings.horizon(), choices["options"].lazy(), choices["requirements"].lazy()
    if settings.planning.objective == "score":
        options = options.with_columns(value=pl.lit(None, pl.Int64))  # points lost are no cost of relief
    supply = resources.role_supply(tables["capacity"].lazy(), calendar)
    demand = choices["demand"].lazy()
    asked = resources.loads(demand, options, requirements, chosen.lazy())
    by_unit = resources.utilisation_by(resources.of_unit(supply, supply), resources.of_unit(asked, supply), "unit")
    of_skills = resources.skill_demand(tables["demand"].lazy(), options, calendar)
    skills = resources.loads(of_skills, options, requirements, chosen.lazy())
    by_skill = resources.utilisation_by(resources.skill_supply(tables["people"].lazy(), calendar), skills, "skill")
    return {
        "utilisation_roles": resources.utilisation(supply, asked).collect(),
        "utilisation_units": by_unit.collect(),
        "utilisation_skills": by_skill.collect(),
        # What the plan asks beyond what there is, it buys: the verifier has seen to that.
        "over_allocations": over_allocation.over_allocations(
            supply, asked.filter(C("view") != "planned"), demand, options
        ).collect(),
    }


def themes(tables: Tables, choices: Tables, chosen: pl.DataFrame) -> Frames:
    """theme_shares: spend and value of each theme among candidates, in the most valuable option of each, and in the plan."""
    options, years = choices["options"], choices["years"]
    best = options.sort("value", *OPTION_KEY, descending=[True, False, False, False], nulls_last=True).unique(
        "project_id", keep="first", maintain_order=True
    )
    spend = (
        choices["spend"].join(years, on="fiscal_year", how="semi").group_by(OPTION_KEY).agg(spend_minor=C("amount_minor").sum())
    )

    def amounts(picked: pl.DataFrame) -> pl.LazyFrame:
        own = (
            picked.select(OPTION_KEY)
            .join(options.select(*OPTION_KEY, "value"), on=OPTION_KEY, how="left")
            .join(spend, on=OPTION_KEY, how="left")
        )
        return own.select(
            "project_id", C("spend_minor").fill_null(0), "value"
        ).lazy()  # an option without spend is known to spend nothing

    return {"theme_shares": alignment.theme_shares(amounts(best), amounts(chosen), tables["projects"].lazy()).collect()}


def side_by_side(projects: pl.DataFrame, measured: Mapping[str, pl.DataFrame]) -> Frames:
    """projects: every measure of a project in one row; totals: their sums by programme, portfolio and for all."""
    parts = [
        measured["finance"], measured["scores"], measured["risk"],
        measured["earned_value"].select("project_id", "planned_minor", "earned_minor", "actual_minor", "budget_at_completion_minor", "cpi_milli", "spi_milli", "eac_minor", "spi_t_milli", "forecast_finish"),
        measured["health"].select("project_id", "computed_rag", "reported_rag"),
    ]  # fmt: skip
    joined = projects.select("project_id", "name").unique("project_id", keep="any").sort("project_id")
    for part in parts:
        joined = joined.join(part, on="project_id", how="left", maintain_order="left")
    return {
        "projects": joined,
        "totals": totals.totals(joined.lazy(), projects.lazy().unique("project_id", keep="any")).collect(),
    }


DataFunction = Callable[..., Any]

# Table: the functions whose docstrings document its columns.
CATALOGUE: dict[str, tuple[DataFunction, ...]] = {
    "finance": (finance.worth, finance.returns, finance.delay_loss),
    "cost_views": (views.cost_views,),
    "benefit_views": (views.benefit_views,),
    "social_value": (public.social_value,),
    "earned_value": (evm.earned_value,),
    "earned_value_accounts": (evm.earned_value,),
    "earned_value_groups": (evm.earned_value_of_groups, evm.earned_value),
    "criteria_weights": (weights.criterion_weights,),
    "consistency": (weights.consistency,),
    "scores": (alignment.weighted_scores,),
    "line_of_sight": (alignment.line_of_sight,),
    "unaligned": (alignment.unaligned_projects,),
    "shared_benefits": (alignment.shared_benefits,),
    "risk": (risk.risk_exposure,),
    "risk_groups": (risk.risk_exposure,),
    "risk_by_period": (risk.exposure_by_period,),
    "risk_change": (risk.exposure_change,),
    "risk_changes": (risk.risk_changes,),
    "overdue_reviews": (risk.overdue_reviews,),
    "spread": (uncertainty.simulated_spread,),
    "plan_spread": (uncertainty.simulated_spread,),
    "health": (health.health,),
    "delivery": (delivery.delivery_rates,),
    "outcomes": (accuracy.outcomes,),
    "accuracy": (accuracy.forecast_accuracy,),
    "corrections": (accuracy.reference_corrections,),
    "corrected_costs": (accuracy.corrected_costs,),
    "projects": (finance.worth, finance.returns, finance.delay_loss, alignment.weighted_scores, risk.risk_exposure, evm.earned_value, health.health),
    "totals": (totals.totals,),
    "confidence_trend": (editions.confidence_trend,),
    "utilisation_roles": (resources.utilisation,),
    "utilisation_units": (resources.utilisation_by,),
    "utilisation_skills": (resources.utilisation_by,),
    "over_allocations": (over_allocation.over_allocations,),
    "theme_shares": (alignment.theme_shares,),
}  # fmt: skip
