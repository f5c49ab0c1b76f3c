"""Options to stop a project in flight: each is a mode with an exit cost.

The money that was spent is sunk, and the money that the project would still spend is saved.
"""

import polars as pl

from cutline.choices.costing.dated_lines import own_start
from cutline.contracts.choice_frames import REQUIRED_IN_FLIGHT
from cutline.contracts.modes import stopping_modes
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency

STOP_TEXT = "in flight: it continues, or is stopped at its exit cost"


def projects_that_may_stop(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id of every project in flight that the settings allow to be stopped and that has a mode that stops it."""
    running = tables["projects"].filter(is_in_flight()).select("project_id")
    may = running.filter(pl.lit(not settings.planning.in_flight_must_continue))
    return may.join(stopping_modes(tables["modes"]), on="project_id", how="semi", maintain_order="left")


def stop_options(projects: pl.DataFrame, required: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """OPTION_KEY, finish_index, success_bp: the options that stop `projects`, in the first period, or at the start of the
    project if the start is later.

    required: see `requirements.required_projects`. A project that must run for another reason than being in flight cannot be
      stopped.
    """
    calendar = settings.horizon()
    must_run = required.filter(pl.col("rule") != REQUIRED_IN_FLIGHT)
    free = projects.join(projects_that_may_stop(tables, settings), on="project_id", how="semi", maintain_order="left")
    return (
        free.join(must_run, on="project_id", how="anti", maintain_order="left")
        .select("project_id", start_index=own_start(calendar).clip(lower_bound=0))
        .filter(pl.col("start_index") < calendar.periods)
        .join(stopping_modes(tables["modes"]), on="project_id", maintain_order="left_right")
        .select(
            "project_id",
            "mode_id",
            "start_index",
            finish_index=pl.col("start_index") + pl.col("duration_periods").fill_null(1),
            success_bp=pl.lit(SHARE_SCALE, pl.Int64),
        )
    )


def exit_costs(stops: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """The columns of `stops`, cost_class, price_basis, period_index, amount_minor: the cost of stopping, in the portfolio's
    currency.

    The exit cost is opex and falls into the period in which the project is stopped.
    """
    costs = in_portfolio_currency("modes", tables, settings).select("project_id", "mode_id", amount_minor="exit_cost_minor")
    return stops.join(costs, on=["project_id", "mode_id"], maintain_order="left").with_columns(
        cost_class=pl.lit("opex"), price_basis=pl.lit(None, pl.String), period_index="start_index"
    )
