"""Weighted scores: computed by hand, at the edges, and in any order of the rows."""

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.metrics.alignment.line_of_sight import line_of_sight
from cutline.metrics.alignment.weighted_scores import portfolio_scores, weighted_scores
from cutline.settings.loading import settings_from
from tests.cutline.metrics.alignment.rows import FLAT, LOWER, ONE, TWO, comparisons, criteria, projects, scores
from tests.cutline.metrics.documentation import assert_documented


def points(found: pl.LazyFrame) -> dict[str, int]:
    return dict(found.collect().iter_rows())


def formula(weighed: dict[str, int], scored: dict[str, tuple[int, int]]) -> int:
    """The score in milli-points for flat weights.

    Parts of 1e-6 milli-points are rounded down, and their weighted sum is rounded half up once.
    """
    total = sum(weighed.values())
    parts = sum((raw * 100_000 * 10**6 // (1000 * scale)) * weighed[each] for each, (raw, scale) in scored.items())
    return (parts + total * 10**6 // 2) // (total * 10**6)


@given(st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 9_999), st.integers(1, 97)), min_size=1, max_size=6))
def test_a_flat_list_scores_as_ever(rows):
    """Without a tree, the score equals the weighted sum over the sum of the weights, bit for bit."""
    weighed = {f"c{i}": weight for i, (weight, _, _) in enumerate(rows)}
    scored = {f"c{i}": (raw, scale) for i, (_, raw, scale) in enumerate(rows)}
    table = conform(
        "scores",
        pl.DataFrame([{"project_id": "P", "criterion_id": each, "raw_milli": raw, "scale": scale} for each, (raw, scale) in scored.items()]),
    )  # fmt: skip
    found = weighted_scores(criteria(*weighed.items()), table.lazy())
    assert points(found) == {"P": formula(weighed, scored)}


def test_a_score_needs_every_criterion_that_weighs():
    """A criterion of weight zero is not needed.

    With a missing score, or a score without its scale, the result is unknown and not zero.
    """
    asked = criteria(("a", 5000), ("b", 5000), ("c", 0))
    given_ = scores(
        ("P", "a", 5, 5),
        ("P", "b", 0, 5),
        ("Q", "a", 5, 5),
        ("R", "a", 5, 5),
        ("R", "b", None, 5),
        ("S", "a", 1, 1),
        ("S", "b", 1, None),
    )
    assert points(weighted_scores(asked, given_)) == {"P": 50_000}
    assert weighted_scores(asked.filter(pl.col("weight_bp") == 0), given_).collect().is_empty()


def test_a_score_of_a_criterion_with_others_under_it_is_passed_over():
    """The scores of its children already count, so adding its own score would count them twice."""
    tree = criteria(("a", 1), ("b", 1), ("b1", 1, "b"))
    assert points(weighted_scores(tree, scores(("P", "a", 5, 5), ("P", "b1", 0, 5), ("P", "b", 5, 5)))) == {"P": 50_000}


def test_lower_is_better_turns_the_part_round():
    """1 of 5, on a scale where lower is better, counts as 4 of 5."""
    assert points(weighted_scores(criteria(("a", 1, None, "lower")), scores(("P", "a", 1, 5)))) == {"P": 80_000}


FOUR = scores(("P", "a", 1, 5), ("Q", "a", 2, 5), ("R", "a", 2, 5), ("S", "a", 4, 5))


@pytest.mark.parametrize(
    ("asked", "normalisation", "expected"),
    [
        (ONE, "scale", {"P": 20_000, "Q": 40_000, "R": 40_000, "S": 80_000}),
        (ONE, "range", {"P": 0, "Q": 33_333, "R": 33_333, "S": 100_000}),  # (2 - 1) / (4 - 1)
        (ONE, "share", {"P": 25_000, "Q": 50_000, "R": 50_000, "S": 100_000}),  # 1 / 4
        (ONE, "rank", {"P": 0, "Q": 66_667, "R": 66_667, "S": 100_000}),  # places 1, 2, 2, 4 of 4
        (LOWER, "scale", {"P": 80_000, "Q": 60_000, "R": 60_000, "S": 20_000}),
        (LOWER, "range", {"P": 100_000, "Q": 66_667, "R": 66_667, "S": 0}),
        (LOWER, "share", {"P": 75_000, "Q": 50_000, "R": 50_000, "S": 0}),
        (LOWER, "rank", {"P": 100_000, "Q": 66_667, "R": 66_667, "S": 0}),
    ],
)  # fmt: skip
def test_the_four_normalisations_by_hand(asked, normalisation, expected):
    """Four projects have 1, 2, 2 and 4 points of 5. The criterion is better with higher points, and then with lower points."""
    assert points(weighted_scores(asked, FOUR, normalisation=normalisation)) == expected


@pytest.mark.parametrize("asked", [ONE, LOWER], ids=["higher", "lower"])
@pytest.mark.parametrize("normalisation", ["range", "rank"])
@pytest.mark.parametrize("ids", ["P", "PQ"])
def test_where_nothing_tells_projects_apart_each_has_the_whole(asked, normalisation, ids):
    """A single project, and two projects with the same score, have 100 points."""
    found = weighted_scores(asked, scores(*((each, "a", 2, 5) for each in ids)), normalisation=normalisation)
    assert points(found) == dict.fromkeys(ids, 100_000)


def test_a_share_of_nothing_is_nothing():
    """If all projects score zero, their share of the highest score is zero, and there is no division by zero."""
    assert points(weighted_scores(ONE, scores(("P", "a", 0, 5)), normalisation="share")) == {"P": 0}


def test_scores_on_other_scales_are_compared_as_parts_of_them():
    """2 of 4 lies halfway between 1 of 5 and 4 of 5: (0.5 - 0.2) / 0.6 = 0.5."""
    found = weighted_scores(ONE, scores(("P", "a", 1, 5), ("Q", "a", 2, 4), ("R", "a", 4, 5)), normalisation="range")
    assert points(found) == {"P": 0, "Q": 50_000, "R": 100_000}


def test_the_settings_decide_the_normalisation_and_comparisons_the_weights():
    """The optimiser and the table of measures both read this function."""
    rows = {"criteria": FLAT.collect(), "scores": scores(("P", "a", 4, 5), ("P", "b", 0, 5), ("Q", "a", 2, 5), ("Q", "b", 5, 5)).collect(), "comparisons": comparisons(a_b=3000).collect()}  # fmt: skip
    tables = {name: rows.get(name, conform(name, pl.DataFrame())) for name in EXPORTED}
    assert portfolio_scores(tables, settings_from({})).rows() == [("P", 60_000), ("Q", 55_000)]
    assert portfolio_scores(tables, settings_from({"alignment": {"normalisation": "rank"}})).rows() == [
        ("P", 75_000),
        ("Q", 25_000),
    ]


def test_criteria_that_cannot_be_weighed_give_nobody_a_score():
    """The gate stops the night and says why; weights are not guessed."""
    rows = {"criteria": criteria(("a", 1, "a")).collect(), "scores": TWO.collect()}
    tables = {name: rows.get(name, conform(name, pl.DataFrame())) for name in EXPORTED}
    found = portfolio_scores(tables, settings_from({}))
    assert (found.height, found.schema) == (0, weighted_scores(FLAT, TWO).collect_schema())


def test_nothing_depends_on_the_order_of_rows():
    """Shuffled tables give the same scores and the same line of sight, under every normalisation."""
    rng = random.Random(7)
    tree = [("a", 3), ("b", 5), ("b1", 2, "b"), ("b2", 1, "b", "lower")]
    given_ = [(p, c, rng.randint(0, 5), rng.choice([5, 10])) for p in "PQRST" for c in ("a", "b1", "b2")]
    for normalisation in ("scale", "range", "share", "rank"):
        first = weighted_scores(criteria(*tree), scores(*given_), comparisons(b1_b2=2500), normalisation).collect()
        sight = line_of_sight(criteria(*tree), scores(*given_), None, projects(*"PQRST"), normalisation).collect()
        rng.shuffle(tree)
        rng.shuffle(given_)
        assert weighted_scores(criteria(*tree), scores(*given_), comparisons(b1_b2=2500), normalisation).collect().equals(first)
        assert line_of_sight(criteria(*tree), scores(*given_), None, projects(*"TSRQP"), normalisation).collect().equals(sight)


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(weighted_scores, weighted_scores(FLAT, TWO))
