"""Which date formats name fiscal years, and which of them by a single year."""

import pytest

from cutline.settings.layouts.date_formats import check_date_format, names_fiscal_year
from cutline.sources.dating.date_forms import DATE_FORMATS, PERIOD_FORMATS, needs_name_of_year


@pytest.mark.parametrize(
    ("form", "is_fiscal", "is_single"),
    [("FY%y Q%q", True, True), ("FYE%Y", True, False), ("P%m %Y/%y", True, False), ("P%m FY%y", True, True), ("%Y-%y", True, False), ("%Y", False, False),
     ("%b %Y", False, False), ("Q%q %Y", False, False)],
)  # fmt: skip
def test_fiscal_years_in_formats(form, is_fiscal, is_single):
    assert (names_fiscal_year(form), needs_name_of_year(form)) == (is_fiscal, is_single)


@pytest.mark.parametrize("form", [*DATE_FORMATS, *PERIOD_FORMATS])
def test_every_format_that_a_remedy_may_name_can_be_declared(form):
    check_date_format(form)
