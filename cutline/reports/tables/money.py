"""Computes the published tables about money: budgets, who pays for which project, stage gates, and money moved.

The table of budgets also shows the amounts drawn from each budget. A new column is first made in this file; the look of the
sheets is in `cutline/reports/sheets/money.py`.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from cutline.choices.rules.virement import TRANSFER_ENDS
from cutline.ledger.frames import RELEASED, RESERVED
from cutline.ledger.stage_gates import next_gates
from cutline.reports.tables.naming import period_label, project_columns
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor

PEOPLE_BOUGHT = "(people bought)"


def _sums_by_release() -> dict[str, pl.Expr]:
    """Sums of the released and of the reserved amounts."""
    return {f"{word}_minor": pl.col("amount_minor").filter(pl.col("release") == word).sum() for word in (RELEASED, RESERVED)}


def allocation(night: NightResults, _: Settings) -> pl.DataFrame:
    """The budgets with what is drawn from them, by fund, fiscal year and class."""
    keys = ["fund_id", "fiscal_year", "cost_class"]
    drawn = night.allocations.group_by(keys).agg(allocated_minor=pl.col("amount_minor").sum(), **_sums_by_release())
    shifts = [
        night.moved.select(fund_id=f"{end}_fund_id", cost_class=f"{end}_class", fiscal_year=f"{end}_year", moved_minor=pl.col("amount_minor") * sign)
        for end, sign in (("to", 1), ("from", -1))
    ]  # fmt: skip
    moved = pl.concat(shifts).group_by(keys).agg(pl.col("moved_minor").sum())
    names = night.tables["funds"].select("fund_id", "name").unique("fund_id", keep="first", maintain_order=True)
    return (
        night.choices["budgets"]
        .join(drawn, on=keys, how="left")
        .join(moved, on=keys, how="left")
        .join(names, on="fund_id", how="left")
        .with_columns(pl.col("allocated_minor", "released_minor", "reserved_minor", "moved_minor").fill_null(0))  # if nothing is allocated from a fund, the amount drawn is known to be 0
        .select(
            "fund_id", fund="name", fiscal_year="fiscal_year", cost_class="cost_class", budget_minor="amount_minor", moved_minor="moved_minor",
            allocated_minor="allocated_minor", released_minor="released_minor", reserved_minor="reserved_minor",
            remaining_minor=pl.col("amount_minor") + pl.col("moved_minor") - pl.col("allocated_minor"),
        )
        .sort(keys)
    )  # fmt: skip


def _allocation_lines(night: NightResults, _: Settings) -> pl.DataFrame:
    return (
        night.allocations.join(project_columns(night).select("project_id", "name"), on="project_id", how="left")
        .with_columns(pl.when(pl.col("project_id").is_null()).then(pl.lit(PEOPLE_BOUGHT)).otherwise("name").alias("name"))
        .select("project_id", "name", "fund_id", "fiscal_year", "cost_class", "release", "amount_minor")
        .sort("project_id", "fiscal_year", "cost_class", "fund_id", "release")
    )


def _stage_gates(night: NightResults, settings: Settings) -> pl.DataFrame:
    sums = night.allocations.group_by("project_id").agg(**_sums_by_release())
    gates = next_gates(night.chosen, night.tables, settings).join(sums, on="project_id", how="left", maintain_order="left")
    return gates.join(project_columns(night).select("project_id", "name"), on="project_id", how="left", maintain_order="left").select(
        "project_id", "name", "passed_gate", "next_gate", "gate_date", period=period_label(pl.col("period_index"), settings.horizon()),
        # A project that spends nothing inside the horizon has nothing to release or reserve.
        released_minor=pl.col("released_minor").fill_null(0), reserved_minor=pl.col("reserved_minor").fill_null(0), text="text",
    )  # fmt: skip


def _money_moved(night: NightResults, settings: Settings) -> pl.DataFrame:
    """Every move of money in the plan, with the rule that allows it and the move in words."""
    allowed = night.choices["transfers"].select(*TRANSFER_ENDS, "rule_id", "owner")
    moved = night.moved.join(allowed, on=TRANSFER_ENDS, how="left", maintain_order="left")
    words = [moved_text(row, settings) for row in moved.iter_rows(named=True)]
    return moved.with_columns(text=pl.Series(words, dtype=pl.String))


def moved_text(row: Mapping[str, Any], settings: Settings) -> str:
    """A move of money in words."""
    p = settings.portfolio
    source, target = (f"{row[f'{end}_fund_id']} {row[f'{end}_class']} FY{row[f'{end}_year']}" for end in ("from", "to"))
    amount = format_minor(row["amount_minor"], p.currency, p.minor_digits)
    if row["rule_id"] is None:
        return f"carried {amount} from {source} to {target}"
    return f"moved {amount} from {source} to {target} under virement {row['rule_id']}, owner {row['owner']}"


def _more_or_less_money(night: NightResults, _: Settings) -> pl.DataFrame:
    """The frontier of money, with the projects in one cell and a word for an amount without a plan."""
    no_plan = pl.when("is_impossible").then(pl.lit("no plan keeps every rule")).otherwise(pl.lit("no plan was found"))
    projects = (
        pl.col(name).list.join(", ").alias(word)
        for name, word in (("entered", "enters"), ("left", "leaves"), ("otherwise", "otherwise"))
    )
    return night.frontier.select(
        "change_bp", "amount_minor", "value", "value_at_most", *projects, text=pl.when(pl.col("value").is_null()).then(no_plan).otherwise(pl.lit("")),
    )  # fmt: skip


TABLES = (
    PublishedTable("allocation", "what is budgeted, allocated (released and reserved) and left, by fund, fiscal year and class", allocation,
        one_row_for="a fund, fiscal year and class",
        columns="`budget_minor` + `moved_minor` = `allocated_minor` + `remaining_minor`; `released_minor` + `reserved_minor` = `allocated_minor`; `moved_minor`: what is carried or vired in, less what is carried or vired out",
    ),
    PublishedTable("allocation_lines", "the allocation by project, as finance books it", _allocation_lines,
        one_row_for="a project, fund, fiscal year, class and release",
        columns="`release`: `released` up to the next stage gate, `reserved` after it; a row without a project is for the people who are bought",
    ),
    PublishedTable("stage_gates", "the next stage gate of each selected project, what is released up to it and what is reserved after it", _stage_gates,
        one_row_for="a selected project that has stage gates",
        columns="`period`: money is released up to the end of this period; `text`: why",
    ),
    PublishedTable("money_moved", "money that is carried to another fiscal year, and money that is vired, with the rule that allows it", _money_moved,
        one_row_for="two purses (fund, class and fiscal year)",
        columns="`rule_id`, `owner`: of the virement that allows the move, empty for money that is carried; `text`: the move in words",
    ),
    PublishedTable("more_or_less_money", "the value of the best plan at more and less money, and who enters and leaves", _more_or_less_money,
        one_row_for="an amount of money: all budgets changed by the same share",
        columns="`change_bp`: the change of the budgets; `value`: of the best plan that is known, and `value_at_most`: no plan at this amount is worth more (empty if no bound is known); `enters`, `leaves`, `otherwise`: against the plan; `text`: why there is no value. A quick night has no rows. `cutline frontier` narrows the two values on demand",
    ),
)  # fmt: skip
