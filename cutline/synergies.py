"""What projects are worth more, or less, together than apart: the synergy rows of dependencies, gathered to groups."""

import polars as pl

from cutline.settings import Settings
from cutline.valuation import Tables

SYNERGY_SCHEMA: dict[str, pl.DataType] = {"synergy_id": pl.String(), "project_id": pl.String(), "amount": pl.Int64()}


def stated_synergies(tables: Tables) -> pl.DataFrame:
    """synergy_id, project_id (sorted list), amounts (the different ones stated): rows of one group_id are one synergy, a row without one is its own."""
    rows = tables["dependencies"].filter(pl.col("type") == "synergy")
    own = pl.format("{} with {}", "from_project_id", "to_project_id")
    named = rows.with_columns(synergy_id=pl.coalesce("group_id", own))
    members = pl.concat(
        [named.select("synergy_id", "amount_minor", project_id=end) for end in ("from_project_id", "to_project_id")]
    )
    return (
        members.group_by("synergy_id")
        .agg(pl.col("project_id").unique().sort(), amounts=pl.col("amount_minor").drop_nulls().unique().sort())
        .sort("synergy_id")
    )


def synergies(tables: Tables, settings: Settings) -> pl.DataFrame:
    """SYNERGY_SCHEMA, a row for each project of a synergy: amount is its gain (positive) or loss, a present value in the portfolio's currency.

    Without one stated amount it is unknown and has no say; where the objective is a score, money has none either. Projects that are closed,
    hence delivered, are taken to be there.
    """
    if settings.planning.objective == "score":
        return pl.DataFrame(schema=SYNERGY_SCHEMA)
    delivered = tables["projects"].filter(pl.col("status") == "closed").select("project_id")
    known = stated_synergies(tables).filter(pl.col("amounts").list.len() == 1)
    rows = known.select("synergy_id", "project_id", amount=pl.col("amounts").list.first()).explode("project_id")
    return (
        rows.join(delivered, on="project_id", how="anti", maintain_order="left")
        .filter(pl.col("amount") != 0)
        .select(pl.col(name).cast(dtype) for name, dtype in SYNERGY_SCHEMA.items())
        .sort("synergy_id", "project_id")
    )
