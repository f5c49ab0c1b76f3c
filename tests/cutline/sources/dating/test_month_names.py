"""The names of months that programs write in German, French, Spanish and Italian."""

from datetime import date

import pytest

from cutline.settings.layouts.locales import LOCALES
from cutline.sources.dating.month_names import month_numbers
from tests.cutline.sources.typed_rows.reading_cells import DAY, declared_source, read_cells

# As Excel for Windows shows the format MMM JJ, or mmm-aa, in each language, and as the format MMMM shows them.
NAMES = {
    "de": ("Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "fr": ("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
           "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "es": ("ene feb mar abr may jun jul ago sep oct nov dic",
           "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "it": ("gen feb mar apr mag giu lug ago set ott nov dic",
           "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    "en": ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "January February March April May June July August September October November December"),
}  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", [0, 1])
def test_the_months_that_excel_writes_are_read(locale, width):
    """Short and long, in any case, without their accents, and as part of a day."""
    names = NAMES[locale][width].split()
    months = [date(2027, month, 1) for month in range(1, 13)]
    source = declared_source(locale=locale, date_formats=["%b-%y", "%d. %B %Y"], two_digit_years_from=2000)
    bare = str.maketrans("äéèûô", "aeeuo")
    for write in (str, str.upper, str.lower, lambda name: name.translate(bare)):
        assert read_cells(DAY, [f"{write(name)}-27" for name in names], source)["value"].to_list() == months
    assert read_cells(DAY, [f"1. {name} 2027" for name in names], source)["value"].to_list() == months


@pytest.mark.parametrize(
    ("locale", "text", "month"),
    [("de", "Mär 27", 3), ("de", "Jänner 27", 1), ("de", "Sept. 27", 9), ("fr", "fevr 27", 2), ("es", "setiembre 27", 9), ("it", "sett. 27", 9)],
)  # fmt: skip
def test_other_spellings_are_read(locale, text, month):
    """Austrian, Latin American and shortened ones."""
    source = declared_source(locale=locale, date_formats=["%b %y"], two_digit_years_from=2000)
    assert read_cells(DAY, [text], source)["value"].to_list() == [date(2027, month, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "Mär 27"), ("en", "Okt 27"), ("de", "Oct 27"), ("de", "févr. 27"), ("fr", "May 27"), ("it", "Jan 27")],
)
def test_a_language_is_declared_and_never_guessed(locale, text):
    """A name of another language is a bad cell."""
    source = declared_source(locale=locale, date_formats=["%b %y"], two_digit_years_from=2000)
    assert read_cells(DAY, [text], source)["is_bad"].to_list() == [True]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_name_means_two_months(locale):
    """Each month has names, and CLDR's own table would let a later name overwrite an earlier one."""
    numbers = month_numbers(locale)
    assert set(numbers.values()) == set(range(1, 13))
    for number, names in enumerate(zip(*(NAMES[locale][width].lower().split() for width in (0, 1)), strict=True), 1):
        plain = [name.rstrip(".").translate(str.maketrans("äéèûô", "aeeuo")) for name in names]
        assert [numbers[name] for name in plain] == [number, number]
