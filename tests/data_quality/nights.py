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
from data_quality.gate.judging import run_gate
from data_quality.rule_model.decisive_values import decisive_values
from data_quality.rule_model.night import Night
from data_quality.rule_model.volumes import volumes

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


CRITERIA = [{"criterion_id": "c", "weight_bp": 1}]


# The fund holds one of the two. P brings 150 for 100, Q 130 for 100.
RIVALS = {"projects": [P, Q], "cost_lines": [cost("P", 100), cost("Q", 100)], "funds": [fund(100)]}
WRONG_SCORES = [
    {"project_id": "P", "criterion_id": "c", "raw_milli": 9000, "scale": 5},
    {"project_id": "Q", "criterion_id": "c", "raw_milli": 1000, "scale": 5},
]


SOUND = {"projects": [P, Q], "cost_lines": [cost("P", 100), cost("Q", 100)], "funds": [fund(1000)], "criteria": CRITERIA}


def result(report, rule):
    return next(each for each in report.results if each.rule == rule)


EXCEPTION = {
    "rule": "benefits_have_owner",
    "project": "P",
    "reason": "new director in March",
    "approved_by": "PMO",
    "expires": date(2027, 1, 31),
}


OWNERLESS = tables(**{**SOUND, "benefits": [benefit("P", 1, owner=None), benefit("Q", 1, owner=None)]})


NO_QUARANTINE = pl.DataFrame(schema=QUARANTINE_SCHEMA)


def remembered(before: dict[str, pl.DataFrame], chosen: Settings) -> pl.DataFrame:
    """What a good night leaves for later nights to be compared with."""
    return pl.concat([volumes(before), decisive_values(before, chosen)])


def objections(rule: str, of, chosen=None, before=None, **more) -> list[str]:
    """The first objections of one rule on the night of the tables `of`. before: the tables of the last good night."""
    tonight = night(of, chosen or settings(), **more)
    if before is not None:
        tonight = Night(**{**vars(tonight), "before": remembered(before, tonight.settings)})
    report, _ = run_gate(tonight)
    return list(next(each.samples for each in report.results if each.rule == rule))
