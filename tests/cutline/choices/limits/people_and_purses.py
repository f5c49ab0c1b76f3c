"""Rows of the tables `capacity` and `funds`, over a horizon of three years."""

from datetime import date

from cutline.contracts.tables.all_tables import EXPORTED
from tests.cutline.few_projects import table

YEARLY = {"calendar": {"grain": "year", "periods": 3}, "finance": {"discount_rate_bp": 1000, "discounting": "end"}}


NOTHING = {name: table(name) for name in EXPORTED}


def capacity(**cells) -> dict:
    return {"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": 1000, **cells}


def a_year(t: int, **cells) -> dict:
    """Two and a half people could be hired, at 10,000 a year, from the start of the horizon on."""
    return capacity(
        **{
            "period_start": date(2027 + t, 1, 1),
            "hire_max": 2500,
            "hire_cost_minor": 1_000_000,
            "recruit_lead_periods": 0,
            **cells,
        }
    )


def purse(year: int, **cells) -> dict:
    return {"fund_id": "F", "cost_class": "capex", "fiscal_year": year, "amount_minor": 100, **cells}
