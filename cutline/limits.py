"""What stretches the limits of a plan: people that can be bought or hired, money that may be carried to the next year, shares that a fund may pay.

Nothing is bought at an unknown price, nothing carried where no limit is stated.
"""

from datetime import date

import polars as pl

from cutline.calendar import Calendar
from cutline.discounting import discounting_of
from cutline.grain import block_of, blocks_of_people
from cutline.prices import in_prices
from cutline.settings import Settings
from cutline.tables import SHARE_SCALE
from cutline.valuation import Tables, periods_of, present_value

Purse = tuple[str, str, int]  # fund, cost class, fiscal year
FTE = 1000  # milli-FTE
OFFERS = {
    "overtime": ("overtime_max", "overtime_cost_minor", pl.lit(0)),
    "contractor": ("contractor_max", "contractor_cost_minor", pl.col("hire_lead_periods").fill_null(0)),
}
ELASTIC_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "kind": pl.String(), "step_milli_fte": pl.Int64(), "most_steps": pl.Int64(),
    "step_cost_minor": pl.Int64(), "step_loss": pl.Int64(), "fiscal_year": pl.Int64(),
}  # fmt: skip
HIRE = "hire"
HIRE_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "head_milli_fte": pl.Int64(), "most_heads": pl.Int64(), "cost_minor": pl.Int64(),
    "loss": pl.Int64(), "fiscal_year": pl.Int64(), "may_arrive": pl.Boolean(),
}  # fmt: skip
MONTHS_BETWEEN_HIRES = 3  # once a quarter unless set: each arrival is an option of the choice for each head
TRANSFER_SCHEMA: dict[str, pl.DataType] = {
    "from_fund_id": pl.String(), "from_class": pl.String(), "from_year": pl.Int64(),
    "to_fund_id": pl.String(), "to_class": pl.String(), "to_year": pl.Int64(), "most_minor": pl.Int64(),
}  # fmt: skip


def step_price(cost: pl.Expr, step: int) -> pl.Expr:
    """Price of a step of `step` milli-FTE in minor units: that part of one FTE's cost, rounded up."""
    return -(-(cost * step) // FTE)


def step_prices(tables: Tables, settings: Settings) -> pl.DataFrame:
    """role_id, period_index, kind, most, amount_minor, price_basis, project_id (null): what a step of people costs in the prices of its year.

    Only what is inside the horizon, can be there by then, and has a price.
    """
    calendar, step = settings.horizon(), settings.planning.people_bought_in_milli_fte
    stated = tables["capacity"].with_columns(period_index=calendar.index_expr(pl.col("period_start")))
    found = []
    for kind, (most, cost, lead) in OFFERS.items():
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
    together = prices.with_columns(period_index=block_of(pl.col("period_index"), blocks_of_people(settings)))
    lines = in_prices(together, settings.finance.prices, tables, settings).with_columns(chance=pl.lit(SHARE_SCALE**2, pl.Int64))
    worth = present_value(lines.lazy(), discounting_of(settings, tables), calendar, periods_of(lines)).collect()
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
    known = pl.col("hire_max").ge(FTE) & pl.col("hire_cost_minor").is_not_null() & pl.col("recruit_lead_periods").is_not_null()
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
        most_heads=(pl.col("hire_max") // FTE).cum_min().over("role_id"), chance=pl.lit(SHARE_SCALE**2, pl.Int64),
    ).sort("role_id", "period_index")  # fmt: skip
    booked = in_prices(lines, settings.finance.budget_prices, tables, settings)
    priced = in_prices(lines, settings.finance.prices, tables, settings)
    worth = present_value(priced.lazy(), discounting_of(settings, tables), calendar, periods_of(priced)).collect()
    since = pl.col("period_index") - pl.col("period_index").min().over("role_id")
    return booked.with_columns(
        head_milli_fte=pl.lit(FTE, pl.Int64),
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


def carry_over(funds: pl.DataFrame, calendar: Calendar, virements: pl.DataFrame | None = None) -> pl.DataFrame:
    """What a fund may carry from a fiscal year of the horizon to the next (TRANSFER_SCHEMA): both years have a row, the lower of the year's
    carry_out_max and the next one's carry_in_max counts, one of them is stated, and the money has not expired when the next year begins.
    Money that was carried in, or moved in by one of `virements` (TRANSFER_SCHEMA), expires no later than it would have.
    """
    first_day = {calendar.fiscal_year(i): calendar.period_start(i) for i in reversed(range(calendar.periods))}
    ordered = funds.filter(pl.col("fiscal_year").is_in(list(first_day))).sort("fiscal_year", "fund_id", "cost_class")
    stated = {(row["fund_id"], row["cost_class"], row["fiscal_year"]): row for row in ordered.iter_rows(named=True)}
    lives = {purse: row["expires_on"] or date.max for purse, row in stated.items()}
    ways = [] if virements is None else [((a, b, c), (d, e, f)) for a, b, c, d, e, f, *_ in virements.iter_rows()]
    rows = []
    for year in sorted(first_day):
        _shorten(lives, [way for way in ways if way[0][2] == year])
        for (fund, kind, own_year), now in stated.items():
            after = stated.get((fund, kind, year + 1))
            if own_year != year or after is None:
                continue
            expires = lives[fund, kind, year]
            known = [limit for limit in (now["carry_out_max_minor"], after["carry_in_max_minor"]) if limit is not None]
            if known and min(known) > 0 and min(expires, lives[fund, kind, year + 1]) >= first_day[year + 1]:
                rows.append((fund, kind, year, fund, kind, year + 1, min(known)))
                lives[fund, kind, year + 1] = min(expires, lives[fund, kind, year + 1])
    return pl.DataFrame(rows, schema=TRANSFER_SCHEMA, orient="row").sort("from_fund_id", "from_class", "from_year")


def _shorten(lives: dict[Purse, date], ways: list[tuple[Purse, Purse]]) -> None:
    """A purse is as short-lived as anything that may be moved into it, over as many moves as there are."""
    for _ in ways:
        for source, target in ways:
            lives[target] = min(lives[target], lives[source])


def payer_limits(payers: pl.DataFrame, projects: pl.DataFrame, eligibility: pl.DataFrame) -> pl.DataFrame:
    """project_id, fund_id, most_bp: the share of a project's spend that a fund may pay, where it is limited: the lower of max_share and what
    match_required leaves. A word on the project beats one on its class.
    """
    share = pl.min_horizontal("max_share_bp", SHARE_SCALE - pl.col("match_required_bp"))
    words = eligibility.select("fund_id", "project_id", "project_class", most_bp=share.fill_null(SHARE_SCALE))
    own = words.filter(pl.col("project_id").is_not_null()).select("fund_id", "project_id", own="most_bp")
    by_class = words.filter(pl.col("project_id").is_null()).select("fund_id", "project_class", class_word="most_bp")
    return (
        payers.join(projects.select("project_id", "project_class"), on="project_id")
        .join(own, on=["fund_id", "project_id"], how="left")
        .join(by_class, on=["fund_id", "project_class"], how="left")
        .select("project_id", "fund_id", most_bp=pl.coalesce("own", "class_word"))
        .filter(pl.col("most_bp") < SHARE_SCALE)
        .sort("project_id", "fund_id")
    )
