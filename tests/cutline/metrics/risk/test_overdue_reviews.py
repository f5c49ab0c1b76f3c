"""Reviews that are overdue."""

from datetime import date

import polars as pl

from cutline.metrics.risk.overdue_reviews import overdue_reviews
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.risk.rows import risks

DAY = date(2027, 1, 31)


def test_overdue_reviews_by_hand():
    """With 90 days allowed on 31 January, a review on 2 November is just in time. A closed risk needs no review."""
    days = [date(2026, 11, 2), date(2026, 11, 1), None, date(2027, 2, 5), date(2020, 1, 1)]
    table = risks(
        ("P", "in time", 1000, 1000), ("P", "late", 1000, 1000, 500), ("P", "never", None, 1000), ("P", "of tomorrow", 1000, 1000),
        ("P", "closed", 1000, 1000, None, None, "closed"), reviewed_on=pl.Series(days, dtype=pl.Date), owner=pl.lit("Ada"),
    )  # fmt: skip
    assert overdue_reviews(table, DAY, 90).collect().rows() == [
        ("P", "late", "Ada", date(2026, 11, 1), 1, 100, 50),
        ("P", "never", "Ada", None, None, None, None),
    ]


def test_every_column_is_documented_and_no_risks_have_no_rows():
    """Each column has a meaning and an origin. An empty register gives an empty result with the same columns."""
    found = overdue_reviews(risks(), DAY, 90)
    assert_documented(overdue_reviews, found)
    assert found.collect().is_empty()
