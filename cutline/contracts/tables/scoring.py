"""Contracts of the tables about scores: the criteria, their comparison in pairs, and the scores of projects."""

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
    "The criteria by which projects are scored.",
    ("criterion_id",),
    (
        id_column("criterion_id", "The criterion."),
        text_column("name", "Name of the criterion."),
        share_column("weight_bp", "Weight of the criterion. Weights are divided by their sum.", required=True, maximum=1_000_000),
        id_column(
            "parent", "The criterion above this one. A criterion with others below it is not scored itself.", required=False
        ),
        enum_column("direction", "higher lower", "Whether a higher or a lower score is better. Unknown means higher."),
        text_column("owner", "Person or unit accountable for the criterion."),
    ),
    bad_row="refuse",
)
COMPARISONS = Table(
    "comparisons",
    "pair of criteria",
    "Criteria with the same parent, compared in pairs (Saaty). Where a group is compared, its weights are computed from these rows.",
    ("criterion_id", "other_id"),
    (
        id_column("criterion_id", "The criterion.", references="criteria.criterion_id"),
        id_column("other_id", "The criterion with which it is compared.", references="criteria.criterion_id"),
        Column(
            "ratio_milli",
            "ratio",
            "How many times as important the criterion is as the other one: 3 means three times. The table holds thousandths. The inverse comparison follows and is not stated.",
            required=True,
            minimum=1,
            maximum=10**6,
        ),
    ),
    bad_row="refuse",
)
SCORES = Table(
    "scores",
    "project and criterion",
    "The scores of each project.",
    ("project_id", "criterion_id"),
    (
        project_column(),
        id_column("criterion_id", "The criterion.", references="criteria.criterion_id"),
        Column(
            "raw_milli",
            "points",
            "The score. The table holds thousandths of a point.",
            minimum=0,
            maximum=10**9,
            is_expected=True,
        ),
        count_column("scale", "The best possible score, in points.", minimum=1, maximum=10**6),
        text_column("scorer", "Person or panel that scored."),
        date_column("scored_on", "Day of the scoring."),
    ),
)
