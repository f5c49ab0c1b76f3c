"""Cash flows for the tests of this room, and the measures computed from them."""

import json
from datetime import date

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.metrics.value.investment_appraisal import appraisal
from cutline.metrics.value.rates_of_return import returns
from cutline.settings.finance import FinanceSection
from cutline.valuation.discounting import Discounting

YEAR = Calendar("year", date(2027, 1, 1), 5)


FLAT = Discounting(((1, 0),))


def flows(*rows: tuple[int, int, int], discounting: Discounting = FLAT, calendar: Calendar = YEAR) -> pl.LazyFrame:
    """Cash flows from (period, capex, benefit), with present values at the factors of `discounting`."""
    factors = discounting.factors(calendar, 50)
    full = [
        ("P", t, cost, 0, cost, gain, *(round(x * factors[t] / 10**12) for x in (cost, cost, gain))) for t, cost, gain in rows
    ]
    names = [
        "capex_minor",
        "opex_minor",
        "cost_minor",
        "benefit_minor",
        "present_capex_minor",
        "present_cost_minor",
        "present_benefit_minor",
    ]
    schema = {"project_id": pl.String, "period_index": pl.Int64, **dict.fromkeys(names, pl.Int64)}
    return pl.LazyFrame(full, schema=schema, orient="row")


def measured(*rows: tuple[int, int, int], discounting: Discounting = FLAT, finance: FinanceSection | None = None) -> dict:
    lazy = flows(*rows, discounting=discounting)
    parts = appraisal(lazy, discounting, YEAR, 50), returns(lazy, YEAR, finance or FinanceSection())
    return {**parts[0].collect().row(0, named=True), **parts[1].collect().row(0, named=True)}


def vectors(shared_data, function: str) -> list[dict]:
    return [v for v in json.loads((shared_data / "finance" / "periodic_vectors.json").read_text()) if v["fn"] == function]


def by_sign(amounts: list[float]) -> list[tuple[int, int, int]]:
    """Rows for `flows` from amounts by period: negative amounts are costs, positive ones benefits."""
    return [(period, max(-round(amount * 100), 0), max(round(amount * 100), 0)) for period, amount in enumerate(amounts)]
