"""Recomputes what is owed from the accepted lines and compares it with the ledger."""

from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from cutline.choices.limits.people_offers import FTE, HIRE, OFFERS
from cutline.contracts.calendar import Calendar
from cutline.errors import Finding, LedgerDoesNotTie
from cutline.ledger.spent_lines import spent_lines
from cutline.settings.all_settings import Settings
from cutline.valuation.price_basis import in_prices


def check_ledger(
    ledger: pl.DataFrame,
    chosen: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    settings: Settings,
    bought: pl.DataFrame | None = None,
) -> None:
    """Raise LedgerDoesNotTie unless the ledger ties to the cent with the cost lines, the prices of people and the funds.

    chosen: project_id, mode_id, start_index. bought: BOUGHT_SCHEMA. The spend of each project, class and year, and what the people bought
    cost, is worked out again here from the canonical tables, line by line, by another road than the optimiser's input took.
    """
    owed = _spend_from_lines(chosen, tables, settings)
    if bought is not None:
        for year, amount in _price_of_people(bought, tables, settings).items():
            owed[None, "opex", year] += amount
    booked: dict[tuple[str | None, str, int], int] = defaultdict(int)
    drawn: dict[tuple[str, str, int], int] = defaultdict(int)
    for account, project, fund, kind, year, amount in ledger.select(
        "account", "project_id", "fund_id", "cost_class", "fiscal_year", "amount_minor"
    ).iter_rows():
        if not account.startswith("fund:"):
            booked[project, kind, year] += amount
        else:
            drawn[fund, kind, year] -= amount
    held = {
        (f, k, y): a for f, k, y, a in tables["funds"].select("fund_id", "cost_class", "fiscal_year", "amount_minor").iter_rows()
    }
    problems = [
        Finding(
            f"{'people bought' if key[0] is None else f'project {key[0]}'}, {key[1]}, FY{key[2]}",
            f"booked {booked[key]}",
            f"{owed[key]} minor units by its {'prices' if key[0] is None else 'cost lines'}",
            "report a fault in Cutline",
        )
        for key in sorted(set(owed) | set(booked), key=repr)
        if owed[key] != booked[key]
    ]
    problems += [
        Finding(
            f"fund {key[0]}, {key[1]}, FY{key[2]}",
            f"drawn {amount}",
            f"at most {held.get(key, 0)} minor units",
            "report a fault in Cutline",
        )
        for key, amount in sorted(drawn.items())
        if amount > held.get(key, 0)
    ]
    if sum(booked.values()) != sum(drawn.values()):
        problems.append(
            Finding("ledger", f"debits {sum(booked.values())}", f"credits {sum(drawn.values())}", "report a fault in Cutline")
        )
    if problems:
        raise LedgerDoesNotTie("the ledger does not tie; nothing was published", problems)


def _spend_from_lines(
    chosen: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings
) -> dict[tuple[str | None, str, int], int]:
    calendar: Calendar = settings.horizon()
    owed: dict[tuple[str | None, str, int], int] = defaultdict(int)
    for project, kind, period, amount in spent_lines(chosen, tables, settings).iter_rows():
        owed[project, kind, calendar.fiscal_year(period)] += amount
    return defaultdict(int, {key: amount for key, amount in owed.items() if amount})


def _price_of_people(bought: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings) -> dict[int, int]:
    """Minor units by fiscal year: each step at its part of one FTE's cost, rounded up; who is hired counts whole."""
    calendar = settings.horizon()
    steps = dict.fromkeys(OFFERS, settings.planning.people_bought_in_milli_fte) | {HIRE: FTE}
    costs = {kind: cost for kind, (_, cost, _) in OFFERS.items()} | {HIRE: "hire_cost_minor"}
    stated = [
        (None, row["role_id"], calendar.index_of(row["period_start"]), kind, "nominal", -(-row[cost] * steps[kind] // FTE))
        for row in tables["capacity"].iter_rows(named=True)
        for kind, cost in costs.items()
        if row[cost] is not None
    ]
    schema = {
        "project_id": pl.String,
        "role_id": pl.String,
        "period_index": pl.Int64,
        "kind": pl.String,
        "price_basis": pl.String,
        "amount_minor": pl.Int64,
    }
    prices = pl.DataFrame(stated, schema=schema, orient="row").join(bought, on=["role_id", "period_index", "kind"], how="semi")
    priced = in_prices(prices, settings.finance.budget_prices, tables, settings)
    price = {
        (r, t, k): amount for r, t, k, amount in priced.select("role_id", "period_index", "kind", "amount_minor").iter_rows()
    }
    owed: dict[int, int] = defaultdict(int)
    for role, period, kind, milli_fte in bought.select("role_id", "period_index", "kind", "milli_fte").iter_rows():
        owed[calendar.fiscal_year(period)] += milli_fte // steps[kind] * price.get((role, period, kind), 0)
    return owed
