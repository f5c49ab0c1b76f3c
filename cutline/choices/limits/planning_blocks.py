"""Planning blocks: which periods far out are planned together as one block, and which starts are offered in a block.

This module also finds the periods in which a plan needs more people than there are, although the block as a whole has
enough. How the optimiser plans by block belongs to `optimizer.problem.building`.
"""

from collections.abc import Callable, Mapping

import polars as pl

from cutline.contracts.choice_frames import GRAIN_SCHEMA, OPTION_KEY
from cutline.settings.all_settings import Settings

OVERLOAD_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "first_index": pl.Int64(), "last_index": pl.Int64(), "there_milli_fte": pl.Int64(),
    "bought_milli_fte": pl.Int64(), "used_milli_fte": pl.Int64(), "over_milli_fte": pl.Int64(),
}  # fmt: skip
TIMED_DEPENDENCIES = ("finish_to_start", "start_to_start")


def planning_blocks(settings: Settings) -> pl.DataFrame:
    """Every period from planning.fine_periods on, with the first period of its block (GRAIN_SCHEMA). A period without a row
    is planned as a single period.

    Blocks are counted from the start of the fiscal year and end with that year, because budgets are by fiscal year and a
    block must not lie in two years. The first and the last block of a horizon or of a year may be shorter than the others.
    """
    calendar, planning = settings.horizon(), settings.planning
    first: dict[tuple[int, int], int] = {}
    far = [] if planning.fine_periods is None else range(planning.fine_periods, calendar.periods)
    rows = [
        (i, first.setdefault((calendar.fiscal_year(i), calendar.place_in_year(i) // planning.coarse_periods), i)) for i in far
    ]
    return pl.DataFrame(rows, schema=GRAIN_SCHEMA, orient="row")


def blocks_of_people(settings: Settings) -> pl.DataFrame:
    """The blocks within which work may move (GRAIN_SCHEMA); no blocks if planning.coarse_is_strict forbids work to move."""
    found = planning_blocks(settings)
    return found.clear() if settings.planning.coarse_is_strict else found


def block_spans(grain: pl.DataFrame, periods: int) -> list[tuple[int, int]]:
    """The first and the last period of every block of a horizon of `periods`. A period that is planned as a single period
    is a block of length one.
    """
    block = dict(grain.iter_rows())
    last: dict[int, int] = {}
    for i in range(periods):
        last[block.get(i, i)] = i
    return list(last.items())


def period_namer(settings: Settings) -> Callable[[int], str]:
    """A function from a period of demand to its name, or to the name of the block that it stands for: `2028-01`, `2028-01 to
    2028-03 together`.
    """
    calendar, last = settings.horizon(), dict(block_spans(blocks_of_people(settings), settings.calendar.periods))
    return lambda first: calendar.span(first, last.get(first, first)) + (" together" if last.get(first, first) > first else "")


def first_of_block(index: pl.Expr, grain: pl.DataFrame) -> pl.Expr:
    """The first period of the block that period `index` is in; `index` itself if the period is in no block."""
    return index.replace(dict(grain.iter_rows())) if grain.height else index


def starts_offered_in_blocks(
    starts: pl.DataFrame, grain: pl.DataFrame, decisions: pl.DataFrame, dependencies: pl.DataFrame, required: pl.DataFrame
) -> pl.DataFrame:
    """The rows of `starts` (OPTION_KEY and more) that are offered: in each block, the earliest start of each project and mode.

    Keeping the earliest start leaves each project and mode at least one option, and a deadline never excludes the earliest
    start. Some other starts are kept as well: those that somebody decided on (`decisions`: project_id, start_index), every
    start of a project that must be in the plan (`required`: project_id), and every start of a project that waits for
    another (`dependencies`: type, from_project_id), because the project that it waits for may be finished in the middle of
    a block.
    """
    waits = dependencies.filter(pl.col("type").is_in(TIMED_DEPENDENCIES))["from_project_id"]
    free = pl.concat([waits, required["project_id"]]).unique().implode()
    earliest = pl.col("start_index").min().over("project_id", "mode_id", first_of_block(pl.col("start_index"), grain))
    decided = decisions.select("project_id", "start_index").unique().with_columns(is_decided=pl.lit(value=True))
    return (
        starts.join(decided, on=["project_id", "start_index"], how="left", maintain_order="left")
        .filter((pl.col("start_index") == earliest) | pl.col("project_id").is_in(free) | pl.col("is_decided"))
        .drop("is_decided")
    )


def summed_by_block(frame: pl.DataFrame, grain: pl.DataFrame, amount: str) -> pl.DataFrame:
    """`frame` with the block as period_index, and with `amount` summed over the rows that agree in all other columns after
    this change.
    """
    others = [name for name in frame.columns if name != amount]
    pooled = frame.with_columns(period_index=first_of_block(pl.col("period_index"), grain))
    return pooled.group_by(others, maintain_order=True).agg(pl.col(amount).sum()).select(frame.columns)


def overloads_within_blocks(choices: Mapping[str, pl.DataFrame], chosen: pl.DataFrame, bought: pl.DataFrame) -> pl.DataFrame:
    """The periods in which a plan needs more people of a role than there are, although the block as a whole has enough
    (OVERLOAD_SCHEMA).

    The work of such a period must move within its block. Amounts are milli-FTE; over = used - there - bought (`there` is
    the capacity of the period).

    choices: `Choices` as frames. chosen: the option keys of the plan. bought: role_id, period_index, milli_fte.
    """
    grain, place = choices["grain"], ["role_id", "period_index"]
    used = choices["demand"].join(chosen, on=OPTION_KEY, how="semi").group_by(place).agg(used_milli_fte=pl.col("milli_fte").sum())
    there = choices["capacity"].select(*place, there_milli_fte="milli_fte")
    had = bought.group_by(place).agg(bought_milli_fte=pl.col("milli_fte").sum())
    ends = grain.group_by("block_index").agg(last_index=pl.col("period_index").max())
    return (
        used.join(grain, on="period_index")
        .join(ends, on="block_index")
        .join(there, on=place, how="left")
        .join(had, on=place, how="left")
        .with_columns(
            pl.col("there_milli_fte", "bought_milli_fte").fill_null(0)
        )  # a period without a row has nobody, as in the plan
        .with_columns(over_milli_fte=pl.col("used_milli_fte") - pl.col("there_milli_fte") - pl.col("bought_milli_fte"))
        .filter(pl.col("over_milli_fte") > 0)
        .select(*place, first_index="block_index", last_index="last_index", **{name: name for name in list(OVERLOAD_SCHEMA)[4:]})
        .sort(place)
    )
