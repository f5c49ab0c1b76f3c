"""Computes the frames of the rules that the portfolio office declares in [rules], for the options that are offered."""

import polars as pl

from cutline.choices.limits.budgets_and_capacity import budgets_in_horizon
from cutline.choices.limits.planning_blocks import block_spans, blocks_of_people, planning_blocks
from cutline.choices.options.mode_flows import three_point_lines
from cutline.choices.rules.cost_deviations import deviations, robust_rule
from cutline.choices.rules.declared_limits import LimitInputs, declared_limits
from cutline.choices.rules.programmes import declared_programmes
from cutline.choices.rules.value_scenarios import scenario_values, tail_rule
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings


def declared_rules(
    starts: pl.DataFrame,
    options: pl.DataFrame,
    spend: pl.DataFrame,
    money_out: pl.DataFrame,
    projects: pl.DataFrame,
    tables: Tables,
    settings: Settings,
) -> dict[str, pl.DataFrame]:
    """Frame name (see `choices.Choices`) to frame, for every kind of declared rule except virement, whose frame is made
    with the supply of money.

    starts: OPTION_KEY, finish_index, success_bp. options, spend: as in `Choices`. money_out: the cost lines of the options.
      projects: the candidates.
    """
    budgets = budgets_in_horizon(tables["funds"], settings.horizon())
    limits, terms = declared_limits(settings.rules, _limit_inputs(starts, options, spend, budgets, projects, settings))
    deviating = deviations(money_out, tables, settings)
    return {
        "programmes": declared_programmes(tables, settings),
        "limits": limits,
        "limit_terms": terms,
        "robust": robust_rule(settings),
        "deviations": deviating.join(options, on=OPTION_KEY, how="semi", maintain_order="left"),
        "tail": tail_rule(settings),
        "scenarios": _scenarios(options, tables, settings),
    }


def _scenarios(options: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """The value of each option in each scenario; the amounts of the options are read only if a rule asks for scenarios."""
    if settings.rules.tail is None:
        return scenario_values(options, pl.DataFrame(), settings)
    return scenario_values(options, three_point_lines(tables, settings, options.select(OPTION_KEY)), settings)


def _limit_inputs(
    starts: pl.DataFrame,
    options: pl.DataFrame,
    spend: pl.DataFrame,
    budgets: pl.DataFrame,
    projects: pl.DataFrame,
    settings: Settings,
) -> LimitInputs:
    """What declared limits are computed from: every option that may run, with what it spends inside the horizon."""
    calendar = settings.horizon()
    inside = spend.filter(pl.col("fiscal_year").is_in(calendar.fiscal_years()))
    spent = inside.group_by(OPTION_KEY).agg(spend_minor=pl.col("amount_minor").sum())
    runs = (
        starts.join(options, on=OPTION_KEY, how="semi", maintain_order="left")
        .join(spent, on=OPTION_KEY, how="left", maintain_order="left")
        .with_columns(pl.col("spend_minor").fill_null(0))  # no line means no spend inside the horizon
        .join(projects, on="project_id", how="left", maintain_order="left")
    )
    far = {"starts": planning_blocks(settings), "active": blocks_of_people(settings)}
    return LimitInputs(
        runs,
        int(budgets["amount_minor"].sum()),
        calendar,
        {count: block_spans(grain, calendar.periods) for count, grain in far.items()},
    )
