"""The crosswalk: which ids in several systems are one project, as a person declared it, and suggestions for more.

Projects are never merged because they look alike. Only a declared crosswalk renames an id; likeness only leads to a
suggestion.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process, utils

from cutline.errors import Finding, SourceError

# The token-sort ratio, 0 to 100, from which two names are alike. "Crossrail programme" and "Crossrail Programme (TfL)" have
# 84, and two names that differ by a typing slip have 95.
NAME_CUTOFF = 90
SUGGESTION_SCHEMA: dict[str, pl.DataType] = {
    "system": pl.String(),
    "other_id": pl.String(),
    "other_name": pl.String(),
    "project_id": pl.String(),
    "name": pl.String(),
    "score": pl.Int64(),
    "evidence": pl.String(),
}
ROMAN = r"\b(?:i{1,3}|iv|vi{0,3}|ix|x)\b"


@dataclass(frozen=True)
class Crosswalk:
    """The declared crosswalk.

    entries: by source, the id that the source writes to the id of the portfolio. apart: pairs of ids of which a person said
    that they are not the same project.
    """

    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    apart: frozenset[tuple[str, str]] = frozenset()

    def of(self, system: str) -> dict[str, str]:
        """A mapping from the ids of one source to the ids of the portfolio."""
        return dict(self.entries.get(system, {}))

    def rank_sources(self, projects: pl.LazyFrame, order: Sequence[str]) -> tuple[pl.LazyFrame, pl.LazyFrame]:
        """The project rows that count, and the project rows that do not.

        If the crosswalk gives the rows of several sources one id, only the rows of the source that comes first in `order`
        count.
        """
        targets = sorted({target for names in self.entries.values() for target in names.values()})
        rank = pl.col("source_system").replace_strict(list(order), range(len(order)), default=-1, return_dtype=pl.Int64)
        several = pl.col("source_system").n_unique().over("project_id") > 1
        outranked = pl.col("project_id").is_in(targets) & several & (rank > rank.min().over("project_id"))
        marked = projects.with_columns(is_outranked=outranked)
        return marked.filter(~pl.col("is_outranked")).drop("is_outranked"), marked.filter("is_outranked").drop("is_outranked")


def crosswalk_of(table: pl.DataFrame) -> Crosswalk:
    """The crosswalk from its canonical table.

    Raises SourceError if the table says that an id is two projects, that it both is and is not a certain project, or that
    it becomes an id that is itself renamed.
    """
    same = table.filter(pl.col("is_same").fill_null(value=True))
    twice = same.group_by("system", "other_id").agg(pl.col("project_id").unique()).filter(pl.col("project_id").list.len() > 1)
    renamed = same.select("system", project_id="other_id")
    chained = same.filter(pl.col("other_id") != pl.col("project_id")).join(renamed, on=["system", "project_id"], how="semi")
    both = same.join(table.filter(~pl.col("is_same").fill_null(value=True)), on=["system", "other_id", "project_id"], how="semi")
    found = [
        Finding(
            f"crosswalk, source {system}, id {other}",
            f"a row that says it is the same as {project}, and a row that says it is not",
            "one of these rows",
            "delete the wrong row",
        )
        for system, other, project in both.select("system", "other_id", "project_id").iter_rows()
    ]
    found += [
        Finding(
            f"crosswalk, source {system}, id {other}",
            f"several projects: {', '.join(sorted(projects))}",
            "one project for each id",
            "delete the wrong rows",
        )
        for system, other, projects in twice.iter_rows()
    ]
    found += [
        Finding(
            f"crosswalk, source {system}, id {other}",
            f"the id {project}, which another row renames",
            "the id that the project has in the end",
            "write the id that the project has in the end",
        )
        for system, other, project in chained.select("system", "other_id", "project_id").iter_rows()
    ]
    if found:
        raise SourceError("the crosswalk contradicts itself", found)
    entries: dict[str, dict[str, str]] = {}
    for system, other, project in same.select("system", "other_id", "project_id").iter_rows():
        entries.setdefault(system, {})[other] = project
    apart = table.filter(~pl.col("is_same").fill_null(value=True)).select("other_id", "project_id").iter_rows()
    return Crosswalk(entries, frozenset(pair for one, other in apart for pair in ((one, other), (other, one))))


def suggest_entries(tables: Mapping[str, pl.DataFrame], crosswalk: Crosswalk) -> pl.DataFrame:
    """Rows that a person might add to the crosswalk, the likeliest first (SUGGESTION_SCHEMA), each with its evidence.

    Two kinds of pair are suggested. The first is an id that no project has, together with a project whose id differs only
    in case, punctuation and leading zeros, or contains the same number. The second is two projects whose names are nearly
    the same, unless the numbers in the names differ, because phase 1 is not phase 2.
    """
    projects = tables["projects"].unique("project_id", keep="first", maintain_order=True)
    rows = [*_by_id(tables, projects), *_by_name(projects)]
    kept = [row for row in rows if (row[1], row[3]) not in crosswalk.apart]
    return pl.DataFrame(kept, schema=SUGGESTION_SCHEMA, orient="row").sort(
        "score", "other_id", descending=[True, False], maintain_order=True
    )


def folded_id(project_id: str) -> str:
    """An id without case, punctuation and leading zeros of its numbers, so that `PRJ-007` and `prj7` become the same."""
    parts = [part.lstrip("0") or "0" if part.isdigit() else part for part in re.findall(r"[a-z]+|\d+", project_id.casefold())]
    return re.sub(r"(?<=\d) (?=\d)", "-", " ".join(parts)).replace(" ", "")


def _by_id(tables: Mapping[str, pl.DataFrame], projects: pl.DataFrame) -> list[tuple[object, ...]]:
    names = dict(projects.select("project_id", "name").iter_rows())
    folded: dict[str, list[str]] = {}
    for project_id in names:
        folded.setdefault(folded_id(project_id), []).append(project_id)
    orphans: dict[tuple[str, str], None] = {}
    for name, frame in tables.items():
        if name not in ("projects", "crosswalk") and "project_id" in frame.columns:
            lost = (
                frame.filter(~pl.col("project_id").is_in(list(names)))
                .select("source_system", "project_id")
                .drop_nulls()
                .unique(maintain_order=True)
            )
            orphans.update(dict.fromkeys(lost.iter_rows()))
    numbered: dict[str, list[str]] = {}
    for project_id in names:
        numbered.setdefault(_number(project_id), []).append(project_id)
    found: list[tuple[object, ...]] = []
    for system, lost_id in orphans:
        for near, score, evidence in (
            (folded.get(folded_id(lost_id), []), 100, "the same id but for case, punctuation or leading zeros"),
            (numbered.get(_number(lost_id), []) if _number(lost_id) else [], 80, "the same number under another prefix"),
        ):
            if len(near) == 1:
                found.append((system, lost_id, None, near[0], names[near[0]], score, evidence))
                break
    return found


def _number(project_id: str) -> str:
    """The number in an id without leading zeros; empty if the id has no number or several numbers."""
    groups = re.findall(r"\d+", project_id)
    return groups[0].lstrip("0") if len(groups) == 1 else ""


def _by_name(projects: pl.DataFrame) -> list[tuple[object, ...]]:
    named = projects.filter(pl.col("name").is_not_null()).select("project_id", "name", "source_system").rows()
    words = [utils.default_process(name) for _, name, _ in named]
    scores = process.cdist(words, words, scorer=fuzz.token_sort_ratio, score_cutoff=NAME_CUTOFF, dtype=np.uint8)
    found: list[tuple[object, ...]] = []
    for i, j in zip(*np.nonzero(np.triu(scores, 1)), strict=True):
        (one, one_name, _), (other, other_name, system) = named[i], named[j]
        if _numbers(one_name) == _numbers(other_name):
            evidence = "the same name" if one_name == other_name else f"names alike, {int(scores[i, j])} of 100"
            found.append((system, other, other_name, one, one_name, int(scores[i, j]), evidence))
    return found


def _numbers(name: str) -> list[str]:
    return sorted(re.findall(rf"\d+|{ROMAN}", name.casefold()))
