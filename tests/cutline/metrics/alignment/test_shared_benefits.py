"""Benefits that several projects claim."""

import polars as pl

from cutline.contracts.tables.all_tables import conform
from cutline.metrics.alignment.shared_benefits import shared_benefits
from tests.cutline.metrics.documentation import assert_documented


def claims(*rows: tuple) -> pl.LazyFrame:
    """Benefits from (project, group, amount, offset)."""
    schema = {"project_id": pl.String, "double_count_group": pl.String, "amount_minor": pl.Int64, "period_offset": pl.Int64}
    return conform("benefits", pl.DataFrame(rows, schema=schema, orient="row").with_columns(category=pl.lit("revenue"))).lazy()


def test_a_benefit_claimed_twice_by_hand():
    """P claims 60 and 40 in two periods, and Q claims 70: of 170 claimed, at most 170 - 100 are counted twice."""
    found = shared_benefits(
        claims(("Q", "g", 70, 0), ("P", "g", 60, 0), ("P", "g", 40, 1), ("R", None, 5, 0), ("R", "alone", 5, 0))
    )
    assert found.collect().rows() == [("g", "P, Q", 170, 100, 70, 0)]


def test_an_unknown_claim_makes_the_claims_unknown():
    """With one unknown line, the amount that is counted twice is unknown."""
    assert shared_benefits(claims(("P", "g", None, 0), ("Q", "g", 70, 0))).collect().rows() == [
        ("g", "P, Q", None, None, None, 0)
    ]
    assert shared_benefits(claims()).collect().is_empty()


def test_a_project_of_which_a_line_was_set_aside_has_an_unknown_claim():
    """The line of Q that is left says 70, and another one of Q could not be read."""
    found = shared_benefits(claims(("P", "g", 100, 0), ("Q", "g", 70, 0)), ["Q"]).collect()
    assert found.rows() == [("g", "P, Q", None, None, None, 1)]


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(shared_benefits, shared_benefits(claims()))
