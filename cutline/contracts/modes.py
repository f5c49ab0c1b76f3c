"""The modes of a project: what each mode intends, which modes run or stop the project, and which is the default."""

import polars as pl

from cutline.contracts.statuses import is_in_flight

INTENT_ORDER = {"full": 0, "lean": 1, "accelerate": 2, "pause": 3, "stop": 4}

# What the plan makes of a project, by the intent of its mode: the word for a project in flight, and the word for any other
# project.
IN_FLIGHT_WORDS = {"full": "continued", "lean": "continued, leaner", "accelerate": "accelerated", "pause": "paused"}
STARTED_WORDS = {
    "full": "started",
    "lean": "started, leaner",
    "accelerate": "started, accelerated",
    "pause": "started, with a pause",
}


def running_modes(modes: pl.DataFrame) -> pl.DataFrame:
    """The rows of `modes` that may be chosen to run their project. A mode that stops the project, or that has an exit cost, does
    not run it.
    """
    stops = pl.col("exit_cost_minor").is_not_null() | (pl.col("intent") == "stop").fill_null(value=False)
    return modes.filter(pl.col("is_eligible").fill_null(value=True) & ~stops)


def stopping_modes(modes: pl.DataFrame) -> pl.DataFrame:
    """The rows of `modes` that may be chosen to stop their project: those with a known exit cost and no intent other than
    `stop`.
    """
    stops = pl.col("exit_cost_minor").is_not_null() & (pl.col("intent") == "stop").fill_null(value=True)
    return modes.filter(stops & pl.col("is_eligible").fill_null(value=True))


def planned_default_first(candidates: pl.DataFrame) -> pl.DataFrame:
    """`candidates` sorted so that the first row of each project is the mode that the plan takes as its default.

    This is the default for planning. Every project with a row in `candidates` has exactly one such default: the mode that is
    marked as the default, else the mode whose intent comes first (full or unknown, then lean, accelerate, pause), else the
    first mode by id. `unambiguous_default_mode` is the default for measuring.

    candidates: project_id, mode_id, is_default, intent; a row for each mode that may be the default.
    """
    intent_rank = pl.col("intent").replace_strict(INTENT_ORDER, default=0, return_dtype=pl.Int64)
    order = (pl.col("is_default").fill_null(value=False), intent_rank, pl.col("mode_id"))
    return candidates.sort("project_id", *order, descending=[False, True, False, False])


def planned_default_modes(modes: pl.DataFrame) -> pl.DataFrame:
    """project_id, default_mode: the default for planning among the modes that may run each project. A project without such a
    mode is absent.
    """
    first = planned_default_first(running_modes(modes)).unique("project_id", keep="first", maintain_order=True)
    return first.select("project_id", default_mode="mode_id")


def unambiguous_default_mode() -> pl.Expr:
    """An aggregation over the modes of a project (mode_id, is_default): the one mode marked as the default, else the only mode,
    else null.

    This is the default for measuring: if a project marks two modes as default, or has several modes and marks none, nobody
    has said which mode its figures describe, so the figures are unknown. `planned_default_first` is the default for
    planning.
    """
    marked = pl.col("mode_id").filter(pl.col("is_default").fill_null(value=False))
    only = pl.when(pl.len() == 1).then(pl.col("mode_id").first())
    return pl.when(marked.len() == 1).then(marked.first()).when(marked.len() == 0).then(only)


def decision_words() -> pl.Expr:
    """What the plan makes of a project, from its `status` and the `intent` of its mode; an unknown intent counts as full."""
    intent = pl.col("intent").fill_null("full")

    def words(by_intent: dict[str, str]) -> pl.Expr:
        return intent.replace_strict(by_intent, default=None, return_dtype=pl.String)

    return pl.when(is_in_flight()).then(words(IN_FLIGHT_WORDS)).otherwise(words(STARTED_WORDS))
