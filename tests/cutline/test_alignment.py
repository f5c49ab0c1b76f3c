"""Weights, scores, shares by theme, line of sight and benefits claimed twice: by hand, at the edges, and whatever the order of the rows."""

import doctest
import random
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.errors import DataBlocked
from cutline.measures.dictionary import entry
from cutline.metrics.alignment import criterion_weights as weights
from cutline.metrics.alignment import weighted_scores as alignment
from cutline.metrics.alignment.consistency import consistency
from cutline.metrics.alignment.criterion_weights import criterion_weights
from cutline.metrics.alignment.line_of_sight import line_of_sight, unaligned_projects
from cutline.metrics.alignment.shared_benefits import shared_benefits
from cutline.metrics.alignment.theme_shares import theme_shares
from cutline.metrics.alignment.weighted_scores import portfolio_scores, weighted_scores
from cutline.settings.loading import settings_from


def criteria(*rows: tuple) -> pl.LazyFrame:
    """(criterion, weight, parent, direction), the last two left out where they say nothing."""
    filled = [(*row, *(None,) * (4 - len(row))) for row in rows]
    schema = {"criterion_id": pl.String, "weight_bp": pl.Int64, "parent": pl.String, "direction": pl.String}
    return conform("criteria", pl.DataFrame(filled, schema=schema, orient="row")).lazy()


def scores(*rows: tuple) -> pl.LazyFrame:
    """(project, criterion, points, scale)."""
    schema = {"project_id": pl.String, "criterion_id": pl.String, "raw_milli": pl.Int64, "scale": pl.Int64}
    found = [(p, c, None if raw is None else raw * 1000, scale) for p, c, raw, scale in rows]
    return conform("scores", pl.DataFrame(found, schema=schema, orient="row")).lazy()


def comparisons(**ratios: int) -> pl.LazyFrame:
    """a_b=3000: a is three times as important as b."""
    rows = [(*pair.split("_"), ratio) for pair, ratio in ratios.items()]
    schema = {"criterion_id": pl.String, "other_id": pl.String, "ratio_milli": pl.Int64}
    return conform("comparisons", pl.DataFrame(rows, schema=schema, orient="row")).lazy()


def projects(*ids: str) -> pl.LazyFrame:
    return pl.LazyFrame({"project_id": list(ids)}, schema={"project_id": pl.String})


def shares(found: pl.LazyFrame) -> dict[str, Fraction]:
    return {each: Fraction(weight, total) for each, _, weight, total in found.collect().iter_rows()}


def points(found: pl.LazyFrame) -> dict[str, int]:
    return dict(found.collect().iter_rows())


@pytest.mark.parametrize("module", [alignment, weights])
def test_the_worked_examples_run(module):
    """What the docstrings say is what comes out."""
    found = doctest.testmod(module)
    assert (found.failed, found.attempted > 0) == (0, True)


FLAT = criteria(("a", 60), ("b", 40))
TWO = scores(("P", "a", 4, 5), ("P", "b", 5, 10))
METRICS = {
    criterion_weights: criterion_weights(FLAT),
    consistency: consistency(FLAT, comparisons(a_b=2000), 1000),
    weighted_scores: weighted_scores(FLAT, TWO),
    line_of_sight: line_of_sight(FLAT, TWO, None, projects("P")),
    unaligned_projects: unaligned_projects(FLAT, TWO, None, projects("P", "Q")),
    theme_shares: theme_shares(*[pl.LazyFrame({"project_id": ["P"], "spend_minor": [1], "value": [1]})] * 2, pl.LazyFrame({"project_id": ["P"], "theme": ["t"]})),
    shared_benefits: shared_benefits(conform("benefits", pl.DataFrame()).lazy()),
}  # fmt: skip


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
def test_every_column_is_in_the_dictionary(metric):
    """Each with a meaning, and no column that is not there."""
    assert {measure.name for measure in entry(metric).measures} == set(METRICS[metric].collect_schema().names())


def test_weights_are_shared_among_siblings_and_multiplied_down():
    """1 : 3 at the top, 1 : 2 below b: 1/4, 1/4, 1/2. The weight a parent's children have in absolute figures does not matter."""
    found = criterion_weights(criteria(("a", 1), ("b", 3), ("b1", 100, "b"), ("b2", 200, "b"))).collect()
    assert found["objective_id"].to_list() == ["a", "b", "b"]
    assert shares(found.lazy()) == {"a": Fraction(1, 4), "b1": Fraction(1, 4), "b2": Fraction(1, 2)}


def test_an_only_child_carries_its_parent_s_whole_weight():
    """Whatever weight it states; so does a chain of them."""
    found = shares(criterion_weights(criteria(("a", 1), ("b", 1), ("b1", 7, "b"), ("b11", 9, "b1"))))
    assert found == {"a": Fraction(1, 2), "b11": Fraction(1, 2)}


def test_children_that_weigh_nothing_hand_nothing_on():
    """The others share the whole."""
    found = shares(criterion_weights(criteria(("a", 1), ("b", 3), ("b1", 0, "b"), ("b2", 0, "b"))))
    assert found == {"a": Fraction(1), "b1": Fraction(0), "b2": Fraction(0)}


def test_weights_beyond_every_common_denominator_are_rounded_to_a_billionth():
    """Twelve groups of prime sums: the exact denominator is far beyond 10^15, each share is right to half of 10^-9."""
    primes = [10007, 10009, 10037, 10039, 10061, 10067]
    rows = [
        row for i, prime in enumerate(primes) for row in ((f"g{i}", 1), (f"g{i}a", 1, f"g{i}"), (f"g{i}b", prime - 1, f"g{i}"))
    ]
    found = criterion_weights(criteria(*rows)).collect()
    parts = {each: weight for each, _, weight, _ in found.iter_rows()}
    for i, prime in enumerate(primes):
        assert abs(parts[f"g{i}a"] - Fraction(10**9, 6 * prime)) <= Fraction(1, 2)
    assert found["weight_total"].unique().to_list() == [sum(parts.values())]


def test_no_criteria_weigh_nothing():
    """An empty table is an empty answer, not an error."""
    assert criterion_weights(criteria()).collect().is_empty()
    assert weighted_scores(criteria(), TWO).collect().is_empty()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", 1, "b"), ("b", 1, "a"), ("c", 1)], "a → b → a"),  # a cycle beside a sound criterion
        ([("a", 1, "a")], "a → a"),  # its own parent
        ([("a", 1, "nobody")], "'nobody' is no criterion"),
        ([("c", 1, "b"), ("b", 1, "a"), ("a", 1, "b")], "a → b → a"),  # a branch that leads into a cycle
    ],
)
def test_a_tree_that_is_none_is_refused(rows, told):
    """With the criterion and what is wrong, in one report."""
    with pytest.raises(DataBlocked, match=told) as caught:
        criterion_weights(criteria(*rows))
    assert len(caught.value.findings) == 1


def test_each_cycle_is_told_once():
    """Two cycles and a lost parent are three findings."""
    rows = [("a", 1, "b"), ("b", 1, "a"), ("c", 1, "d"), ("d", 1, "c"), ("e", 1, "x"), ("f", 1, "a")]
    with pytest.raises(DataBlocked) as caught:
        criterion_weights(criteria(*rows))
    assert len(caught.value.findings) == 3


ABC = criteria(("a", 1), ("b", 1), ("c", 1))


def test_consistent_comparisons_give_their_own_weights():
    """A twice b, b twice c, a four times c: 4 : 2 : 1, and nothing to question."""
    found = criterion_weights(ABC, comparisons(a_b=2000, b_c=2000, a_c=4000)).collect()
    assert found["weight"].to_list() == [571428571, 285714286, 142857143]
    assert consistency(ABC, comparisons(a_b=2000, b_c=2000, a_c=4000), 0).collect().rows() == [(None, 3, 0, 0, True)]


def test_the_consistency_ratio_by_hand():
    """Of three criteria, a 2 b, b 2 c, c 2 a: by symmetry equal weights, eigenvalue 1 + 2 + 1/2 = 3.5, CI 0.25, CR 0.25 / 0.58 = 0.431."""
    pairs = comparisons(a_b=2000, b_c=2000, c_a=2000)
    assert shares(criterion_weights(ABC, pairs)) == dict.fromkeys("abc", Fraction(1, 3))
    assert consistency(ABC, pairs, 1000).collect().rows() == [(None, 3, 431, 4310, False)]


def test_an_inconsistent_matrix_agrees_with_numpy():
    """Four criteria on Saaty's scale: weights to the billionth and (eigenvalue - 4) / 3 / 0.90, by another algorithm."""
    pairs = comparisons(a_b=5000, a_c=6000, a_d=7000, b_c=4000, b_d=6000, c_d=4000)
    four = criteria(*((each, 1) for each in "abcd"))
    matrix = np.array([[1, 5, 6, 7], [1 / 5, 1, 4, 6], [1 / 6, 1 / 4, 1, 4], [1 / 7, 1 / 6, 1 / 4, 1]])
    values, vectors = np.linalg.eig(matrix)
    largest = int(values.real.argmax())
    vector = vectors[:, largest].real / vectors[:, largest].real.sum()
    found = criterion_weights(four, pairs).collect()
    assert found["weight"].to_list() == pytest.approx(vector * 10**9, abs=0.51)
    ratio = (values[largest].real - 4) / 3 / 0.90
    assert consistency(four, pairs, 1000).collect().rows() == [(None, 4, round(ratio * 1000), round(ratio * 10_000), False)]


def test_only_the_compared_group_takes_its_weights_from_comparisons():
    """b1 three times b2 below b; a and b keep their direct weights."""
    tree = criteria(("a", 1), ("b", 1), ("b1", 5, "b"), ("b2", 5, "b"))
    found = shares(criterion_weights(tree, comparisons(b1_b2=3000)))
    assert found == {"a": Fraction(1, 2), "b1": Fraction(3, 8), "b2": Fraction(1, 8)}
    assert consistency(tree, comparisons(b1_b2=3000), 1000).collect().rows() == [("b", 2, 0, 0, True)]


def test_the_direction_above_one_is_the_exact_one():
    """3 and 0.333 say the same, and the weights are those of 3 whichever way round the rows are."""
    both = shares(criterion_weights(FLAT, comparisons(a_b=3000, b_a=333)))
    assert both == shares(criterion_weights(FLAT, comparisons(a_b=3000))) == {"a": Fraction(3, 4), "b": Fraction(1, 4)}
    assert shares(criterion_weights(FLAT, comparisons(a_b=333))) == {
        "a": Fraction(249812453, 10**9),
        "b": Fraction(750187547, 10**9),
    }


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ({"a_b": 2000}, r"'a' and 'c'\n.*2 of the group's 3 pairs"),  # a group in part: a and c, b and c are missing
        ({"a_b": 3000, "b_a": 3000, "a_c": 1000, "b_c": 1000}, "3 one way and 3 the other"),  # both the more important
        ({"a_b": 2000, "a_c": 2000, "b_c": 1000, "a_x": 2000}, "not both are criteria"),
        ({"a_b": 2000, "a_c": 2000, "b_c": 1000, "a_a": 2000}, "times as important as itself"),
    ],
)  # fmt: skip
def test_comparisons_that_cannot_be_used_are_refused(pairs, told):
    """A guess for a missing pair, or a choice between two contradicting ones, would be ours and not theirs."""
    with pytest.raises(DataBlocked, match=told):
        criterion_weights(ABC, comparisons(**pairs))
    with pytest.raises(DataBlocked, match=told):
        consistency(ABC, comparisons(**pairs), 1000)


def test_criteria_of_two_parents_cannot_be_compared():
    """Their weights are shares of two wholes."""
    tree = criteria(("a", 1), ("b", 1), ("b1", 1, "b"))
    with pytest.raises(DataBlocked, match="not of one parent"):
        criterion_weights(tree, comparisons(a_b1=2000))


def test_a_criterion_equals_itself():
    """A whole matrix, diagonal and both triangles, is as good as one triangle."""
    whole = comparisons(a_a=1000, b_b=1000, a_b=4000, b_a=250)
    assert shares(criterion_weights(FLAT, whole)) == {"a": Fraction(4, 5), "b": Fraction(1, 5)}


def test_no_index_is_made_up_beyond_fifteen():
    """Sixteen criteria: weights, and a consistency that is unknown."""
    names = [f"c{i:02}" for i in range(16)]
    pairs = comparisons(**{f"{a}_{b}": 1000 for i, a in enumerate(names) for b in names[i + 1 :]})
    assert consistency(criteria(*((each, 1) for each in names)), pairs, 1000).collect().rows() == [(None, 16, None, None, None)]


@given(st.lists(st.integers(111, 9000), min_size=6, max_size=6), st.permutations("abcd"))
def test_weights_from_comparisons_do_not_depend_on_ids(ratios, names):
    """The same matrix under other names gives each criterion the same weight to the billionth."""
    pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]

    def weigh(ids):
        stated = comparisons(**{f"{ids[i]}_{ids[j]}": ratio for (i, j), ratio in zip(pairs, ratios, strict=True)})
        found = dict(criterion_weights(criteria(*((each, 1) for each in ids)), stated).select("criterion_id", "weight").collect().iter_rows())  # fmt: skip
        return [found[each] for each in ids]

    assert weigh("abcd") == weigh(names)


def formula(weighed: dict[str, int], scored: dict[str, tuple[int, int]]) -> int:
    """The score in milli-points as the first version computed it: flat weights, parts of 1e-6 milli-points rounded down, one rounding half up."""
    total = sum(weighed.values())
    parts = sum((raw * 100_000 * 10**6 // (1000 * scale)) * weighed[each] for each, (raw, scale) in scored.items())
    return (parts + total * 10**6 // 2) // (total * 10**6)


@given(st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 9_999), st.integers(1, 97)), min_size=1, max_size=6))
def test_a_flat_list_scores_as_ever(rows):
    """Bit for bit what the weights over their sum gave before there was a tree."""
    weighed = {f"c{i}": weight for i, (weight, _, _) in enumerate(rows)}
    scored = {f"c{i}": (raw, scale) for i, (_, raw, scale) in enumerate(rows)}
    table = conform(
        "scores",
        pl.DataFrame([{"project_id": "P", "criterion_id": each, "raw_milli": raw, "scale": scale} for each, (raw, scale) in scored.items()]),
    )  # fmt: skip
    found = weighted_scores(criteria(*weighed.items()), table.lazy())
    assert points(found) == {"P": formula(weighed, scored)}


def test_a_score_needs_every_criterion_that_weighs():
    """A criterion of weight zero is not asked for; a missing score, or one without its scale, is unknown, not nothing."""
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
    """It is the sum of its children's, and adding it would count them twice."""
    tree = criteria(("a", 1), ("b", 1), ("b1", 1, "b"))
    assert points(weighted_scores(tree, scores(("P", "a", 5, 5), ("P", "b1", 0, 5), ("P", "b", 5, 5)))) == {"P": 50_000}


def test_lower_is_better_turns_the_part_round():
    """1 of 5 on a scale where lower is better is 4 of 5."""
    assert points(weighted_scores(criteria(("a", 1, None, "lower")), scores(("P", "a", 1, 5)))) == {"P": 80_000}


ONE, LOWER = criteria(("a", 1)), criteria(("a", 1, None, "lower"))
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
    """1, 2, 2 and 4 points of 5, higher better and lower better."""
    assert points(weighted_scores(asked, FOUR, normalisation=normalisation)) == expected


@pytest.mark.parametrize("asked", [ONE, LOWER], ids=["higher", "lower"])
@pytest.mark.parametrize("normalisation", ["range", "rank"])
@pytest.mark.parametrize("ids", ["P", "PQ"])
def test_where_nothing_tells_projects_apart_each_has_the_whole(asked, normalisation, ids):
    """One project alone, or two that score the same."""
    found = weighted_scores(asked, scores(*((each, "a", 2, 5) for each in ids)), normalisation=normalisation)
    assert points(found) == dict.fromkeys(ids, 100_000)


def test_a_share_of_nothing_is_nothing():
    """All score zero: no part of the highest, and no division by it."""
    assert points(weighted_scores(ONE, scores(("P", "a", 0, 5)), normalisation="share")) == {"P": 0}


def test_scores_on_other_scales_are_compared_as_parts_of_them():
    """2 of 4 lies between 1 of 5 and 4 of 5: (0.5 - 0.2) / 0.6 = one half."""
    found = weighted_scores(ONE, scores(("P", "a", 1, 5), ("Q", "a", 2, 4), ("R", "a", 4, 5)), normalisation="range")
    assert points(found) == {"P": 0, "Q": 50_000, "R": 100_000}


def test_the_settings_decide_the_normalisation_and_comparisons_the_weights():
    """What the optimiser and the table of measures both read."""
    rows = {"criteria": FLAT.collect(), "scores": scores(("P", "a", 4, 5), ("P", "b", 0, 5), ("Q", "a", 2, 5), ("Q", "b", 5, 5)).collect(), "comparisons": comparisons(a_b=3000).collect()}  # fmt: skip
    tables = {name: rows.get(name, conform(name, pl.DataFrame())) for name in EXPORTED}
    assert portfolio_scores(tables, settings_from({})).rows() == [("P", 60_000), ("Q", 55_000)]
    assert portfolio_scores(tables, settings_from({"alignment": {"normalisation": "rank"}})).rows() == [
        ("P", 75_000),
        ("Q", 25_000),
    ]


def test_criteria_that_cannot_be_weighed_give_nobody_a_score():
    """The gate says why and stops the night; to guess weights would be worse."""
    rows = {"criteria": criteria(("a", 1, "a")).collect(), "scores": TWO.collect()}
    tables = {name: rows.get(name, conform(name, pl.DataFrame())) for name in EXPORTED}
    found = portfolio_scores(tables, settings_from({}))
    assert (found.height, found.schema) == (0, weighted_scores(FLAT, TWO).collect_schema())


def test_the_line_of_sight_names_what_nobody_serves():
    """P serves a by 48 points and b's only child by none; an unknown score serves nothing, and c weighs nothing."""
    tree = criteria(("a", 60), ("b", 40), ("b1", 1, "b"), ("c", 0))
    given_ = scores(("P", "a", 4, 5), ("P", "b1", 0, 5), ("Q", "a", None, 5), ("R", "a", 5, 5))
    found = line_of_sight(tree, given_, None, projects("P", "Q")).collect().rows()  # R is not among the projects asked for
    assert found == [("a", "a", "P", 48_000), ("b", None, None, None)]


def test_an_objective_is_seen_through_each_of_its_criteria():
    """B's two children are two lines, of 3/4 x 1/3 and 3/4 x 2/3 of the whole."""
    tree = criteria(("a", 1), ("b", 3), ("b1", 1, "b"), ("b2", 2, "b"))
    found = line_of_sight(tree, scores(("P", "b1", 5, 5), ("P", "b2", 5, 5)), None, projects("P")).collect().rows()
    assert found == [("a", None, None, None), ("b", "b1", "P", 25_000), ("b", "b2", "P", 50_000)]


def test_unaligned_projects_say_which_of_the_two():
    """P is the worst on both, Q on one and unknown on the other, R has no scores at all, S serves one."""
    given_ = scores(("P", "a", 0, 5), ("P", "b", 0, 5), ("Q", "a", 0, 5), ("S", "a", 1, 5), ("S", "b", 0, 5))
    found = unaligned_projects(FLAT, given_, None, projects("P", "Q", "R", "S")).collect().rows()
    assert found == [("P", "zero", 2, 0), ("Q", "unknown", 1, 1), ("R", "unknown", 0, 2)]


def test_the_best_of_a_lower_is_better_criterion_is_aligned():
    """Nought is the best there, and the worst is the end of the scale."""
    given_ = scores(("P", "a", 0, 5), ("Q", "a", 5, 5))
    assert unaligned_projects(LOWER, given_, None, projects("P", "Q")).collect()["project_id"].to_list() == ["Q"]


def test_where_nothing_weighs_nobody_is_unaligned():
    """There is nothing to serve."""
    assert unaligned_projects(criteria(("a", 0)), TWO, None, projects("P")).collect().is_empty()


AMOUNTS = {"project_id": pl.String, "spend_minor": pl.Int64, "value": pl.Int64}
THEMES = pl.LazyFrame({"project_id": list("PQRST"), "theme": ["core", "core", "green", None, "lost"]})


def money(*rows: tuple) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=AMOUNTS, orient="row")


def test_shares_by_theme_by_hand():
    """Spend 1 : 1 : 1 is 3,334 : 3,333 : 3,333, the first by name having the basis point over; value 30 : -10 : 20 of 40."""
    everyone = money(("P", 100, 30), ("R", 100, -10), ("S", 100, 20))
    found = theme_shares(everyone, money(("P", 100, 30)), THEMES).collect()
    assert found.select("theme", "candidate_spend_bp", "candidate_value_bp", "plan_spend_minor", "plan_spend_bp").rows() == [
        ("core", 3334, 7500, 100, 10_000), ("green", 3333, -2500, 0, 0), (None, 3333, 5000, 0, 0),
    ]  # fmt: skip


def test_equal_remainders_go_to_the_larger_amount():
    """1, 4 and 29,995 of 30,000 each leave a third of a basis point: the one over is the largest's, whatever it is called."""
    found = theme_shares(money(("P", 1, 0), ("S", 4, 0), ("R", 29_995, 0)), money(), THEMES).collect()
    assert found.select("theme", "candidate_spend_bp").rows() == [("core", 0), ("green", 9999), (None, 1)]


def test_unknown_amounts_are_counted_and_not_nothing():
    """A theme with nothing known has no sum; one with something known has that, and says what is missing."""
    everyone = money(("P", 100, None), ("Q", None, 5), ("R", None, None))
    found = theme_shares(everyone, everyone, THEMES).collect()
    assert found.select("theme", "plan_spend_minor", "plan_value", "plan_spend_bp", "plan_unknown").rows() == [
        ("core", 100, 5, 10_000, 2), ("green", None, None, None, 1),
    ]  # fmt: skip


def test_a_whole_that_is_not_positive_has_no_shares():
    """Nothing spent, and more value lost than gained."""
    found = theme_shares(money(("P", 0, -5), ("R", 0, 3)), money(), THEMES).collect()
    assert (
        found.select("candidate_spend_bp", "candidate_value_bp", "plan_spend_bp", "plan_spend_minor").rows()
        == [(None, None, None, 0)] * 2
    )
    assert theme_shares(money(), money(), THEMES).collect().is_empty()


def test_shares_add_up_and_do_not_depend_on_the_order_of_rows():
    """A hundred random portfolios: shares sum to 10,000 exactly, sums of themes are sums of projects, shuffled rows give the same."""
    rng = random.Random(5)
    for _ in range(100):
        rows = [(p, rng.randint(0, 10 ** rng.randint(1, 14)), rng.randint(-5, 10**6)) for p in "PQRST"]
        found = theme_shares(money(*rows), money(*rows[:3]), THEMES).collect()
        if sum(spend for _, spend, _ in rows):
            assert found["candidate_spend_bp"].sum() == 10_000
        assert found["candidate_spend_minor"].sum() == sum(spend for _, spend, _ in rows)
        rng.shuffle(rows)
        shuffled = theme_shares(money(*rows), money(*sorted(rows)[:3]), THEMES.sort("project_id", descending=True)).collect()
        assert shuffled.select(pl.col("^candidate.*$")).equals(found.select(pl.col("^candidate.*$")))


def claims(*rows: tuple) -> pl.LazyFrame:
    """(project, group, amount, offset)."""
    schema = {"project_id": pl.String, "double_count_group": pl.String, "amount_minor": pl.Int64, "period_offset": pl.Int64}
    return conform("benefits", pl.DataFrame(rows, schema=schema, orient="row").with_columns(category=pl.lit("revenue"))).lazy()


def test_a_benefit_claimed_twice_by_hand():
    """P claims 60 + 40 in two periods, Q 70, R nothing of it: 170 claimed, the largest 100, so 70 are counted twice at most."""
    found = shared_benefits(
        claims(("Q", "g", 70, 0), ("P", "g", 60, 0), ("P", "g", 40, 1), ("R", None, 5, 0), ("R", "alone", 5, 0))
    )
    assert found.collect().rows() == [("g", "P, Q", 170, 100, 70)]


def test_an_unknown_claim_makes_the_claims_unknown():
    """Nobody can say how much is counted twice."""
    assert shared_benefits(claims(("P", "g", None, 0), ("Q", "g", 70, 0))).collect().rows() == [("g", "P, Q", None, None, None)]
    assert shared_benefits(claims()).collect().is_empty()


def test_nothing_depends_on_the_order_of_rows():
    """Scores, sight and weights of shuffled tables are the same."""
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
