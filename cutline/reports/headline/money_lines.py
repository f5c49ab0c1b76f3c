"""The lines about money: what is allocated of the budgets, stage gates, money moved, costs after the horizon."""

import polars as pl

from cutline.contracts.units import Minor
from cutline.reports.amounts import money_text
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor


def allocated(allocation: pl.DataFrame, settings: Settings) -> list[tuple[str, str]]:
    """The allocated part of the budgets, in total and by fiscal year and class."""
    years = settings.horizon().fiscal_years()
    budget, drawn = int(allocation["budget_minor"].sum()), int(allocation["allocated_minor"].sum())
    rows = (
        allocation.group_by("fiscal_year", "cost_class")
        .agg(pl.col("budget_minor", "allocated_minor").sum())
        .sort("fiscal_year", "cost_class")
    )
    return [
        (
            "Money",
            f"{_money(drawn, settings)} of {_money(budget, settings)} allocated in {_years(years)} ({_part(drawn, budget)})",
        ),
        *(
            (
                f"  FY{year} {kind}",
                f"{_money(int(part), settings)} of {_money(int(whole), settings)} ({_part(int(part), int(whole))})",
            )
            for year, kind, whole, part in rows.iter_rows()
        ),
    ]


def stage_gates(gates: pl.DataFrame, allocation: pl.DataFrame, settings: Settings) -> list[tuple[str, str]]:
    """What is released, and what waits for a stage gate. There is no line if no project of the plan has gates."""
    if gates.is_empty():
        return []
    free, held = (int(allocation[f"{word}_minor"].sum()) for word in ("released", "reserved"))
    waiting = gates.filter(pl.col("next_gate").is_not_null())
    reserving = waiting.filter(pl.col("reserved_minor") > 0)
    undated = reserving.filter(pl.col("gate_date").is_null()).height
    projects = "1 project" if reserving.height == 1 else f"{reserving.height} projects"
    line = f"{_money(free, settings)} released; {_money(held, settings)} reserved until the next gate of {projects} is passed"
    line += f"; {undated} of them with a gate whose date is not known" if undated else ""
    without = waiting.height - reserving.height
    return [("Stage gates", line + (f"; {without} more before a gate with nothing reserved" if without else ""))]


def money_moved(moved: pl.DataFrame, settings: Settings) -> list[tuple[str, str]]:
    """What is carried over, and what is vired. There is no line if nothing is moved."""
    vired = pl.col("rule_id").is_not_null()
    parts = [
        f"{_money(int(rows['amount_minor'].sum()), settings)} {word}"
        for rows, word in ((moved.filter(~vired), "carried to the next fiscal year"), (moved.filter(vired), "vired"))
        if rows.height
    ]
    return [("Money moved", "; ".join(parts))] if parts else []


def after_the_horizon(selected: pl.DataFrame, settings: Settings) -> str:
    """What the selected projects cost after the horizon."""
    later = Minor(int(selected["later_minor"].sum()))
    return f"{money_text(later, settings)} that the selected projects cost after the horizon"


def _money(amount: int, settings: Settings) -> str:
    return format_minor(Minor(amount), settings.portfolio.currency, settings.portfolio.minor_digits)


def _years(years: list[int]) -> str:
    return f"FY{years[0]}" if len(years) == 1 else f"FY{years[0]} to FY{years[-1]}"


def _part(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "nothing budgeted"
