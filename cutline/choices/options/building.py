"""Canonical tables to the optimiser's integers: every way a project may be run, what it is worth, spends and needs, and why others cannot be chosen.

Time, discounting and currency end here: the optimiser sees periods by number, fiscal years, minor units and milli-FTE.
"""

import polars as pl

from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.limits.budgets_and_capacity import budgets_of, net_capacity, payers_of
from cutline.choices.limits.fund_transfers import payer_limits
from cutline.choices.limits.people_offers import elastic_offers, elastic_payers, hire_terms
from cutline.choices.limits.planning_blocks import blocks, blocks_of_people, coarse_starts, spans
from cutline.choices.options.choices import Choices
from cutline.choices.options.left_out import projects_left_out
from cutline.choices.options.modes_and_starts import decided_starts, not_before_horizon, offered_modes, offered_starts
from cutline.choices.options.option_lines import (
    claimed_benefits,
    demand_of_options,
    lines_of_options,
    three_point_lines,
    with_value,
)
from cutline.choices.options.relations import approved_options, live_dependencies, required_projects
from cutline.choices.options.stop_options import exit_costs, stop_options
from cutline.choices.rules.cost_deviations import deviations, robust_rule
from cutline.choices.rules.declared_limits import Ground, declared_limits
from cutline.choices.rules.programmes import declared_programmes
from cutline.choices.rules.synergies import claimed_once, synergies
from cutline.choices.rules.value_scenarios import scenario_values, tail_rule
from cutline.choices.rules.virement import money_moves
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables import Tables
from cutline.metrics.alignment.alignment import portfolio_scores
from cutline.settings.loading import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_benefits
from cutline.valuation.price_basis import in_prices


def build_choices(tables: Tables, quarantine: pl.DataFrame, settings: Settings) -> Choices:
    """Every option of every candidate project, with its value, spend and demand.

    tables: the canonical tables. quarantine: the bad cells (parsing.QUARANTINE_SCHEMA): a project with a bad row in a deciding table
    has no option. Raises DataBlocked when a currency has no rate.
    """
    calendar = settings.horizon()
    costs = decision_costs(tables, settings)
    benefits = deciding_benefits(in_portfolio_currency("benefits", tables, settings))
    scores = portfolio_scores(tables, settings)
    left_out = projects_left_out(tables, costs, benefits, scores, quarantine, settings)
    projects = tables["projects"].join(left_out, on="project_id", how="anti").sort("project_id")
    starts = offered_starts(projects, offered_modes(projects, tables, costs), calendar, settings).pipe(
        not_before_horizon, projects, costs, tables["demand"]
    )
    dependencies = live_dependencies(tables)
    required = required_projects(tables, settings)
    starts = coarse_starts(starts, blocks(settings), decided_starts(tables["decisions"], calendar), dependencies, required)
    stops = stop_options(projects, required, tables, settings)
    money_out = pl.concat(
        [lines_of_options(starts, stops, costs, calendar), exit_costs(stops, tables, settings)], how="diagonal"
    ).filter(pl.col("period_index") >= 0)
    money_in = lines_of_options(starts, stops, benefits, calendar).filter(pl.col("period_index") >= 0)
    options = with_value(starts, stops, money_out, money_in, scores, tables, settings)
    closed = projects.join(starts, on="project_id", how="anti").select(
        "project_id",
        code=pl.lit("window"),
        text=pl.lit("its start window, its deadline or work before its start leave no period of the horizon to start in"),
    )
    spend = (
        in_prices(money_out, settings.finance.budget_prices, tables, settings)
        .with_columns(fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")))
        .group_by(*OPTION_KEY, "cost_class", "fiscal_year")
        .agg(pl.col("amount_minor").sum())
        .filter(pl.col("amount_minor") != 0)
        .sort(*OPTION_KEY, "cost_class", "fiscal_year")
    )
    credits_ = spend.filter(pl.col("amount_minor") < 0).select("project_id").unique()
    net_credit = credits_.select(
        "project_id",
        code=pl.lit("data"),
        text=pl.lit("its costs of a class and fiscal year are negative in sum: enter the income as a benefit"),
    )
    left_out = pl.concat([left_out, closed, net_credit]).unique("project_id", keep="first").sort("project_id")
    options, spend = (frame.join(credits_, on="project_id", how="anti", maintain_order="left") for frame in (options, spend))
    payers = payers_of(options, tables)
    budgets = budgets_of(tables["funds"], calendar)
    limits, limit_terms = declared_limits(settings.rules, _ground(starts, options, spend, budgets, projects, settings))
    return Choices(
        options=options,
        spend=spend,
        demand=demand_of_options(starts, stops, tables["demand"], calendar).join(
            credits_, on="project_id", how="anti", maintain_order="left"
        ),
        budgets=budgets,
        payers=payers,
        capacity=net_capacity(tables["capacity"], calendar),
        requirements=required,
        dependencies=dependencies,
        approved=approved_options(tables["decisions"], calendar),
        years=pl.DataFrame({"fiscal_year": calendar.fiscal_years()}, schema={"fiscal_year": pl.Int64}),
        names=tables["projects"].select("project_id", "name").sort("project_id"),
        left_out=left_out,
        synergies=pl.concat(
            [synergies(tables, settings), claimed_once(claimed_benefits(money_in, tables, settings), options, stops)]
        ),
        programmes=declared_programmes(tables, settings),
        limits=limits,
        limit_terms=limit_terms,
        stop_modes=stops.select("project_id", "mode_id").sort("project_id", "mode_id"),
        elastic=elastic_offers(tables, settings),
        elastic_payers=elastic_payers(tables["funds"], tables["fund_eligibility"]),
        hires=hire_terms(tables, settings),
        transfers=money_moves(settings.rules.virement, tables["funds"], budgets, calendar),
        payer_limits=payer_limits(payers, tables["projects"], tables["fund_eligibility"]),
        robust=robust_rule(settings),
        deviations=deviations(money_out, tables, settings).join(options, on=OPTION_KEY, how="semi", maintain_order="left"),
        tail=tail_rule(settings),
        scenarios=_scenarios(options, tables, settings),
        grain=blocks_of_people(settings),
    )


def _scenarios(options: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    if settings.rules.tail is None:
        return scenario_values(options, pl.DataFrame(), settings)
    return scenario_values(options, three_point_lines(tables, settings, options.select(OPTION_KEY)), settings)


def _ground(
    starts: pl.DataFrame,
    options: pl.DataFrame,
    spend: pl.DataFrame,
    budgets: pl.DataFrame,
    projects: pl.DataFrame,
    settings: Settings,
) -> Ground:
    calendar = settings.horizon()
    inside = spend.filter(pl.col("fiscal_year").is_in(calendar.fiscal_years()))
    spent = inside.group_by(OPTION_KEY).agg(spend_minor=pl.col("amount_minor").sum())
    runs = (
        starts.join(options, on=OPTION_KEY, how="semi", maintain_order="left")
        .join(spent, on=OPTION_KEY, how="left", maintain_order="left")
        .with_columns(pl.col("spend_minor").fill_null(0))  # no line: known to spend nothing inside the horizon
        .join(projects, on="project_id", how="left", maintain_order="left")
    )
    far = {"starts": blocks(settings), "active": blocks_of_people(settings)}
    return Ground(
        runs,
        int(budgets["amount_minor"].sum()),
        calendar,
        {count: spans(grain, calendar.periods) for count, grain in far.items()},
    )
