"""Formats of a column of dates, chosen or asked about."""

from cutline.sources.inspecting.detecting.date_formats import dates_of


def test_a_day_beyond_the_twelfth_decides_the_order():
    """31/12 cannot be a month; without such a day it is a question."""
    found, odd = dates_of("start", ["01/02/2027", "31/12/2027"])
    assert (found.value, odd) == ("%d/%m/%Y", ())
    assert "31/12/2027 decides the order" in found.evidence
    asked, _ = dates_of("start", ["01/02/2027"])
    assert (asked.value, set(asked.options)) == (None, {"%d/%m/%Y", "%m/%d/%Y"})


def test_few_formats_read_a_column_and_the_rest_is_shown():
    """Two ways to write a date, and a text that is none."""
    found, odd = dates_of("end", ["2027-01-31", "2027-02-28", "March 1, 2027", "tbc"])
    assert (set(found.options), odd) == ({"%Y-%m-%d", "%B %d, %Y"}, ("tbc",))


def test_a_column_of_other_texts_has_no_dates():
    """More than four texts of ten that no format reads; eight digits that nothing calls a date."""
    assert dates_of("note", ["2027-01-31", "x", "y"]) is None
    assert dates_of("number", ["20270131", "20270228"]) is None
    assert dates_of("start date", ["20270131", "20270228"])[0].value == "%Y%m%d"
