"""What a portfolio of one project, or a few, can be chosen from, over a horizon of three years."""

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from tests.cutline.few_projects import tables_of

YEARLY = {"calendar": {"grain": "year", "periods": 3}, "finance": {"discount_rate_bp": 1000, "discounting": "end"}}


P = {"project_id": "P", "name": "P", "status": "proposed"}


GAIN = {"project_id": "P", "category": "revenue"}


def choices(raw: dict | None = None, quarantine: list[dict] | None = None, **rows: list[dict]):
    tables = tables_of(**rows)
    bad = pl.DataFrame(quarantine or [], schema=QUARANTINE_SCHEMA)
    return build_choices(tables, bad, settings_from({**YEARLY, **(raw or {})}))


def reason(found, project: str = "P") -> str:
    return found.left_out.filter(pl.col("project_id") == project)["text"].item()
