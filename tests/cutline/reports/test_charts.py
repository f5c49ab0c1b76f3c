"""Charts show the figures of their tables, and equal charts are equal bytes."""

import polars as pl

from cutline.reports.charts import money_chart, people_chart, value_chart


def test_equal_charts_are_equal_bytes(tables, headline):
    """The renderer numbers its parts over the life of the process; the names must not depend on that."""
    assert money_chart(tables["allocation"], headline) == money_chart(tables["allocation"], headline)
    assert people_chart(tables["utilisation"]) == people_chart(tables["utilisation"])


def test_every_year_and_class_has_a_bar(tables, headline):
    """Labelled by both."""
    svg = money_chart(tables["allocation"], headline)
    for year, kind in tables["allocation"].select("fiscal_year", "cost_class").unique().iter_rows():
        assert f"FY{year} {kind}" in svg


def test_the_unit_of_value_is_that_of_the_objective(tables, headline):
    """Points where the objective is a score."""
    from dataclasses import replace

    frames = tables["selected"], tables["not_selected"]
    assert "own value (EUR million)" in value_chart(*frames, headline, tables["costs"])
    assert "own value (points)" in value_chart(*frames, replace(headline, is_money=False), tables["costs"])


def test_a_role_without_known_use_is_not_drawn():
    """Nobody knows its share."""
    use = pl.DataFrame(
        {"role_id": ["Known", "Unheard"], "period": ["FY2027-Q1"] * 2, "period_index": [0, 0], "utilisation_bp": [5_000, None]}
    )
    svg = people_chart(use)
    assert "Known" in svg
    assert "Unheard" not in svg
