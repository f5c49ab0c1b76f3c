"""Builds `Choices` from the canonical tables: calls the other modules of the room and gathers their frames.

`Choices` holds every way in which a project may be run, with its value, spend and demand, and all that limits the plan. The
optimiser gets no calendar dates, discount rates or currencies. It sees periods by number, fiscal years, minor units and
milli-FTE.
"""

import polars as pl

from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.limits.budgets_and_capacity import budgets_in_horizon, eligible_payers, net_capacity
from cutline.choices.limits.fund_transfers import payer_limits
from cutline.choices.limits.people_offers import elastic_offers, elastic_payers, hire_terms, people_prices
from cutline.choices.limits.planning_blocks import blocks_of_people, planning_blocks, starts_offered_in_blocks
from cutline.choices.objectives.option_measures import OptionInputs, option_measures
from cutline.choices.objectives.ranked_frames import ranked_frames
from cutline.choices.objectives.weighing import scaled_synergies, weighed
from cutline.choices.options.choices import Choices
from cutline.choices.options.left_out import all_left_out, projects_left_out, with_net_credit, without_start
from cutline.choices.options.offered_modes import offered_modes
from cutline.choices.options.offered_starts import decided_starts, money_years, offered_starts, starts_without_past
from cutline.choices.options.option_lines import costs_of_options, demand_of_options, lines_of_options, spend_of_options
from cutline.choices.options.option_values import claimed_benefits, options_by_score, options_by_value, with_stops
from cutline.choices.options.requirements import approved_options, required_projects
from cutline.choices.options.rule_frames import declared_rules
from cutline.choices.options.stop_options import stop_options
from cutline.choices.rules.dependencies import binding_dependencies
from cutline.choices.rules.programmes import benefits_of_programmes
from cutline.choices.rules.synergies import double_count_synergies, synergies
from cutline.choices.rules.virement import allowed_transfers
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.records import Tables
from cutline.metrics.alignment.weighted_scores import portfolio_scores
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_benefits


def build_choices(tables: Tables, quarantine: pl.DataFrame, settings: Settings) -> Choices:
    """Every option of every candidate project, and everything that the optimiser needs to choose among them.

    tables: the canonical tables.
    quarantine: the bad cells and rows (QUARANTINE_SCHEMA). A project with a bad row in a deciding table has no option.

    Raises DataBlocked when a currency has no rate, and SettingsError when a declared rule cannot be kept.
    """
    calendar, tables = settings.horizon(), certain_rows(tables, quarantine)
    costs = decision_costs(tables, settings)
    benefits = deciding_benefits(in_portfolio_currency("benefits", tables, settings))
    scores = portfolio_scores(tables, settings)
    left_out = projects_left_out(tables, costs, benefits, scores, quarantine, settings)
    projects = tables["projects"].join(left_out, on="project_id", how="anti").sort("project_id")
    required, dependencies = required_projects(tables, costs, settings), binding_dependencies(tables)
    starts = _possible_starts(projects, costs, required, dependencies, tables, settings)
    stops = stop_options(projects, required, tables, settings)
    money_out = costs_of_options(starts, stops, costs, tables, settings)
    money_in = lines_of_options(starts, stops, benefits, calendar).filter(pl.col("period_index") >= 0)
    spend = spend_of_options(money_out, tables, settings)
    credited = spend.filter(pl.col("amount_minor") < 0).select("project_id").unique()
    inputs = OptionInputs(
        with_stops(starts, stops),
        lambda: options_by_value(starts, stops, money_out, money_in, tables, settings),
        lambda: options_by_score(starts, stops, scores),
        spend,
        demand_of_options(starts, stops, tables["demand"], calendar),
        approved_options(tables["decisions"], calendar),
    )
    measured, spend, demand = (
        frame.join(credited, on="project_id", how="anti", maintain_order="left")
        for frame in (option_measures(settings.planning.measures, inputs, tables, settings), spend, inputs.demand)
    )
    options = weighed(measured, settings.planning.first_weights, "value").select(*OPTION_KEY, "finish_index", "value")
    claimed = double_count_synergies(claimed_benefits(money_in, tables, settings), options, stops)
    together = pl.concat([synergies(tables, settings), claimed])
    return Choices(
        options=options,
        spend=spend,
        demand=demand,
        requirements=required,
        dependencies=dependencies,
        names=tables["projects"].select("project_id", "name").sort("project_id"),
        left_out=all_left_out(left_out, without_start(projects, starts), with_net_credit(credited)),
        synergies=scaled_synergies(together, settings.planning.first_weights),
        money_years=money_years(starts, costs, projects, calendar).join(
            options, on=OPTION_KEY, how="semi", maintain_order="left"
        ),
        stop_modes=stops.select("project_id", "mode_id").sort("project_id", "mode_id"),
        **_supply(options, inputs.approved, tables, settings),
        **_objectives(measured, together, inputs.approved, tables, settings),
        **declared_rules(starts, options, spend, money_out, projects, tables, settings),
    )


def _objectives(
    measured: pl.DataFrame, together: pl.DataFrame, approved: pl.DataFrame, tables: Tables, settings: Settings
) -> dict[str, pl.DataFrame]:
    """The frames of several objectives. together: the synergies, with their present value."""
    gains = pl.concat([together.select("synergy_id", "amount"), benefits_of_programmes(settings)])
    return ranked_frames(measured, people_prices(tables, settings), gains, approved, settings)


def _possible_starts(
    projects: pl.DataFrame,
    costs: pl.DataFrame,
    required: pl.DataFrame,
    dependencies: pl.DataFrame,
    tables: Tables,
    settings: Settings,
) -> pl.DataFrame:
    """OPTION_KEY, finish_index, success_bp, is_stated: every mode and start in which a project may run."""
    calendar = settings.horizon()
    starts = offered_starts(projects, offered_modes(projects, tables, costs, calendar), calendar, settings)
    inside = starts_without_past(starts, projects, costs, tables["demand"])
    return starts_offered_in_blocks(
        inside, planning_blocks(settings), decided_starts(tables["decisions"], calendar), dependencies, required
    )


def _supply(options: pl.DataFrame, approved: pl.DataFrame, tables: Tables, settings: Settings) -> dict[str, pl.DataFrame]:
    """The frames of money and people: what is available, what can be added, and the fiscal years and blocks of periods by
    which both are counted.
    """
    calendar = settings.horizon()
    payers = eligible_payers(options, tables)
    budgets = budgets_in_horizon(tables["funds"], calendar)
    return {
        "budgets": budgets,
        "payers": payers,
        "payer_limits": payer_limits(payers, tables["projects"], tables["fund_eligibility"]),
        "transfers": allowed_transfers(settings.rules.virement, tables["funds"], budgets, calendar),
        "capacity": net_capacity(tables["capacity"], calendar),
        "elastic": elastic_offers(tables, settings),
        "elastic_payers": elastic_payers(tables["funds"], tables["fund_eligibility"]),
        "hires": hire_terms(tables, settings),
        "approved": approved,
        "years": pl.DataFrame({"fiscal_year": calendar.fiscal_years()}, schema={"fiscal_year": pl.Int64}),
        "grain": blocks_of_people(settings),
    }
