"""What stretches the limits of a plan: people that can be bought or hired, money that may be carried to the next year, shares that a fund may pay.

Nothing is bought at an unknown price, nothing carried where no limit is stated.
"""

import polars as pl

from cutline.choices.limits.planning_blocks import blocks_of_people, first_of_block
from cutline.contracts.choice_frames import ELASTIC_SCHEMA, HIRE_SCHEMA
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from cutline.valuation.discounting import discounting_of
from cutline.valuation.present_value import periods_reached, present_value
from cutline.valuation.price_basis import in_prices

ONE_FTE = 1000  # milli-FTE
OFFER_COLUMNS = {
    "overtime": ("overtime_max", "overtime_cost_minor", pl.lit(0)),
    "contractor": ("contractor_max", "contractor_cost_minor", pl.col("hire_lead_periods").fill_null(0)),
}
HIRE = "hire"
MONTHS_BETWEEN_HIRES = 3  # once a quarter unless set: each arrival is an option of the choice for each head


def step_price(cost: pl.Expr, step: int) -> pl.Expr:
    """Price of a step of `step` milli-FTE in minor units: that part of one FTE's cost, rounded up."""
    return -(-(cost * step) // ONE_FTE)


def step_prices(tables: Tables, settings: Settings) -> pl.DataFrame:
    """role_id, period_index, kind, most, amount_minor, price_basis, project_id (null): what a step of people costs in the prices of its year.

    Only what is inside the horizon, can be there by then, and has a price.
    """
    calendar, step = settings.horizon(), settings.planning.people_bought_in_milli_fte
    stated = tables["capacity"].with_columns(period_index=calendar.index_expr(pl.col("period_start")))
    found = []
    for kind, (most, cost, lead) in OFFER_COLUMNS.items():
        inside = pl.col("period_index").is_between(lead, calendar.periods - 1) & (pl.col("period_index") >= 0)
        found.append(
            stated.filter(inside & pl.col(most).is_not_null() & pl.col(cost).is_not_null()).select(
                "role_id",
                "period_index",
                kind=pl.lit(kind),
                most=pl.col(most),
                amount_minor=step_price(pl.col(cost), step),
                price_basis=pl.lit("nominal"),
                project_id=pl.lit(None, pl.String),
            )
        )
    return pl.concat(found)


def elastic_offers(tables: Tables, settings: Settings) -> pl.DataFrame:
    """Overtime and contractors of each role and period (ELASTIC_SCHEMA), priced in the portfolio's currency; contractors not before they can arrive.

    step_loss is the price as a present value where the objective is value, and nothing where it is a score. Periods that are planned together have
    the present value of the first of them: when in a block people are bought is not planned, so what is cheaper must also cost less value.
    """
    calendar, step = settings.horizon(), settings.planning.people_bought_in_milli_fte
    prices = step_prices(tables, settings)
    booked = in_prices(prices, settings.finance.budget_prices, tables, settings)
    together = prices.with_columns(period_index=first_of_block(pl.col("period_index"), blocks_of_people(settings)))
    lines = in_prices(together, settings.finance.prices, tables, settings).with_columns(chance=pl.lit(SHARE_SCALE**2, pl.Int64))
    worth = present_value(lines.lazy(), discounting_of(settings, tables), calendar, periods_reached(lines)).collect()
    return (
        booked.with_columns(
            step_milli_fte=pl.lit(step, pl.Int64),
            most_steps=pl.col("most") // step,
            step_cost_minor="amount_minor",
            step_loss=worth["present_minor"] if settings.planning.objective == "value" else pl.lit(0, pl.Int64),
            fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")),
        )
        .filter(pl.col("most_steps") > 0)
        .select(pl.col(name).cast(dtype) for name, dtype in ELASTIC_SCHEMA.items())
        .sort("role_id", "period_index", "kind")
    )


def hire_terms(tables: Tables, settings: Settings) -> pl.DataFrame:
    """What holds for people hired, for each role and period from the first in which some can be there to the end of the horizon (HIRE_SCHEMA).

    Whole FTE. Periods before one that has no price, no lead time or nobody to hire are left out: who is hired stays, and it would not be known at what cost.
    loss as step_loss in `elastic_offers`. may_arrive: in the first of these periods and every planning.hire_every_periods after it.
    """
    calendar = settings.horizon()
    known = (
        pl.col("hire_max").ge(ONE_FTE) & pl.col("hire_cost_minor").is_not_null() & pl.col("recruit_lead_periods").is_not_null()
    )
    backwards = (
        tables["capacity"]
        .with_columns(period_index=calendar.index_expr(pl.col("period_start")))
        .filter(
            known
            & pl.col("period_index").is_between("recruit_lead_periods", calendar.periods - 1)
            & (pl.col("period_index") >= 0)
        )
        .sort("role_id", "period_index", descending=[False, True])
        .filter(pl.col("period_index") == calendar.periods - 1 - pl.int_range(pl.len()).over("role_id"))
    )
    lines = backwards.select(
        "role_id", "period_index", amount_minor="hire_cost_minor", price_basis=pl.lit("nominal"), project_id=pl.lit(None, pl.String),
        most_heads=(pl.col("hire_max") // ONE_FTE).cum_min().over("role_id"), chance=pl.lit(SHARE_SCALE**2, pl.Int64),
    ).sort("role_id", "period_index")  # fmt: skip
    booked = in_prices(lines, settings.finance.budget_prices, tables, settings)
    priced = in_prices(lines, settings.finance.prices, tables, settings)
    worth = present_value(priced.lazy(), discounting_of(settings, tables), calendar, periods_reached(priced)).collect()
    since = pl.col("period_index") - pl.col("period_index").min().over("role_id")
    return booked.with_columns(
        head_milli_fte=pl.lit(ONE_FTE, pl.Int64),
        cost_minor="amount_minor",
        loss=worth["present_minor"] if settings.planning.objective == "value" else pl.lit(0, pl.Int64),
        fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")),
        may_arrive=since % _periods_between_hires(settings) == 0,
    ).select(pl.col(name).cast(dtype) for name, dtype in HIRE_SCHEMA.items())


def _periods_between_hires(settings: Settings) -> int:
    return settings.planning.hire_every_periods or (MONTHS_BETWEEN_HIRES if settings.calendar.grain == "month" else 1)


def elastic_payers(funds: pl.DataFrame, eligibility: pl.DataFrame) -> pl.DataFrame:
    """fund_id: the funds that may pay for people bought, those that are tied to no project or class."""
    tied = eligibility.filter(pl.col("is_eligible")).select("fund_id")
    return funds.select("fund_id").unique().join(tied, on="fund_id", how="anti").sort("fund_id")
