"""Canonical tables of projects in flight for the tests of this room."""

from datetime import date, timedelta
from random import Random

import polars as pl

from cutline.contracts.tables.all_tables import conform
from cutline.settings.health import HealthSection

DAY = date(2027, 6, 30)


LIMITS = HealthSection()


def table(name: str, rows: list[dict]) -> pl.LazyFrame:
    return conform(name, pl.DataFrame(rows, infer_schema_length=None)).lazy()


def milestone(baseline: date | None, forecast: date | None = None, actual: date | None = None, name: str = "end") -> dict:
    return {"milestone_id": name, "baseline_date": baseline, "forecast_date": forecast, "actual_date": actual}


def late(project: str, days: int | None, name: str = "end") -> dict:
    """A milestone due on 1 June that was met `days` late. None means that it was not met."""
    due = date(2027, 6, 1)
    return {"project_id": project, **milestone(due, actual=None if days is None else due + timedelta(days), name=name)}


def random_portfolio(seed: int) -> tuple[list[dict], list[dict], list[tuple]]:
    random = Random(seed)
    names = [f"P{i}" for i in range(random.randrange(1, 12))]
    projects = [
        {
            "project_id": p, "status": random.choice(["closed", "closed", "in_flight", "cancelled"]), "portfolio_id": random.choice(["F", "G", None]),
            "programme_id": random.choice(["X", "Y", None]), "project_class": random.choice(["rail", None]), "sponsor": random.choice(["S", "T"]),
            "reported_rag": random.choice(["green", "amber_red", None]), "updated_at": DAY - timedelta(random.randrange(200)),
        }
        for p in names
    ]  # fmt: skip
    dates = [late(p, random.choice([None, -2, 0, 3]), f"m{i}") for p in names for i in range(random.randrange(3))]
    costs = [(p, 100, random.choice([None, 90, 110])) for p in names]
    return projects, dates, costs
