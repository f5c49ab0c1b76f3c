"""Declared programmes ([[rules.programmes]]) with their candidate members: all of them run, or none.

A programme may also have a benefit of its own, which comes only if all its members run.
"""

import polars as pl

from cutline.choices.objectives.weighing import scaled_synergies
from cutline.contracts.choice_frames import PROGRAMME_SCHEMA
from cutline.contracts.statuses import is_open
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings


def declared_programmes(tables: Tables, settings: Settings) -> pl.DataFrame:
    """PROGRAMME_SCHEMA: a row for each candidate member of each declared programme. rule_id is the name of the rule.

    benefit: what the complete programme adds to the first objective: its declared present value, in minor units, if that is the value.
    It is null if no benefit is declared, and null if no objective counts the value, because money does not count in a score.

    A candidate without an option stays a member. Its programme cannot be complete then, and "all or none" means none.
    """
    # A finished member counts as running already, and a cancelled project is no longer a member of the programme.
    candidates = tables["projects"].filter(is_open()).select("project_id", "programme_id").unique()
    counts_money = settings.planning.counts("value")
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
    return scaled_synergies(found, settings.planning.first_weights, "benefit").sort("rule_id", "project_id")


def benefits_of_programmes(settings: Settings) -> pl.DataFrame:
    """synergy_id, amount: the declared benefit of each complete programme as a present value, by the name of its synergy."""
    rows = [
        (f"programme {rule.name}", rule.benefit_when_complete_minor)
        for rule in settings.rules.programmes
        if rule.benefit_when_complete_minor is not None and settings.planning.counts("value")
    ]
    return pl.DataFrame(rows, schema={"synergy_id": pl.String, "amount": pl.Int64}, orient="row")
