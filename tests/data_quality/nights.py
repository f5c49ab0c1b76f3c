"""Small nights for the gate's tests: tables by hand, everything else as a night would make it."""

from datetime import date
from typing import Any

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.rule_model.night import Night

P = {"project_id": "P", "name": "P", "status": "proposed"}
Q = {"project_id": "Q", "name": "Q", "status": "proposed"}
DAY = date(2027, 1, 15)


def cost(project: str, amount: int, **more: Any) -> dict[str, Any]:
    return {"project_id": project, "cost_class": "capex", "kind": "plan", "period_offset": 0, "amount_minor": amount, **more}


def benefit(project: str, amount: int, **more: Any) -> dict[str, Any]:
    return {"project_id": project, "category": "revenue", "period_offset": 0, "amount_minor": amount, "owner": "x", **more}


def fund(amount: int, **more: Any) -> dict[str, Any]:
    return {"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount_minor": amount, **more}


def settings(**quality: Any) -> Settings:
    raw = {"calendar": {"grain": "year", "periods": 1}, "finance": {"discount_rate_bp": 0}, "quality": quality}
    return settings_from(raw)


def tables(**rows: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    """Every exported table, each row with a file and number of its own."""
    made = {}
    for name in EXPORTED:
        own = [
            {"source_system": "s", "source_file": f"{name}.csv", "source_row": i, **row}
            for i, row in enumerate(rows.get(name, []), 2)
        ]
        made[name] = conform(name, pl.DataFrame(own, infer_schema_length=None))
    return made


def night(of: dict[str, pl.DataFrame], chosen: Settings, quarantine: pl.DataFrame | None = None, **more: Any) -> Night:
    bad = pl.DataFrame(schema=QUARANTINE_SCHEMA) if quarantine is None else quarantine
    return Night(of, bad, pl.DataFrame(schema=ACCOUNTING_SCHEMA), build_choices(of, bad, chosen), chosen, day=DAY, **more)
