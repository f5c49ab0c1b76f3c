"""Canonical tables of one project or a few, written by hand, and settings to measure them with."""

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from

LINE = {"project_id": "P", "cost_class": "capex", "kind": "plan"}


RUNNING = {"project_id": "P", "name": "P", "status": "in_flight"}


LEVELS = [{"fiscal_year": year, "index_milli": level} for year, level in ((2026, 900), (2027, 1000), (2028, 1500), (2029, 2000))]


def tables_of(**rows: list[dict]) -> dict[str, pl.DataFrame]:
    """All canonical tables, with these rows; a table that is not named is empty."""
    return {name: conform(name, pl.DataFrame(rows.get(name, []), infer_schema_length=None)) for name in EXPORTED}


def settings(grain: str = "year", periods: int = 4, **finance: object) -> Settings:
    """Settings with `periods` periods of that grain, without discounting."""
    return settings_from({"calendar": {"grain": grain, "periods": periods}, "finance": {"discount_rate_bp": 0, **finance}})


def evm(*rows: tuple) -> list[dict]:
    names = (
        "period_start",
        "planned_minor",
        "earned_minor",
        "actual_minor",
        "budget_at_completion_minor",
        "estimate_to_complete_minor",
    )
    return [{"project_id": "P", **dict(zip(names, row, strict=False))} for row in rows]


def table(name: str, *rows: dict) -> pl.DataFrame:
    """A canonical table of a few rows."""
    return conform(name, pl.DataFrame(list(rows), infer_schema_length=None))
