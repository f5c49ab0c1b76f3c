"""Declared programmes ([[rules.programmes]]) with their candidate members: all of them run, or none.

A programme may also have a benefit of its own, which comes only if all its members run.
"""

import polars as pl

from cutline.contracts.choice_frames import PROGRAMME_SCHEMA
from cutline.contracts.statuses import is_open
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings


def declared_programmes(tables: Tables, settings: Settings) -> pl.DataFrame:
    """PROGRAMME_SCHEMA: a row for each candidate member of each declared programme. rule_id is the name of the rule.

    benefit: the present value, in minor units, that the complete programme adds; null if no benefit is declared, and null
    if the objective is a score, because money does not count in a score.

    A candidate without an option stays a member. Its programme cannot be complete then, and "all or none" means none.
    """
    # A finished member counts as running already, and a cancelled project is no longer a member of the programme.
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
