"""The topic money: investment appraisal of projects, views of cost and benefit, and public-sector measures.

The views are the baseline, the plan, the forecast and the actual amounts.
"""

import polars as pl

from cutline.choices.costing.certain_rows import OUTCOMES, PROGRESS, without_sums
from cutline.choices.costing.comparable_tables import comparable_tables
from cutline.choices.costing.dated_lines import dated_at_own_start
from cutline.choices.costing.decision_costs import COSTING_TABLES
from cutline.choices.options.mode_flows import mode_flows
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside, mask_all
from cutline.metrics.value.investment_appraisal import appraisal, cost_of_delay
from cutline.metrics.value.money_views import benefit_views, cost_views
from cutline.metrics.value.period_flows import period_flows
from cutline.metrics.value.rates_of_return import returns
from cutline.metrics.value.social_value import social_value
from cutline.settings.all_settings import Settings
from cutline.valuation.discounting import discounting_of, social_discounting
from cutline.valuation.present_value import periods_reached

MONEY_TABLES = (*COSTING_TABLES, "benefits", "demand", "discount_rates")
METRIC_TABLES = (
    MetricTable("finance", (appraisal, returns, cost_of_delay)),
    MetricTable(
        "cost_views",
        (cost_views,),
        "cost by project and class: baseline, plan, forecast and actual side by side",
        keys=("project_id", "cost_class"),
    ),
    MetricTable(
        "benefit_views",
        (benefit_views,),
        "benefits by project and category: baseline, plan, forecast and actual side by side",
        keys=("project_id", "category"),
    ),
    MetricTable("social_value", (social_value,), "public-sector measures by project and mode", keys=("project_id", "mode_id")),
)


def money_metrics(tables: Tables, settings: Settings, aside: SetAside = NOTHING_SET_ASIDE) -> Frames:
    """finance, cost_views, benefit_views and social_value. aside: what was set aside on this night."""
    seen = comparable_tables(tables, settings, "actuals", "benefits", "cost_lines")
    known = measured_tables(tables, aside)
    costs, benefits = (seen[name].collect() for name in ("cost_lines", "benefits"))
    found = {
        "finance": _finance(known, settings),
        "cost_views": cost_views(_of_default_mode(costs, tables, settings), seen["actuals"]).collect(),
        "benefit_views": benefit_views(_of_default_mode(benefits, tables, settings)).collect(),
        "social_value": _social_value(known, settings),
    }
    # The estimate to complete of a project in flight replaces its plan, and follows from its progress.
    behind = aside.counting(("evm", "actuals"), ("cost_lines",)) if settings.evm.replaces_plan else aside
    return mask_all(found, METRIC_TABLES, behind)


def measured_tables(tables: Tables, aside: SetAside) -> Tables:
    """`tables` without the sums that lack a row, as the plan is made from them (`certain_rows`)."""
    return without_sums(tables, aside.projects_of_rows(*PROGRESS), aside.projects_of_rows(*OUTCOMES))


def _finance(tables: Tables, settings: Settings) -> pl.DataFrame:
    calendar, discounting = settings.horizon(), discounting_of(settings, tables)

    def of_default(delay: int) -> tuple[pl.LazyFrame, int]:
        lines = mode_flows(tables, settings, delay=delay).filter("is_default")
        return period_flows(lines.lazy()), periods_reached(lines)

    (flows, periods), (later_flows, later_periods) = of_default(0), of_default(1)
    at_once = appraisal(flows, discounting, calendar, periods)
    later = appraisal(later_flows, discounting, calendar, later_periods)
    rates, loss = returns(flows, calendar, settings.finance), cost_of_delay(at_once, later)
    return at_once.join(rates, on="project_id", how="left").join(loss, on="project_id", how="left").sort("project_id").collect()


def _of_default_mode(lines: pl.DataFrame, tables: Tables, settings: Settings) -> pl.LazyFrame:
    return dated_at_own_start(lines, tables, settings).filter("is_default_mode").lazy()


def _social_settings(settings: Settings, *, with_bias: bool) -> Settings:
    """The settings of the public-sector measures: real prices, the social discount schedule, optimism bias or none."""
    sections = {
        "finance": settings.finance.model_copy(update={"prices": "real", "discount_schedule": settings.finance.social_schedule}),
        "forecasting": settings.forecasting.model_copy(update={"correction": "optimism_bias" if with_bias else "none"}),
    }
    return settings.model_copy(update=sections)


def _social_value(tables: Tables, settings: Settings) -> pl.DataFrame:
    keys = ("project_id", "mode_id")

    def social_appraisal(*, with_bias: bool) -> pl.LazyFrame:
        social = _social_settings(settings, with_bias=with_bias)
        # Lines that state no price basis are in the prices that the portfolio's own settings name.
        stated = {
            **tables,
            **{
                name: tables[name].with_columns(pl.col("price_basis").fill_null(settings.finance.prices))
                for name in ("cost_lines", "benefits")
            },
        }
        lines = mode_flows(stated, social)
        flows = period_flows(lines.lazy(), keys)
        return appraisal(flows, social_discounting(settings, tables), settings.horizon(), periods_reached(lines), keys)

    if not settings.finance.public_sector:
        tables = {name: frame.clear() for name, frame in tables.items()}
    return social_value(social_appraisal(with_bias=True), social_appraisal(with_bias=False), tables["modes"].lazy()).collect()
