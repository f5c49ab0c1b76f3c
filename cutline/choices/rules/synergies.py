"""The synergies of projects: the value that is gained or lost if certain projects run together.

There are two sources: synergies that dependencies state, and benefits that several projects claim.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY, SYNERGY_SCHEMA
from cutline.contracts.statuses import is_finished
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings

# Up to this many claimants of a benefit, every set of two or more has a synergy: 57 sets.
MOST_CLAIMANTS = 6


def stated_synergies(tables: Tables) -> pl.DataFrame:
    """synergy_id, project_id (a sorted list), amounts (the different amounts that are stated).

    Rows of the table `dependencies` with the same group_id are one synergy. A row without a group_id is a synergy of its own.
    """
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
    """SYNERGY_SCHEMA: a row for each project of a synergy. amount: its gain (positive) or loss, a present value in the
    portfolio's currency.

    The amount of a synergy is unknown if its rows state no amount or different amounts; such a synergy does not count.
    If no objective counts the value, no synergy counts. A finished project counts as running.
    """
    if not settings.planning.counts("value"):
        return pl.DataFrame(schema=SYNERGY_SCHEMA)
    delivered = tables["projects"].filter(is_finished()).select("project_id")
    known = stated_synergies(tables).filter(pl.col("amounts").list.len() == 1)
    rows = known.select("synergy_id", "project_id", amount=pl.col("amounts").list.first()).explode("project_id")
    return (
        rows.join(delivered, on="project_id", how="anti", maintain_order="left")
        .filter(pl.col("amount") != 0)
        .select(pl.col(name).cast(dtype) for name, dtype in SYNERGY_SCHEMA.items())
        .sort("synergy_id", "project_id")
    )


def double_count_synergies(claims: pl.DataFrame, options: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    """SYNERGY_SCHEMA: the amounts to subtract so that a benefit which several projects claim counts only once, as the
    largest claim of the projects that run.

    claims: OPTION_KEY, double_count_group, present_minor.
    options, stops: OPTION_KEY. A project that is stopped claims nothing.

    The claim of a project is the smallest claim of any of its options, so that the amount subtracted never exceeds the
    amount counted. If the options of a project claim different amounts, a little less is subtracted.

    Up to MOST_CLAIMANTS projects, the sum of the claims less the largest is exact for every selection, by inclusion and
    exclusion: max = sum over the sets of n projects of (-1)^(n+1) min. For more projects it is exact when all of them run;
    otherwise too little may be subtracted, never too much.
    """
    run = options.select(OPTION_KEY).join(stops, on=["project_id", "mode_id"], how="anti")
    each = claims.group_by(*OPTION_KEY, "double_count_group").agg(claim=pl.col("present_minor").sum())
    everywhere = each.select("project_id", "double_count_group").unique().join(run, on="project_id")
    least = (
        everywhere.join(each, on=[*OPTION_KEY, "double_count_group"], how="left")
        .group_by("double_count_group", "project_id")
        .agg(pl.col("claim").fill_null(0).min())
        .filter(pl.col("claim") > 0)
        .sort("double_count_group", "claim", "project_id", descending=[False, True, False])
    )
    rows = [
        (f"benefit {group} of {', '.join(sorted(members))}, counted once", project, amount)
        for (group,), own in least.group_by("double_count_group", maintain_order=True)
        for members, amount in _corrections(own["project_id"].to_list(), own["claim"].to_list())
        for project in members
    ]
    return pl.DataFrame(rows, schema=SYNERGY_SCHEMA, orient="row").sort("synergy_id", "project_id")


def _corrections(projects: list[str], claims: list[int]) -> Iterator[tuple[list[str], int]]:
    """Sets of projects, each with the amount that it adds if all its projects run (a negative amount subtracts). claims:
    sorted from the largest to the smallest.
    """
    places = range(len(projects))
    if len(projects) > MOST_CLAIMANTS:
        sets = [list(pair) for pair in pairwise(places)]
    else:
        sets = [list(some) for size in places[1:] for some in combinations(places, size + 1)]
    for some in sets:
        yield [projects[i] for i in some], -claims[some[-1]] if len(some) % 2 == 0 else claims[some[-1]]
