"""The web page is one file, safe to open, and the same for the same night."""

import re
from dataclasses import replace
from importlib.resources import files

import polars as pl
import pytest

from cutline.contracts.units import figure_of
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


@pytest.mark.parametrize("template", ["page.html", "trend.html"])
def test_a_filter_is_given_only_columns_of_its_own_unit(template):
    """`money` and `short` write minor units, `worth` writes the objective, `percent` basis points, and what is divided by 1000
    is in thousandths: the name of the column says so.
    """
    text = (files("cutline.reports") / "templates" / template).read_text("utf-8")
    units = {"money": "money", "short": "money", "worth": "worth", "percent": "share"}
    filtered = re.findall(r"\.(\w+)\s*\|\s*(\w+)", text)
    written = [(column, units[name]) for column, name in filtered if name in units]
    written += [(column, "share") for column in re.findall(r"\.(\w+) / 100\)", text)]
    assert written
    assert [pair for pair in written if figure_of(pair[0]) != pair[1]] == []
    thousandths = re.findall(r"\.(\w+) / 1000", text) + [
        name for names in re.findall(r"for i in \(([^)]*)\)", text) for name in re.findall(r"\w+", names)
    ]
    assert {figure_of(column) for column in thousandths} <= {"fte", "ratio", "points", "periods"}
    assert not re.search(r"\w+_minor\s*(}}|[-+*/])", text)  # no amount of money without a filter


def test_points_on_the_page_say_that_they_are_points(tables, headline):
    """With a score as the objective no value is written as a bare number or as money."""
    scored = replace(headline, is_money=False)
    selected = tables["selected"].with_columns(value=pl.lit(12_345, pl.Int64))
    page = render_page({**tables, "selected": selected}, scored).decode()
    assert ">12.3 points<" in page
