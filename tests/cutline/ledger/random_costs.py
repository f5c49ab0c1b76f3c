"""Random portfolios that use every step on a cost line's way to the ledger: for comparing two roads that must lead to the same
amount.
"""

import random
from datetime import date
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of

Rows = dict[str, list[dict[str, Any]]]
CLASSES = ("rail", "road", None)
START = {"month": date(2027, 4, 1), "quarter": date(2027, 4, 1), "year": date(2027, 1, 1)}


def random_costs(seed: int) -> tuple[dict[str, pl.DataFrame], Settings]:
    """Canonical tables of eight projects and more, and settings: several currencies, real and nominal lines, forecasts,
    baselines, projects in flight with earned value, modes that run, pause and stop, finished projects of two classes, and
    each correction.
    """
    rng = random.Random(seed)
    grain = rng.choice(["month", "quarter", "year"])
    prices, budget_prices = rng.choice(["nominal", "real"]), rng.choice(["nominal", "real"])
    settings = settings_from(
        {
            "calendar": {"grain": grain, "periods": 6, "horizon_start": START[grain], "fiscal_year_starts_month": 1 if grain == "year" else rng.choice([1, 4])},
            "finance": {"prices": prices, "budget_prices": budget_prices, "price_base_year": rng.choice([None, 2026])},
            "forecasting": {"correction": rng.choice(["none", "optimism_bias", "reference_class"]), "min_outcomes": 1},
            "evm": {"replaces_plan": rng.random() < 0.8, "estimate": rng.choice(["cpi", "atypical", "combined"])},
            "planning": {"in_flight_must_continue": rng.random() < 0.3, "default_flexibility_periods": 2},
        }
    )  # fmt: skip
    rows: Rows = {name: [] for name in EXPORTED}
    for number in range(8):
        _project(f"P{number}", rng, rows)
    for number in range(4):
        _finished_project(f"F{number}", rng, rows)
    rows["rates"] = [_rate(code, 2026 + year, rng) for code in ("GBP", "USD") for year in range(2)]
    rows["deflators"] = [{"fiscal_year": year, "index_milli": 100_000 + 2_371 * (year - 2015)} for year in range(2015, 2045)]
    rows["optimism_bias"] = [
        {"project_class": "rail", "uplift_bp": 2_417},
        {"project_class": "road", "cost_class": "capex", "uplift_bp": 333},
    ]
    return tables_of(**rows), settings


def _rate(code: str, year: int, rng: random.Random) -> dict[str, Any]:
    return {"kind": "currency", "from_currency": code, "to_currency": "EUR", "rate_date": date(year, 1, 1), "rate_e9": rng.randint(7 * 10**8, 13 * 10**8)}  # fmt: skip


def _project(key: str, rng: random.Random, rows: Rows) -> None:
    in_flight = rng.random() < 0.6
    day = date(2026 if in_flight else 2027, rng.randint(1, 12), rng.choice([1, 15]))
    rows["projects"].append(
        {
            "project_id": key, "name": key, "status": "in_flight" if in_flight else "proposed", "earliest_start": rng.choice([day, day, None]),
            "currency": rng.choice([None, "GBP", "USD"]), "price_base_year": rng.choice([None, 2024]), "project_class": rng.choice(CLASSES),
        }
    )  # fmt: skip
    modes = _modes(key, rng, rows)
    kinds = rng.choice([("plan",), ("plan", "baseline"), ("plan", "baseline"), ("plan", "forecast")])
    may_be_shared = [None] if rng.random() < 0.5 else []
    early = rng.choice([None, *modes])  # a mode whose own lines all fall into the first period
    for _ in range(rng.randint(1, 8)):
        line = _line(key, rng.choice([*may_be_shared, *modes]), rng.choice(kinds), rng)
        is_early = early is not None and line["mode_id"] == early
        rows["cost_lines"].append({**line, "period_offset": 0, "period_start": None} if is_early else line)
    if in_flight and rng.random() < 0.9:
        begun = date(day.year + rng.choice([0, 0, 1]), day.month, 1)  # the status lies before the horizon or inside it
        rows["evm"] += _months(key, begun, rng)
        if rng.random() < 0.4:
            rows["actuals"] += _postings(key, begun, rng)


def _modes(key: str, rng: random.Random, rows: Rows) -> list[str]:
    if rng.random() < 0.3:
        return ["full"]
    stated = [
        {"mode_id": "lean", "intent": rng.choice([None, "lean"])},
        {"mode_id": "fast", "intent": "accelerate", "is_default": rng.choice([None, True]), "is_eligible": rng.choice([None, None, False])},
        {"mode_id": "end", "intent": rng.choice([None, "stop"]), "exit_cost_minor": rng.randint(1, 10**5)},
    ]  # fmt: skip
    rows["modes"] += [{"project_id": key, **mode} for mode in stated]
    return [mode["mode_id"] for mode in stated]


def _line(key: str, mode: str | None, kind: str, rng: random.Random) -> dict[str, Any]:
    when = {"period_offset": rng.randint(0, 6)} if rng.random() < 0.7 else {"period_start": date(rng.randint(2026, 2028), 7, 1)}
    amount = rng.choice([0, rng.randint(-500, 500), *[rng.randint(1, 10**7)] * 6])
    return {
        "project_id": key, "mode_id": mode, "kind": kind, "cost_class": rng.choice(["capex", "opex"]), "amount_minor": amount, **when,
        "cost_type": rng.choice([None, "labour", "material"]), "price_basis": rng.choice([None, "real", "nominal"]),
        "currency": rng.choice([None, None, "EUR", "USD"]),
    }  # fmt: skip


def _months(key: str, day: date, rng: random.Random) -> list[dict[str, Any]]:
    """A few months of earned value from `day` on, and a planned month that is still to come. Sometimes each row stands for
    several months.
    """
    budget, step = rng.randint(10**4, 10**7), rng.choice([1, 1, 3])
    return [
        {
            "project_id": key, "period_start": date(day.year + (day.month - 1 + month * step) // 12, (day.month - 1 + month * step) % 12 + 1, 1),
            "planned_minor": budget // 4, "earned_minor": None if month == 3 else rng.randint(1, budget // 3),
            "actual_minor": None if month == 3 else rng.choice([rng.randint(1, budget // 2)] * 4 + [0, -budget // 50]), "budget_at_completion_minor": budget,
        }
        for month in range(4)
    ]  # fmt: skip


def _postings(key: str, day: date, rng: random.Random) -> list[dict[str, Any]]:
    """Postings of two months in one class or both, among them a correction."""
    return [
        {"project_id": key, "period_start": date(day.year, day.month, 1), "cost_class": rng.choice(["capex", "opex"]), "account": str(i), "amount_minor": amount}
        for i, amount in enumerate((rng.randint(1, 10**6), rng.randint(1, 10**6), -rng.randint(1, 1000)))
    ]  # fmt: skip


def _finished_project(key: str, rng: random.Random, rows: Rows) -> None:
    rows["projects"].append(
        {
            "project_id": key,
            "name": key,
            "status": "closed",
            "project_class": rng.choice(CLASSES),
            "currency": rng.choice([None, "USD"]),
        }
    )
    rows["cost_lines"].append({**_line(key, None, "baseline", rng), "amount_minor": rng.randint(10**5, 10**6)})
    rows["actuals"].append(
        {"project_id": key, "period_start": date(2026, 5, 1), "cost_class": "capex", "account": "1", "amount_minor": rng.randint(10**5, 10**6)}
    )  # fmt: skip
