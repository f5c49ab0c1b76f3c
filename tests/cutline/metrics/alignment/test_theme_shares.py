"""Shares of spend and value by theme."""

import random

import polars as pl

from cutline.metrics.alignment.theme_shares import theme_shares
from tests.cutline.metrics.documentation import assert_documented

AMOUNTS = {"project_id": pl.String, "spend_minor": pl.Int64, "value": pl.Int64}


THEMES = pl.LazyFrame({"project_id": list("PQRST"), "theme": ["core", "core", "green", None, "lost"]})


def money(*rows: tuple) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=AMOUNTS, orient="row")


def test_shares_by_theme_by_hand():
    """Equal spend gives 3,334, 3,333 and 3,333: the first theme by name has the extra basis point.

    Values of 30, -10 and 20 are shares of 40.
    """
    everyone = money(("P", 100, 30), ("R", 100, -10), ("S", 100, 20))
    found = theme_shares(everyone, money(("P", 100, 30)), THEMES).collect()
    assert found.select("theme", "candidate_spend_bp", "candidate_value_bp", "plan_spend_minor", "plan_spend_bp").rows() == [
        ("core", 3334, 7500, 100, 10_000), ("green", 3333, -2500, 0, 0), (None, 3333, 5000, 0, 0),
    ]  # fmt: skip


def test_equal_remainders_go_to_the_larger_amount():
    """1, 4 and 29,995 of 30,000 each leave a third of a basis point.

    The extra basis point goes to the largest, whatever its name.
    """
    found = theme_shares(money(("P", 1, 0), ("S", 4, 0), ("R", 29_995, 0)), money(), THEMES).collect()
    assert found.select("theme", "candidate_spend_bp").rows() == [("core", 0), ("green", 9999), (None, 1)]


def test_unknown_amounts_are_counted_and_not_nothing():
    """A theme without a known amount has no sum.

    A theme with some known amounts has their sum, and counts the projects that are missing from it.
    """
    everyone = money(("P", 100, None), ("Q", None, 5), ("R", None, None))
    found = theme_shares(everyone, everyone, THEMES).collect()
    assert found.select("theme", "plan_spend_minor", "plan_value", "plan_spend_bp", "plan_unknown").rows() == [
        ("core", 100, 5, 10_000, 2), ("green", None, None, None, 1),
    ]  # fmt: skip


def test_a_whole_that_is_not_positive_has_no_shares():
    """One whole is a spend of zero; the other is a value that is negative in total."""
    found = theme_shares(money(("P", 0, -5), ("R", 0, 3)), money(), THEMES).collect()
    assert (
        found.select("candidate_spend_bp", "candidate_value_bp", "plan_spend_bp", "plan_spend_minor").rows()
        == [(None, None, None, 0)] * 2
    )
    assert theme_shares(money(), money(), THEMES).collect().is_empty()


def test_shares_add_up_and_do_not_depend_on_the_order_of_rows():
    """In random portfolios, shares sum to 10,000, themes sum to the projects, and shuffled rows give the same."""
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


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(theme_shares, theme_shares(money(("P", 1, 1)), money(("P", 1, 1)), THEMES))
