"""One project, with deflators and months of earned value, over a horizon of four years."""

from datetime import date

import polars as pl

from cutline.choices.costing.decision_costs import decision_costs
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from tests.cutline.choices.solving import choices_of

P = {"project_id": "P", "name": "P", "status": "proposed"}


YEARS = {"calendar": {"grain": "year", "periods": 4}, "finance": {"discount_rate_bp": 0}}


DEFLATORS = [
    {"fiscal_year": 2027, "index_milli": 100_000},
    {"fiscal_year": 2028, "index_milli": 110_000},
    {"fiscal_year": 2029, "index_milli": 121_000},
]


def settings_of(**sections: dict) -> Settings:
    return settings_from({name: {**YEARS.get(name, {}), **sections.get(name, {})} for name in {*YEARS, *sections}})


def spend_by_start(tables: dict[str, pl.DataFrame], chosen: Settings) -> list[tuple]:
    frames = choices_of(tables, chosen).frames()
    return frames["spend"].select("start_index", "cost_class", "fiscal_year", "amount_minor").rows()


def months(*rows: tuple[int, int, int | None, int | None]) -> list[dict]:
    """Months of 2026 and 2027, counted from January 2026: planned, earned, actual; a budget of 1,000."""
    return [
        {
            "project_id": "P",
            "period_start": date(2026 + m // 12, m % 12 + 1, 1),
            "planned_minor": pv,
            "earned_minor": ev,
            "actual_minor": ac,
            "budget_at_completion_minor": 1000,
        }
        for m, pv, ev, ac in rows
    ]


DONE = months((0, 500, 250, 300), (12, 500, None, None))  # EV 250, AC 300: the rest costs 900 at the cost so far


def costs_of(tables: dict[str, pl.DataFrame], chosen: Settings) -> list[int]:
    return decision_costs(tables, chosen)["amount_minor"].to_list()
