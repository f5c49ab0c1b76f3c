"""Draws of uncertain inputs, in millionths of what is planned, for the question how robust a plan is ([robustness])."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cutline.contracts.tables.records import Tables
from cutline.errors import DataBlocked
from cutline.metrics.alignment.weighted_scores import PART_SCALE, score_parts
from cutline.settings.all_settings import Settings

IntArray = NDArray[np.int64]
PPM_IN_BP = 100
MILLION = 1_000_000
PART_SCHEMA = {"project_id": pl.String(), "place": pl.Int64(), "weight": pl.Int64(), "part": pl.Int64()}


def drawn_ppm(draws: int, seed: int, ranges_bp: Sequence[int]) -> IntArray:
    """Draws x inputs: by how many millionths each input differs from what is planned. ranges_bp: the range of each input.

    The draws are the first of a scrambled Sobol sequence. Each is between -range and range, every place as likely. The draws of an
    input depend on its place in `ranges_bp`, the seed and the next power of two of the number of draws, and on no clock.
    """
    from cutline.metrics.risk.quasi_random import uniform_columns  # scipy.stats takes a second to import

    columns = islice(uniform_columns(max((draws - 1).bit_length(), 1), seed), len(ranges_bp))
    found = np.zeros((draws, len(ranges_bp)), dtype=np.int64)
    for i, (column, range_bp) in enumerate(zip(columns, ranges_bp, strict=True)):
        found[:, i] = np.rint((2 * column[:draws] - 1) * range_bp * PPM_IN_BP).astype(np.int64)
    return found


def scored_parts(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, place, weight, part of the projects with a complete score. place: the number of the criterion, in an order that depends
    on its weight and its scores, and on its id only between criteria that are equal in both.
    """
    criteria, scores, comparisons = (tables[name].lazy() for name in ("criteria", "scores", "comparisons"))
    try:
        known = score_parts(criteria, scores, comparisons, settings.alignment.normalisation).collect()
    except DataBlocked:
        return pl.DataFrame(schema=PART_SCHEMA)
    complete = known.filter(pl.col("criterion_id").n_unique().over("project_id") == pl.col("criteria_needed"))
    content: dict[str, list[tuple[int, int]]] = {}
    for criterion, weight, part in complete.select("criterion_id", "weight", "part").iter_rows():
        content.setdefault(criterion, []).append((int(weight), part))
    order = sorted(content, key=lambda each: (sorted(content[each], reverse=True), each))
    places = pl.DataFrame(
        {"criterion_id": order, "place": range(len(order))}, schema={"criterion_id": pl.String, "place": pl.Int64}
    )
    placed = complete.join(places, on="criterion_id").select(pl.col(name).cast(dtype) for name, dtype in PART_SCHEMA.items())
    return placed.sort("project_id", "place")


def drawn_scores(parts: pl.DataFrame, weight_ppm: IntArray, projects: Sequence[str]) -> IntArray:
    """Draws x projects: the score of each project with the drawn weights less its score as planned, in thousandths of a point.

    parts: as of `scored_parts`. weight_ppm: draws x criteria, in the order of their places. A project without a score has no difference.
    """
    own: dict[str, list[tuple[int, int, int]]] = {}
    for project, *rest in parts.iter_rows():
        own.setdefault(project, []).append((rest[0], rest[1], rest[2]))
    found = np.zeros((len(weight_ppm), len(projects)), dtype=np.int64)
    for i, project in enumerate(projects):
        if project in own:
            planned = _score(own[project], [0] * weight_ppm.shape[1])
            found[:, i] = [_score(own[project], ppm) - planned for ppm in weight_ppm.tolist()]
    return found


def _score(parts: list[tuple[int, int, int]], ppm: list[int]) -> int:
    """The weighted score with changed weights, rounded half up. parts: place, weight and part of each criterion."""
    weights = [(weight * (MILLION + ppm[place]), part) for place, weight, part in parts]
    total = sum(weight for weight, _ in weights) * PART_SCALE
    return (2 * sum(weight * part for weight, part in weights) + total) // (2 * total) if total else 0
