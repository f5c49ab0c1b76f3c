"""Capacity, demand and options for the tests of this room."""

from datetime import date
from random import Random

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.all_tables import conform
from cutline.metrics.people.over_allocation import over_allocations
from cutline.metrics.people.supply_and_demand import loads, role_supply

MONTHS = Calendar("month", date(2027, 1, 1), 4)


LOADS = {"view": pl.String, "project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64, "role_id": pl.String, "period_index": pl.Int64, "milli_fte": pl.Int64}  # fmt: skip


OPTIONS = {"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64, "value": pl.Int64}


KEY = ["project_id", "mode_id", "start_index"]


def capacity(*rows: dict) -> pl.LazyFrame:
    """Canonical capacity from rows with `role_id`, `month` and any other columns of the table."""
    dated = [{"period_start": date(2027, row["month"], 1), **{k: v for k, v in row.items() if k != "month"}} for row in rows]
    schema = {"role_id": pl.String, "period_start": pl.Date} | dict.fromkeys(
        {k for row in dated for k in row} - {"role_id", "period_start", "unit"}, pl.Int64
    )
    return conform("capacity", pl.DataFrame(dated, schema_overrides=schema)).lazy()  # fmt: skip


def supply(*rows: dict) -> pl.LazyFrame:
    return role_supply(capacity(*rows), MONTHS)


def demand(*rows: tuple) -> pl.LazyFrame:
    """Demand of options from (project, start, role, period, milli_fte). Every mode is m."""
    schema = {name: LOADS[name] for name in (*KEY, "role_id", "period_index", "milli_fte")}
    return pl.LazyFrame([(p, "m", s, r, t, m) for p, s, r, t, m in rows], schema=schema, orient="row")


def options(*rows: tuple) -> pl.LazyFrame:
    """Options from (project, start, value). Every mode is m."""
    return pl.LazyFrame([(p, "m", s, v) for p, s, v in rows], schema=OPTIONS, orient="row")


def required(*projects: str) -> pl.LazyFrame:
    return pl.LazyFrame({"project_id": projects}, schema={"project_id": pl.String})


def asked_by_all(needs: pl.LazyFrame, ways: pl.LazyFrame) -> pl.LazyFrame:
    """The loads of the view `asked` only."""
    return loads(needs, ways, required(), ways.clear().select(KEY)).filter(pl.col("view") == "asked")


RELIEF = {"overtime_max": 0, "overtime_cost_minor": 0, "contractor_max": 0, "contractor_cost_minor": 0, "hire_lead_periods": 0}


def two_people(**relief: int | None) -> pl.LazyFrame:
    """Role R with two people in each of the four months."""
    return supply(*({"role_id": "R", "month": m, "milli_fte_gross": 2_000, **RELIEF, **relief} for m in (1, 2, 3, 4)))


def over(there: pl.LazyFrame, needs: pl.LazyFrame, ways: pl.LazyFrame) -> list[dict]:
    return over_allocations(there, asked_by_all(needs, ways), needs, ways).collect().to_dicts()


def portfolio(seed: int) -> tuple[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame]:
    """Random capacity of three roles in two units, with demand and options of up to eight projects."""
    random = Random(seed)
    there = [
        {"role_id": role, "month": month, "milli_fte_gross": random.randrange(4_000), "run_milli_fte": random.randrange(1_000), "unit": unit,
         "overtime_max": random.choice([None, 0, 2_000]), "overtime_cost_minor": 700, "contractor_max": 3_000, "contractor_cost_minor": 900, "hire_lead_periods": 1}
        for role, unit in (("A", "X"), ("B", "X"), ("C", "Y")) for month in (1, 2, 3, 4)
    ]  # fmt: skip
    starts = [(f"P{i}", s) for i in range(random.randrange(1, 9)) for s in range(random.randrange(1, 4))]
    needs = [(p, s, role, t, random.randrange(1, 2_000)) for p, s in starts for role in "ABC" for t in range(s, 4) if random.random() < 0.6]  # fmt: skip
    return supply(*there), demand(*needs), options(*((p, s, random.randrange(10**6)) for p, s in starts))
