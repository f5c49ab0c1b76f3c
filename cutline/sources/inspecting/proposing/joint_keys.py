"""Finds the columns that only together tell the rows of a file apart, such as a department and a number within it."""

import re
from itertools import combinations

from cutline.sources.inspecting.detecting.cell_kinds import is_period
from cutline.sources.inspecting.findings import ColumnProfile, Inspection
from cutline.sources.inspecting.proposing.block_text import OPEN, Question
from cutline.sources.inspecting.proposing.column_choices import ColumnChoice
from cutline.sources.inspecting.proposing.header_words import words_of
from cutline.sources.inspecting.proposing.matching import CONFIDENT, HeaderMatch
from cutline.sources.toml_text import toml_string

# The words of a header that numbers something, such as `Line No` or `Item #`.
NUMBERS = re.compile(r"(?:^| )(?:no|nr|num|number|id|code|item|line|seq|sequence|ref|reference|index|key|numero|nummer)(?:$| )|#")
MOST_COLUMNS, MOST_LETTERS, FEW_ROWS = 8, 40, 3


def joint_key(inspection: Inspection) -> tuple[ColumnProfile, ...]:
    """The fewest columns, two or three, of which no two rows have the same cells, one of them headed as a number of something.

    Empty if there are none, and if a single column that is headed so tells the rows apart.
    """
    columns = [column for column in inspection.columns if _may_be_part(column, inspection.records)]
    numbers = [column for column in columns if _is_numbered(column)]
    if inspection.records < FEW_ROWS or any(column.distinct == inspection.records for column in numbers):
        return ()
    parts = [column for column in columns if column.distinct < inspection.records][:MOST_COLUMNS]
    for size in (2, 3):
        for chosen in combinations(parts, size):
            cells = set(zip(*(column.cells for column in chosen), strict=True))
            if any(map(_is_numbered, chosen)) and len(cells) == inspection.records:
                return chosen
    return ()


def is_sure(project: HeaderMatch | None) -> bool:
    """Whether one column names the projects: it is headed so, or its cells all differ."""
    return project is not None and (project.score >= CONFIDENT or project.profile.distinct == len(project.profile.cells))


def joint_choice(inspection: Inspection, instead: HeaderMatch | None) -> ColumnChoice | None:
    """The column of the projects' id, made of the columns of a joint key; None if there is no such key. It asks, because only a
    person knows whether rows with one text are one project. instead: the column that may name the projects by itself.
    """
    key = joint_key(inspection)
    if not key:
        return None
    headers = "[" + ", ".join(toml_string(column.header) for column in key) + "]"
    alone = (
        f"or write project_id = {toml_string(instead.profile.header)}, if its rows of one text are one project" if instead else ""
    )
    question = Question(
        "No single column tells the rows apart. These do so together. Which columns are the key of a project?",
        (headers, *([alone] if alone else [])),
        is_example=True,
        about="parts",
    )
    return ColumnChoice("project_id", key[0], questions=(question,), joint=key, value=OPEN)


def _may_be_part(column: ColumnProfile, records: int) -> bool:
    """Whether a column is filled in every row, differs somewhere, and is neither a figure, a date, a period nor a sentence."""
    return (
        column.kind in ("text", "number")
        and column.filled == records
        and column.distinct > 1
        and not is_period(column.header)
        and max(map(len, column.cells), default=0) <= MOST_LETTERS
        and not column.twins
    )


def _is_numbered(column: ColumnProfile) -> bool:
    return bool(NUMBERS.search(words_of(column.header)) or "#" in column.header)
