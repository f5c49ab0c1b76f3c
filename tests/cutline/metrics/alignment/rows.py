"""Criteria, scores and comparisons for the tests of this room."""

from fractions import Fraction

import polars as pl

from cutline.contracts.tables.all_tables import conform


def criteria(*rows: tuple) -> pl.LazyFrame:
    """Criteria from (criterion, weight, parent, direction). The last two may be left out."""
    filled = [(*row, *(None,) * (4 - len(row))) for row in rows]
    schema = {"criterion_id": pl.String, "weight_bp": pl.Int64, "parent": pl.String, "direction": pl.String}
    return conform("criteria", pl.DataFrame(filled, schema=schema, orient="row")).lazy()


def scores(*rows: tuple) -> pl.LazyFrame:
    """Scores from (project, criterion, points, scale)."""
    schema = {"project_id": pl.String, "criterion_id": pl.String, "raw_milli": pl.Int64, "scale": pl.Int64}
    found = [(p, c, None if raw is None else raw * 1000, scale) for p, c, raw, scale in rows]
    return conform("scores", pl.DataFrame(found, schema=schema, orient="row")).lazy()


def comparisons(**ratios: int) -> pl.LazyFrame:
    """Comparisons from pairs: a_b=3000 means that a is three times as important as b."""
    rows = [(*pair.split("_"), ratio) for pair, ratio in ratios.items()]
    schema = {"criterion_id": pl.String, "other_id": pl.String, "ratio_milli": pl.Int64}
    return conform("comparisons", pl.DataFrame(rows, schema=schema, orient="row")).lazy()


def projects(*ids: str) -> pl.LazyFrame:
    return pl.LazyFrame({"project_id": list(ids)}, schema={"project_id": pl.String})


def shares(found: pl.LazyFrame) -> dict[str, Fraction]:
    return {each: Fraction(weight, total) for each, _, weight, total in found.collect().iter_rows()}


FLAT = criteria(("a", 60), ("b", 40))


TWO = scores(("P", "a", 4, 5), ("P", "b", 5, 10))


ABC = criteria(("a", 1), ("b", 1), ("c", 1))


ONE, LOWER = criteria(("a", 1)), criteria(("a", 1, None, "lower"))
