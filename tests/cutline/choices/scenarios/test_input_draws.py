"""Draws of inputs: within their ranges, the same every time, and the scores that other weights give."""

import numpy as np
import polars as pl

from cutline.choices.scenarios.input_draws import drawn_ppm, drawn_scores, scored_parts
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of


def test_draws_are_within_their_ranges_and_the_same_every_time():
    """20 %, 5 % and nothing: each input stays within, the first two are spread evenly, and the seed decides."""
    found = drawn_ppm(200, 3, [2000, 500, 0])
    assert np.array_equal(found, drawn_ppm(200, 3, [2000, 500, 0]))
    assert not np.array_equal(found, drawn_ppm(200, 4, [2000, 500, 0]))
    assert (np.abs(found).max(axis=0) <= [200_000, 50_000, 0]).all()
    assert (np.abs(found[:, :2]).max(axis=0) > [195_000, 48_000]).all()
    quarters = np.histogram(found[:, 0], bins=4, range=(-200_000, 200_000))[0]
    assert (np.abs(quarters - 50) <= 5).all()


def test_fewer_draws_are_the_first_of_more():
    """Between two powers of two; another number of inputs after an input does not change it."""
    assert np.array_equal(drawn_ppm(130, 0, [2000] * 3), drawn_ppm(256, 0, [2000] * 3)[:130])
    assert np.array_equal(drawn_ppm(64, 0, [2000]), drawn_ppm(64, 0, [2000] * 5)[:, :1])
    assert drawn_ppm(1, 0, [2000]).shape == (1, 1)


CRITERIA = [{"criterion_id": "a", "weight_bp": 6000}, {"criterion_id": "b", "weight_bp": 4000}]
SCORES = [
    {"project_id": "P", "criterion_id": "a", "raw_milli": 4000, "scale": 5}, {"project_id": "P", "criterion_id": "b", "raw_milli": 1000, "scale": 5},
    {"project_id": "Q", "criterion_id": "a", "raw_milli": 4000, "scale": 5},
]  # fmt: skip


def test_scores_with_other_weights_by_hand():
    """P has 80 and 20 points of 0.6 and 0.4: 56. With 0.72 and 0.32 of 1.04 it has 61.538. Q lacks a score, so nothing is known of it."""
    parts = scored_parts(tables_of(criteria=CRITERIA, scores=SCORES), settings_from({}))
    assert parts["project_id"].unique().to_list() == ["P"]
    places = dict(parts.select("weight", "place").iter_rows())
    ppm = np.zeros((2, 2), dtype=np.int64)
    ppm[1, places[max(places)]], ppm[1, places[min(places)]] = 200_000, -200_000
    assert drawn_scores(parts, ppm, ["Q", "P"]).tolist() == [[0, 0], [0, 61_538 - 56_000]]


def test_the_places_of_criteria_do_not_depend_on_their_ids():
    """The heavier criterion has the same place when the ids are exchanged."""
    exchange = pl.col("criterion_id").replace({"a": "b", "b": "a"})
    tables = tables_of(criteria=CRITERIA, scores=SCORES)
    other = {**tables, **{name: tables[name].with_columns(exchange) for name in ("criteria", "scores")}}
    one, two = (scored_parts(each, settings_from({})).select("place", "weight", "part") for each in (tables, other))
    assert one.equals(two)


def test_criteria_that_cannot_be_weighed_give_no_parts():
    """Without criteria no project has a score."""
    assert scored_parts(tables_of(), settings_from({})).is_empty()
