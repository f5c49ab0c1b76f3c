"""A sound portfolio of two projects that no rule objects to, and what is needed to break one rule of it at a time."""

from datetime import date

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.gate.judging import run_gate
from data_quality.rule_model.night import Arrivals, Night
from data_quality.rule_model.volumes import VOLUME_SCHEMA
from tests.data_quality.nights import DAY, P, Q, remembered

COST = [{"project_id": p, "cost_class": "capex", "kind": "plan", "period_offset": 0, "amount_minor": 100} for p in "PQ"]
FUND = {"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount_minor": 1000}
CAPACITY = {"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": 1000}
DEMAND = {"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": 500}
BENEFIT = {"project_id": "P", "category": "revenue", "period_offset": 0, "amount_minor": 1, "owner": "x"}
GOOD: dict[str, list[dict]] = {
    "projects": [P, Q],
    "cost_lines": COST,
    "funds": [FUND],
    "capacity": [CAPACITY],
    "demand": [DEMAND],
}
BROADER = {"most_candidates_can_be_chosen"}  # one of two projects is already more than the declared share
LAW = {"mandate": "regulatory", "mandate_reason": "law"}


def edge(kind: str, a: str = "P", b: str = "Q") -> dict:
    return {"from_project_id": a, "to_project_id": b, "type": kind}


def bad_cell(table: str = "cost_lines", project: str | None = "Q", source: str = "s") -> dict:
    return {
        "table": table, "source_system": source, "source_file": "f.csv", "source_row": 2, "record": 0, "project_id": project, "column": "amount_minor",
        "rule": "money", "found": "12k4", "expected": "an amount", "may_be_required": False,
    }  # fmt: skip


def one_row(schema: dict, **cells: str) -> pl.DataFrame:
    return pl.DataFrame([cells], schema=schema)


def tables_of(rows: dict) -> dict[str, pl.DataFrame]:
    return {name: conform(name, pl.DataFrame((GOOD | rows).get(name, []), infer_schema_length=None)) for name in EXPORTED}


def failed(
    rows: dict,
    quarantine: list[dict] | None = None,
    counted: dict | None = None,
    raw: dict | None = None,
    arrivals: dict | None = None,
    before: dict | None = None,
    was: dict | None = None,
) -> dict:
    """The results of the rules that did not pass, by rule, on the night of the sound portfolio with `rows` in place of its own.

    counted: one row of the accounting. raw: sections of portfolio.toml. before: the rows of the last good night. was: its sections of
    portfolio.toml.
    """
    settings = settings_from({"calendar": {"grain": "year", "periods": 1}, **(raw or {})})
    tables = tables_of(rows)
    known = (
        remembered(tables_of(before), settings_from({"calendar": {"grain": "year", "periods": 1}, **(was or {})}))
        if before is not None
        else pl.DataFrame(schema=VOLUME_SCHEMA)
    )
    bad = pl.DataFrame(quarantine or [], schema=QUARANTINE_SCHEMA)
    accounting = pl.DataFrame([counted] if counted else [], schema=ACCOUNTING_SCHEMA)
    night = Night(
        tables, bad, accounting, build_choices(tables, bad, settings), settings, Arrivals(**(arrivals or {})), DAY, known
    )
    return {result.rule: result for result in run_gate(night)[0].results if result.status != "passed"}


def assert_caught_alone(rule: str, case: dict, alongside: dict[str, set[str]] | None = None) -> None:
    """The night of `case` breaks `rule`, which says where, and no other rule but those `alongside`, which say the same
    more broadly.
    """
    found = failed(**case)
    assert set(found) - (BROADER - {rule}) == {rule} | (alongside or {}).get(rule, set())
    assert found[rule].status == "failed"
    assert found[rule].samples
