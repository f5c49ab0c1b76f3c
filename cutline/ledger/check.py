"""Compares the ledger with the amounts that follow from the accepted lines.

`cutline.ledger.recomputing` computes these amounts independently of the code that made the plan.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import polars as pl

from cutline.errors import Finding, LedgerDoesNotTie
from cutline.ledger.recomputing.amounts import PriceLevels
from cutline.ledger.recomputing.owed import owed_by_projects
from cutline.ledger.recomputing.people import price_of_people
from cutline.settings.all_settings import Settings

REPORT = "report a fault in Cutline"


def check_ledger(
    ledger: pl.DataFrame,
    chosen: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    settings: Settings,
    bought: pl.DataFrame | None = None,
) -> None:
    """Raise LedgerDoesNotTie unless the ledger ties to the minor unit with the cost lines, the prices of people and the funds.

    ledger: the entries of `build_ledger`. chosen: project_id, mode_id, start_index. bought: BOUGHT_SCHEMA.
    """
    owed: dict[tuple[str | None, str, int], int] = defaultdict(int)
    for (project, kind, year), amount in owed_by_projects(chosen, tables, settings).items():
        owed[project, kind, year] += amount
    if bought is not None:
        for year, amount in price_of_people(bought, tables, PriceLevels.of(tables, settings), settings).items():
            owed[None, "opex", year] += amount
    booked: dict[tuple[str | None, str, int], int] = defaultdict(int)
    drawn: dict[tuple[str, str, int], int] = defaultdict(int)
    columns = ("account", "project_id", "fund_id", "cost_class", "fiscal_year", "amount_minor")
    for account, project, fund, kind, year, amount in ledger.select(columns).iter_rows():
        if account.startswith("fund:"):
            drawn[fund, kind, year] -= amount
        else:
            booked[project, kind, year] += amount
    problems = [*_not_as_owed(booked, owed), *_overdrawn(drawn, tables["funds"])]
    debits, credits_ = sum(booked.values()), sum(drawn.values())
    if debits != credits_:
        problems.append(Finding("ledger", f"debits {debits}", f"credits {credits_}", REPORT))
    if problems:
        raise LedgerDoesNotTie("the ledger does not tie; nothing was published", problems)


def _not_as_owed(
    booked: Mapping[tuple[str | None, str, int], int], owed: Mapping[tuple[str | None, str, int], int]
) -> Iterator[Finding]:
    for key in sorted({*owed, *booked}, key=repr):
        project, kind, year = key
        if owed[key] != booked[key]:
            whose, by = ("people bought", "prices") if project is None else (f"project {project}", "cost lines")
            yield Finding(f"{whose}, {kind}, FY{year}", f"booked {booked[key]}", f"{owed[key]} minor units by its {by}", REPORT)


def _overdrawn(drawn: Mapping[tuple[str, str, int], int], funds: pl.DataFrame) -> Iterator[Finding]:
    held = {
        (fund, kind, year): amount
        for fund, kind, year, amount in funds.select("fund_id", "cost_class", "fiscal_year", "amount_minor").iter_rows()
    }
    for key, amount in sorted(drawn.items()):
        most = held.get(key, 0)
        if amount > most:
            fund, kind, year = key
            yield Finding(f"fund {fund}, {kind}, FY{year}", f"drawn {amount}", f"at most {most} minor units", REPORT)
