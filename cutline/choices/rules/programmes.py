"""Declared programmes (the [rules] section) gathered to their candidate members: all or none, and a benefit that comes only when complete."""

import polars as pl

from cutline.contracts.choice_frames import PROGRAMME_SCHEMA
from cutline.contracts.statuses import is_open
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings


def declared_programmes(tables: Tables, settings: Settings) -> pl.DataFrame:
    """PROGRAMME_SCHEMA, a row for each candidate member of each declared programme; rule_id is the rule's name.

    benefit: what completeness adds, a present value in minor units; null where none is declared, or where the objective is a score, in which
    money has no say. A member that has no option stays a member: a programme that needs it is not complete, and all or none is then none.
    """
    # A finished member is there already, and a cancelled one is no longer part of the programme.
    candidates = tables["projects"].filter(is_open()).select("project_id", "programme_id").unique()
    counts_money = settings.planning.objective != "score"
    parts = [
        candidates.filter(pl.col("programme_id") == rule.programme_id).select(
            "project_id",
            rule_id=pl.lit(rule.name),
            owner=pl.lit(rule.owner),
            is_all_or_none=pl.lit(rule.all_or_none),
            benefit=pl.lit(rule.benefit_when_complete_minor if counts_money else None, pl.Int64),
        )
        for rule in settings.rules.programmes
    ]
    found = pl.concat([pl.DataFrame(schema=PROGRAMME_SCHEMA), *(part.select(list(PROGRAMME_SCHEMA)) for part in parts)])
    return found.sort("rule_id", "project_id")
