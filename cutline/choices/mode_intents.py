"""What a mode does with its project: run it in full, leaner, faster, pause it, or stop it; which modes run it, and what reports call that."""

import polars as pl

from cutline.contracts.statuses import is_in_flight

INTENT_ORDER = {"full": 0, "lean": 1, "accelerate": 2, "pause": 3, "stop": 4}

# What becomes of a project in the plan, by the intent of its mode: one in flight, and one that is not.
IN_FLIGHT_WORDS = {"full": "continued", "lean": "continued, leaner", "accelerate": "accelerated", "pause": "paused"}
STARTED_WORDS = {
    "full": "started",
    "lean": "started, leaner",
    "accelerate": "started, accelerated",
    "pause": "started, with a pause",
}


def running_modes(modes: pl.DataFrame) -> pl.DataFrame:
    """The rows of `modes` that may be chosen to run their project. A mode that stops, or that has an exit cost, runs nothing."""
    stops = pl.col("exit_cost_minor").is_not_null() | (pl.col("intent") == "stop").fill_null(value=False)
    return modes.filter(pl.col("is_eligible").fill_null(value=True) & ~stops)


def intent_rank() -> pl.Expr:
    """The place of a mode's intent where a project has no mode marked as its default: the mode that simply goes on comes first."""
    return pl.col("intent").replace_strict(INTENT_ORDER, default=0, return_dtype=pl.Int64)


def course_words() -> pl.Expr:
    """What becomes of a project, from its `status` and the `intent` of its mode; an unknown intent is in full."""
    intent = pl.col("intent").fill_null("full")

    def words(known: dict[str, str]) -> pl.Expr:
        return intent.replace_strict(known, default=None, return_dtype=pl.String)

    return pl.when(is_in_flight()).then(words(IN_FLIGHT_WORDS)).otherwise(words(STARTED_WORDS))
