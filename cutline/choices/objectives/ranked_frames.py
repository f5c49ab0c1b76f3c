"""The frames of several objectives in order: which they are, and what options, people and synergies add to each after the first.

With one objective the frames are empty.
"""

import polars as pl

from cutline.choices.objectives.option_measures import changes_base
from cutline.choices.objectives.weighing import exact, people_amount, scaled_synergies, weighed
from cutline.contracts.choice_frames import (
    OBJECTIVE_PEOPLE_SCHEMA,
    OBJECTIVE_SCHEMA,
    OBJECTIVE_SYNERGY_SCHEMA,
    OBJECTIVE_TERM_SCHEMA,
    OPTION_KEY,
)
from cutline.settings.all_settings import Settings


def ranked_frames(
    measured: pl.DataFrame, offers: pl.DataFrame, synergies: pl.DataFrame, approved: pl.DataFrame, settings: Settings
) -> dict[str, pl.DataFrame]:
    """Frame name (see `choices.Choices`) to frame.

    measured: OPTION_KEY and a column for each measure. offers: role_id, period_index, kind, present_minor, price_minor of everybody who
    can be bought or hired. synergies: synergy_id and amount, as a present value. approved: as of `Choices`.
    """
    planning = settings.planning
    frames: dict[str, list[pl.DataFrame]] = {"objective_terms": [], "objective_people": [], "objective_synergies": []}
    rows = []
    for rank, each in enumerate(planning.objectives if len(planning.objectives) > 1 else ()):
        weights = planning.weights(each)
        base = weights.get("changes", 0) * changes_base(approved)
        rows.append((rank, each.measure, planning.unit_of(each), planning.is_least(each), base, each.may_cost_bp, each.may_cost))
        if rank:
            here = pl.lit(rank, pl.Int64).alias("rank")
            by_people = people_amount(weights, pl.col("present_minor"), pl.col("price_minor")).alias("amount")
            frames["objective_terms"].append(weighed(measured, weights, "amount").with_columns(here))
            frames["objective_people"].append(exact(offers.with_columns(by_people), "amount").with_columns(here))
            together = synergies.unique("synergy_id", keep="first", maintain_order=True)
            frames["objective_synergies"].append(scaled_synergies(together, weights).with_columns(here))
    schemas = {
        "objective_terms": OBJECTIVE_TERM_SCHEMA,
        "objective_people": OBJECTIVE_PEOPLE_SCHEMA,
        "objective_synergies": OBJECTIVE_SYNERGY_SCHEMA,
    }
    found = {name: _together(parts, schemas[name]) for name, parts in frames.items()}
    return {"objectives": pl.DataFrame(rows, schema=OBJECTIVE_SCHEMA, orient="row"), **found}


def _together(parts: list[pl.DataFrame], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """The amounts that are not zero, in one frame and in a stable order."""
    kept = [
        part.filter(pl.col("amount") != 0).select(pl.col(name).cast(dtype) for name, dtype in schema.items()) for part in parts
    ]
    names = [name for name in ("rank", *OPTION_KEY, "role_id", "period_index", "kind", "synergy_id") if name in schema]
    return pl.concat([pl.DataFrame(schema=schema), *kept]).sort(names)
