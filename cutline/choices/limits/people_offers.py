"""The people that a plan may add to its capacity (overtime, contractors and hires), and their prices.

People are offered only if both their price and their number are stated.
"""

import polars as pl

from cutline.choices.limits.planning_blocks import blocks_of_people, first_of_block
from cutline.choices.objectives.weighing import exact, people_amount
from cutline.contracts.choice_frames import ELASTIC_SCHEMA, HIRE_SCHEMA
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import FTE_SCALE, SHARE_SCALE
from cutline.settings.all_settings import Settings
from cutline.valuation.discounting import discounting_of
from cutline.valuation.present_value import periods_reached, present_value
from cutline.valuation.price_basis import in_prices

OFFER_COLUMNS = {
    "overtime": ("overtime_max", "overtime_cost_minor", pl.lit(0)),
    "contractor": ("contractor_max", "contractor_cost_minor", pl.col("hire_lead_periods").fill_null(0)),
}
HIRE = "hire"
# Unless the setting says otherwise, people are hired once a quarter, because each arrival adds an option of the choice for each person.
MONTHS_BETWEEN_HIRES = 3


def step_price(cost: pl.Expr, step: int) -> pl.Expr:
    """The price of a step of `step` milli-FTE in minor units: that part of the cost of one FTE, rounded up."""
    return -(-(cost * step) // FTE_SCALE)


def step_prices(tables: Tables, settings: Settings) -> pl.DataFrame:
    """role_id, period_index, kind, most, amount_minor, price_basis, project_id (null): the price of one step of people, in
    the prices of the fiscal year of the period. most: the people on offer, in milli-FTE. project_id is null because people are
    bought for the plan and not for one project.

    A row is made only for people whose price is stated and who can be available inside the horizon.
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


def people_prices(tables: Tables, settings: Settings) -> pl.DataFrame:
    """role_id, period_index, kind, present_minor, price_minor of a step of each offer, and of a head in each period of hiring."""
    columns = ("role_id", "period_index", "kind", "present_minor", "price_minor")
    heads = _priced_heads(tables, settings).with_columns(kind=pl.lit(HIRE))
    steps = _priced_steps(tables, settings)
    return pl.concat([steps.select(columns), heads.select(columns)])


def elastic_offers(tables: Tables, settings: Settings) -> pl.DataFrame:
    """The overtime and the contractors of each role and period (ELASTIC_SCHEMA). Contractors are offered from the period in
    which they can arrive.

    step_cost_minor: the price of a step in the prices of the budgets.
    step_loss: what a step takes from the first objective: the present value of step_cost_minor if that is the value, 0 if it is a score.

    The plan does not say in which period of a planning block people are bought. So step_loss is computed as if every step of
    the block were paid in the first period of the block. Therefore, of two offers in a block, the one with the lower price
    never has the higher step_loss.
    """
    calendar, step = settings.horizon(), settings.planning.people_bought_in_milli_fte
    loss = 0 - people_amount(settings.planning.first_weights, pl.col("present_minor"), pl.col("price_minor"))
    offered = _priced_steps(tables, settings).with_columns(
        step_milli_fte=pl.lit(step, pl.Int64),
        most_steps=pl.col("most") // step,
        step_cost_minor="price_minor",
        step_loss=loss,
        fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")),
    )
    return (
        exact(offered, "step_loss")
        .filter(pl.col("most_steps") > 0)
        .select(pl.col(name).cast(dtype) for name, dtype in ELASTIC_SCHEMA.items())
        .sort("role_id", "period_index", "kind")
    )


def _priced_steps(tables: Tables, settings: Settings) -> pl.DataFrame:
    """`step_prices` with price_minor, in the prices of the budgets, and present_minor."""
    prices = step_prices(tables, settings)
    booked = in_prices(prices, settings.finance.budget_prices, tables, settings)
    together = prices.with_columns(period_index=first_of_block(pl.col("period_index"), blocks_of_people(settings)))
    return booked.with_columns(price_minor="amount_minor", present_minor=_present(together, tables, settings))


def _present(lines: pl.DataFrame, tables: Tables, settings: Settings) -> pl.Series:
    """The present value of each line, in minor units."""
    priced = in_prices(lines, settings.finance.prices, tables, settings).with_columns(chance=pl.lit(SHARE_SCALE**2, pl.Int64))
    worth = present_value(priced.lazy(), discounting_of(settings, tables), settings.horizon(), periods_reached(priced))
    return worth.collect()["present_minor"]


def hire_terms(tables: Tables, settings: Settings) -> pl.DataFrame:
    """The terms of hiring (HIRE_SCHEMA), in whole FTE: a row for each role and period in which hired people could be
    available.

    loss: as step_loss in `elastic_offers`.
    may_arrive: true for the first period of the role and for every planning.hire_every_periods-th period after it.

    People who are hired stay to the end of the horizon. So a period counts only if that period and every later period has a
    price, a lead time and a positive number of people to hire. Otherwise the cost of staying would be unknown.
    """
    calendar = settings.horizon()
    since = pl.col("period_index") - pl.col("period_index").min().over("role_id")
    found = _priced_heads(tables, settings).with_columns(
        head_milli_fte=pl.lit(FTE_SCALE, pl.Int64),
        cost_minor="price_minor",
        loss=0 - people_amount(settings.planning.first_weights, pl.col("present_minor"), pl.col("price_minor")),
        fiscal_year=calendar.fiscal_year_expr(pl.col("period_index")),
        may_arrive=since % _periods_between_hires(settings) == 0,
    )
    return exact(found, "loss").select(pl.col(name).cast(dtype) for name, dtype in HIRE_SCHEMA.items())


def _priced_heads(tables: Tables, settings: Settings) -> pl.DataFrame:
    """role_id, period_index, most_heads, and price_minor and present_minor of one head, for each period of `hire_terms`."""
    calendar = settings.horizon()
    known = (
        pl.col("hire_max").ge(FTE_SCALE) & pl.col("hire_cost_minor").is_not_null() & pl.col("recruit_lead_periods").is_not_null()
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
        most_heads=(pl.col("hire_max") // FTE_SCALE).cum_min().over("role_id"),
    ).sort("role_id", "period_index")  # fmt: skip
    booked = in_prices(lines, settings.finance.budget_prices, tables, settings)
    return booked.with_columns(price_minor="amount_minor", present_minor=_present(lines, tables, settings))


def _periods_between_hires(settings: Settings) -> int:
    return settings.planning.hire_every_periods or (MONTHS_BETWEEN_HIRES if settings.calendar.grain == "month" else 1)


def elastic_payers(funds: pl.DataFrame, eligibility: pl.DataFrame) -> pl.DataFrame:
    """fund_id: the funds that may pay for people. A fund that is reserved for a project or a class may not."""
    tied = eligibility.filter(pl.col("is_eligible")).select("fund_id")
    return funds.select("fund_id").unique().join(tied, on="fund_id", how="anti").sort("fund_id")
