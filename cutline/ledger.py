"""The plan as double-entry bookings that tie to the cent: every allocation debits a project, its reserve, or the people bought, and credits a
fund; money that is moved debits the purse it goes to and credits the one it comes from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from cutline.calendar import Calendar
from cutline.errors import Finding, LedgerDoesNotTie
from cutline.estimates import decision_costs
from cutline.limits import FTE, HIRE, OFFERS, TRANSFER_SCHEMA
from cutline.prices import in_prices
from cutline.settings import Settings
from cutline.valuation import in_portfolio_currency

ALLOCATION_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "fund_id": pl.String(), "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
}  # fmt: skip
BOUGHT_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "kind": pl.String(), "milli_fte": pl.Int64(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
}  # fmt: skip
MOVED_SCHEMA: dict[str, pl.DataType] = {
    **{name: dtype for name, dtype in TRANSFER_SCHEMA.items() if name != "most_minor"},
    "amount_minor": pl.Int64(),
}
RELEASED, RESERVED = "released", "reserved"
GAINED_SCHEMA: dict[str, pl.DataType] = {"synergy_id": pl.String(), "value": pl.Int64()}
CHOSEN_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "finish_index": pl.Int64(),
}  # fmt: skip


def build_ledger(allocations: pl.DataFrame, moved: pl.DataFrame | None = None) -> pl.DataFrame:
    """Two entries for each allocation (ALLOCATION_SCHEMA, and release where some is reserved) and each move (MOVED_SCHEMA): entry, account,
    project_id, fund_id, cost_class, fiscal_year, amount_minor, release (null for a move).

    The project's account (people:opex where there is no project) is debited (positive), the fund's credited (negative); the ledger sums to zero.
    What is reserved is debited to reserve:PROJECT:CLASS, no commitment of the project's.
    """
    if "release" not in allocations.columns:
        allocations = allocations.with_columns(release=pl.lit(RELEASED))
    reserve = pl.format("reserve:{}:{}", "project_id", "cost_class")
    project = pl.format("project:{}:{}", "project_id", "cost_class")
    fund = pl.format("fund:{}:{}:FY{}", "fund_id", "cost_class", "fiscal_year")
    paid = allocations.sort("fiscal_year", "fund_id", "cost_class", "project_id", "release", nulls_last=True).with_row_index(
        "entry", offset=1
    )
    people = pl.format("people:{}", "cost_class")
    held = pl.when(pl.col("release") == RESERVED).then(reserve).otherwise(project)
    debit = paid.with_columns(account=pl.when(pl.col("project_id").is_null()).then(people).otherwise(held), side=pl.lit(0))
    credit = paid.with_columns(account=fund, amount_minor=-pl.col("amount_minor"), side=pl.lit(1))
    shifted = (pl.DataFrame(schema=MOVED_SCHEMA) if moved is None else moved).sort(list(MOVED_SCHEMA))
    shifted = shifted.with_row_index("entry", offset=1 + paid.height)
    into, out = (
        shifted.select(
            "entry", project_id=pl.lit(None, pl.String), fund_id=f"{end}_fund_id", cost_class=f"{end}_class", fiscal_year=f"{end}_year",
            amount_minor=pl.col("amount_minor") * sign, side=pl.lit(side, pl.Int32),
        ).with_columns(account=fund)
        for end, sign, side in (("to", 1, 0), ("from", -1, 1))
    )  # fmt: skip
    return (
        pl.concat([debit, credit, into, out], how="diagonal")
        .sort("entry", "side")
        .select(
            pl.col("entry").cast(pl.Int64),
            "account",
            "project_id",
            "fund_id",
            "cost_class",
            "fiscal_year",
            "amount_minor",
            "release",
        )
    )


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


def spent_lines(chosen: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """What the options of `chosen` (project_id, mode_id, start_index) spend, line by line, in the prices of the budgets and the fiscal years of the
    horizon: project_id, cost_class, period_index, amount_minor.
    """
    calendar: Calendar = settings.horizon()
    picked = {
        project: (mode, start) for project, mode, start in chosen.select("project_id", "mode_id", "start_index").iter_rows()
    }
    exits = _exits(picked, tables, settings)
    dated = [
        {**line, "period_index": picked[line["project_id"]][1] + line["period_offset"] if line["period_start"] is None else calendar.index_of(line["period_start"])}
        for line in decision_costs(tables, settings).select("project_id", "mode_id", "period_offset", "period_start", "cost_class", "price_basis", "amount_minor").iter_rows(named=True)
        if line["project_id"] in picked and line["mode_id"] in _counted(line["project_id"], picked, exits)
    ]  # fmt: skip
    dated += [
        {"project_id": p, "cost_class": "opex", "price_basis": None, "period_index": picked[p][1], "amount_minor": amount}
        for p, amount in exits.items()
    ]
    schema = {
        "project_id": pl.String,
        "cost_class": pl.String,
        "price_basis": pl.String,
        "period_index": pl.Int64,
        "amount_minor": pl.Int64,
    }
    spent = in_prices(
        pl.DataFrame(dated, schema=schema).filter(pl.col("period_index") >= 0), settings.finance.budget_prices, tables, settings
    )
    inside = calendar.fiscal_year_expr(pl.col("period_index")).is_in(calendar.fiscal_years())
    return spent.filter(inside).select("project_id", "cost_class", "period_index", "amount_minor")


def _exits(picked: Mapping[str, tuple[str, int]], tables: Mapping[str, pl.DataFrame], settings: Settings) -> dict[str, int]:
    """Projects that are stopped, and what that costs at once."""
    modes = in_portfolio_currency("modes", tables, settings).filter(pl.col("exit_cost_minor").is_not_null())
    stated = {(p, m): cost for p, m, cost in modes.select("project_id", "mode_id", "exit_cost_minor").iter_rows()}
    return {project: stated[project, mode] for project, (mode, _) in picked.items() if (project, mode) in stated}


def _counted(project: str, picked: Mapping[str, tuple[str, int]], exits: Mapping[str, int]) -> tuple[str | None, ...]:
    """The modes whose lines a project pays: its own, and those of the whole project unless it is stopped."""
    return (picked[project][0],) if project in exits else (None, picked[project][0])


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


def bought_frame(bought: Iterable[Any]) -> pl.DataFrame:
    """People bought (objects with the fields of BOUGHT_SCHEMA) as a frame."""
    return pl.DataFrame([[getattr(each, name) for name in BOUGHT_SCHEMA] for each in bought], schema=BOUGHT_SCHEMA, orient="row")


def gained_frame(gained: Iterable[Any]) -> pl.DataFrame:
    """Synergies that come (objects with synergy_id and value) as a frame."""
    return pl.DataFrame([[each.synergy_id, each.value] for each in gained], schema=GAINED_SCHEMA, orient="row")


def moved_frame(moved: Iterable[Any]) -> pl.DataFrame:
    """Money moved (objects with the fields of MOVED_SCHEMA) as a frame."""
    return pl.DataFrame([[getattr(each, name) for name in MOVED_SCHEMA] for each in moved], schema=MOVED_SCHEMA, orient="row")


def allocation_frame(allocations: Iterable[Any]) -> pl.DataFrame:
    """Allocations (objects with the fields of ALLOCATION_SCHEMA) as a frame."""
    return pl.DataFrame(
        [[getattr(each, name) for name in ALLOCATION_SCHEMA] for each in allocations], schema=ALLOCATION_SCHEMA, orient="row"
    )


def chosen_frame(chosen: Iterable[Any]) -> pl.DataFrame:
    """Chosen projects (objects with the fields of CHOSEN_SCHEMA) as a frame."""
    return pl.DataFrame([[getattr(each, name) for name in CHOSEN_SCHEMA] for each in chosen], schema=CHOSEN_SCHEMA, orient="row")
