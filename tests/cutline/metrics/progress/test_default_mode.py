"""Lines of the default mode."""

import polars as pl
import pytest

from cutline.metrics.progress.default_mode import default_lines
from tests.cutline.metrics.progress.rows import table


@pytest.mark.parametrize(
    ("modes", "lines", "total"),
    [
        ([], [("a", 1), (None, 2)], 3),  # no modes declared: the one the lines name
        ([], [("a", 1), ("b", 2)], None),  # two named, none declared
        ([("a", None)], [("a", 1), (None, 2)], 3),  # the only one
        ([("a", None), ("b", True)], [("a", 1), ("b", 4), (None, 2)], 6),
        ([("a", None), ("b", False)], [("a", 1), ("b", 4)], None),  # no default
        ([("a", True), ("b", True)], [("a", 1), ("b", 4)], None),  # two defaults
        ([("a", None), ("b", None)], [(None, 2)], 2),  # the same whichever counts
    ],
)
def test_lines_of_the_default_or_only_mode(modes, lines, total):
    """If it is not clear which mode is the default, the sum is unknown."""
    declared = table("modes", [{"project_id": "P", "mode_id": m, "is_default": d} for m, d in modes])
    amounts = pl.LazyFrame([("P", *line) for line in lines], schema={"project_id": pl.String, "mode_id": pl.String, "amount_minor": pl.Int64}, orient="row")  # fmt: skip
    found = default_lines(amounts, declared).collect()["amount_minor"]
    assert (None if found.has_nulls() else found.sum()) == total
