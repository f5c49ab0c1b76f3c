"""Tables about scores: the criteria, their comparison in pairs, and how each project scores."""

from cutline.contracts.tables.column_kinds import (
    count_column,
    date_column,
    enum_column,
    id_column,
    project_column,
    share_column,
    text_column,
)
from cutline.contracts.tables.records import Column, Table

CRITERIA = Table(
    "criteria",
    "criterion",
    "What the portfolio is scored on.",
    ("criterion_id",),
    (
        id_column("criterion_id", "the criterion"),
        text_column("name", "what people call it"),
        share_column("weight_bp", "its weight; weights are normalised to their sum", required=True, maximum=1_000_000),
        id_column("parent", "criterion above it; one that has others under it is not scored itself", required=False),
        enum_column("direction", "higher lower", "which score is the better one; unknown means higher"),
        text_column("owner", "who answers for it"),
    ),
    bad_row="refuse",
)
COMPARISONS = Table(
    "comparisons",
    "criterion, other criterion",
    "Criteria of one parent compared in pairs (Saaty): where a group is compared, its weights come from here.",
    ("criterion_id", "other_id"),
    (
        id_column("criterion_id", "the criterion", references="criteria.criterion_id"),
        id_column("other_id", "the one it is compared with", references="criteria.criterion_id"),
        Column(
            "ratio_milli",
            "fte",
            "how many times as important it is as the other, in thousandths: 3 is three times; the other way round is implied",
            required=True,
            minimum=1,
            maximum=10**6,
        ),
    ),
    bad_row="refuse",
)
SCORES = Table(
    "scores",
    "project, criterion",
    "How a project scores.",
    ("project_id", "criterion_id"),
    (
        project_column(),
        id_column("criterion_id", "the criterion", references="criteria.criterion_id"),
        Column("raw_milli", "fte", "the score in thousandths of a point", minimum=0, maximum=10**9, is_expected=True),
        count_column("scale", "the best possible score in points", minimum=1, maximum=10**6),
        text_column("scorer", "who scored"),
        date_column("scored_on", "when"),
    ),
)
