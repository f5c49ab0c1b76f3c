"""The plan as double-entry bookings that tie to the cent: every allocation debits a project and credits a fund."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from cutline.calendar import Calendar
from cutline.errors import Finding, LedgerDoesNotTie
from cutline.estimates import decision_costs
from cutline.prices import in_prices
from cutline.settings import Settings

ALLOCATION_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "fund_id": pl.String(), "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
}  # fmt: skip
CHOSEN_SCHEMA: dict[str, pl.DataType] = {
    "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "finish_index": pl.Int64(),
}  # fmt: skip


def build_ledger(allocations: pl.DataFrame) -> pl.DataFrame:
    """Two entries for each allocation (ALLOCATION_SCHEMA): entry, account, project_id, fund_id, cost_class, fiscal_year, amount_minor.

    The project's account is debited (positive), the fund's credited (negative); the ledger sums to zero.
    """
    numbered = allocations.sort("fiscal_year", "fund_id", "cost_class", "project_id").with_row_index("entry", offset=1)
    debit = numbered.with_columns(account=pl.format("project:{}:{}", "project_id", "cost_class"), side=pl.lit(0))
    credit = numbered.with_columns(
        account=pl.format("fund:{}:{}:FY{}", "fund_id", "cost_class", "fiscal_year"),
        amount_minor=-pl.col("amount_minor"),
        side=pl.lit(1),
    )
    return (
        pl.concat([debit, credit])
        .sort("entry", "side")
        .select(pl.col("entry").cast(pl.Int64), "account", "project_id", "fund_id", "cost_class", "fiscal_year", "amount_minor")
    )


def check_ledger(ledger: pl.DataFrame, chosen: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings) -> None:
    """Raise LedgerDoesNotTie unless the ledger ties to the cent with the cost lines and the funds.

    chosen: project_id, mode_id, start_index. The spend of each project, class and year is worked out again here from the canonical cost
    lines, line by line, by another road than the optimiser's input took.
    """
    owed = _spend_from_lines(chosen, tables, settings)
    booked: dict[tuple[str, str, int], int] = defaultdict(int)
    drawn: dict[tuple[str, str, int], int] = defaultdict(int)
    for account, project, fund, kind, year, amount in ledger.select(
        "account", "project_id", "fund_id", "cost_class", "fiscal_year", "amount_minor"
    ).iter_rows():
        if account.startswith("project:"):
            booked[project, kind, year] += amount
        else:
            drawn[fund, kind, year] -= amount
    held = {
        (f, k, y): a for f, k, y, a in tables["funds"].select("fund_id", "cost_class", "fiscal_year", "amount_minor").iter_rows()
    }
    problems = [
        Finding(
            f"project {key[0]}, {key[1]}, FY{key[2]}",
            f"booked {booked[key]}",
            f"{owed[key]} minor units by its cost lines",
            "report a fault in Cutline",
        )
        for key in sorted(set(owed) | set(booked))
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
) -> dict[tuple[str, str, int], int]:
    calendar: Calendar = settings.horizon()
    picked = {
        project: (mode, start) for project, mode, start in chosen.select("project_id", "mode_id", "start_index").iter_rows()
    }
    dated = [
        {**line, "period_index": picked[line["project_id"]][1] + line["period_offset"] if line["period_start"] is None else calendar.index_of(line["period_start"])}
        for line in decision_costs(tables, settings).select("project_id", "mode_id", "period_offset", "period_start", "cost_class", "price_basis", "amount_minor").iter_rows(named=True)
        if line["project_id"] in picked and line["mode_id"] in (None, picked[line["project_id"]][0])
    ]  # fmt: skip
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
    owed: dict[tuple[str, str, int], int] = defaultdict(int)
    for project, kind, period, amount in spent.select("project_id", "cost_class", "period_index", "amount_minor").iter_rows():
        if calendar.fiscal_year(period) in calendar.fiscal_years():
            owed[project, kind, calendar.fiscal_year(period)] += amount
    return defaultdict(int, {key: amount for key, amount in owed.items() if amount})


def allocation_frame(allocations: Iterable[Any]) -> pl.DataFrame:
    """Allocations (objects with the fields of ALLOCATION_SCHEMA) as a frame."""
    return pl.DataFrame(
        [[getattr(each, name) for name in ALLOCATION_SCHEMA] for each in allocations], schema=ALLOCATION_SCHEMA, orient="row"
    )


def chosen_frame(chosen: Iterable[Any]) -> pl.DataFrame:
    """Chosen projects (objects with the fields of CHOSEN_SCHEMA) as a frame."""
    return pl.DataFrame([[getattr(each, name) for name in CHOSEN_SCHEMA] for each in chosen], schema=CHOSEN_SCHEMA, orient="row")
