"""The lines about people: the busiest role, and how the plan keeps capacity within blocks of periods."""

import polars as pl

from cutline.settings.all_settings import Settings

SHOWN_LIMITS = 5


def busiest_role(utilisation: pl.DataFrame) -> str:
    """The role and period that use most of their capacity."""
    used = utilisation.filter(pl.col("utilisation_bp").is_not_null())
    if used.is_empty():
        return "no people in this plan"
    row = used.sort("utilisation_bp", "role_id", "period_index", descending=[True, False, False]).row(0, named=True)
    return f"{row['role_id']} in {row['period']}: {row['utilisation_bp'] / 100:.1f} % of its capacity"


def limits_exceeded(exceeded: pl.DataFrame) -> str:
    """The limits that the plan exceeds, the largest first, or that it exceeds none."""
    if exceeded.is_empty():
        return "none: no role, unit, skill or fund is exceeded, no gate is overdue, no benefit is claimed twice"
    texts = exceeded["text"].to_list()
    more = f"; and {len(texts) - SHOWN_LIMITS} more" if len(texts) > SHOWN_LIMITS else ""
    return "; ".join(texts[:SHOWN_LIMITS]) + more


def within_blocks(over: pl.DataFrame, settings: Settings) -> list[tuple[str, str]]:
    """How many roles and periods exceed their capacity although their block has enough. There is no line if no periods are
    planned together as blocks.
    """
    fine = settings.planning.fine_periods
    if fine is None:
        return []
    places = "1 role and period exceeds its" if over.height == 1 else f"{over.height} roles and periods exceed their"
    line = f"{places} capacity: work must move within its block" if over.height else "every period by itself has enough people"
    return [("Planned by block", f"from {settings.horizon().label(fine)} on; {line}")]
