"""The web page is one file, safe to open, and the same for the same night."""

import polars as pl

from cutline.reports.page import render_page


def test_names_of_projects_are_text_and_never_markup(tables, headline):
    """A name from an export could hold a script."""
    evil = tables["selected"].with_columns(name=pl.lit("<script>alert(1)</script>"))
    page = render_page({**tables, "selected": evil}, headline).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_equal_nights_give_equal_bytes(tables, headline):
    """Charts included."""
    assert render_page(tables, headline) == render_page(tables, headline)


def test_sections_without_rows_are_left_out(tables, headline):
    """No money is moved in this night."""
    assert tables["money_moved"].is_empty()
    assert "Money moved between funds" not in render_page(tables, headline).decode()
