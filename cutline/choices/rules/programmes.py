"""Declared programmes ([[rules.programmes]]) with their candidate members: all of them run, or none.

A benefit of a programme comes only when all its members run.
"""

import polars as pl

from cutline.contracts.choice_frames import PROGRAMME_SCHEMA
from cutline.contracts.statuses import is_open
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings


def declared_programmes(tables: Tables, settings: Settings) -> pl.DataFrame:
    """PROGRAMME_SCHEMA: a row for each candidate member of each declared programme. rule_id is the name of the rule.

    benefit: the present value, in minor units, that the complete programme adds; null where none is declared, and where the
      objective is a score, because money then does not count.

    A member without an option stays a member: then the programme cannot be complete, and "all or none" means none.
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
