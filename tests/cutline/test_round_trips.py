"""Property tests of reading: what was written comes back exactly, by the short path, by the long one, and once for each distinct text."""

import random
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.settings.sources import ColumnMap, Source
from cutline.sources.typed_rows.cell_reader import CellReader

CASES = 10_000
AMOUNT = TABLES["cost_lines"].column("amount_minor")
DAY = TABLES["projects"].column("deadline")
FTE = TABLES["demand"].column("milli_fte")
SHARE = TABLES["benefits"].column("probability_bp")


def source(**rest: object) -> Source:
    return Source.model_validate({"name": "s", "files": "f", "feeds": [{"table": "projects"}], **rest})


def read(
    column: Column, texts: list[str], chosen: Source, wanted: dict | None = None, settings: Settings | None = None
) -> pl.DataFrame:
    """Value and is_bad of each text."""
    mapped = ColumnMap.model_validate({"from": ["x"], **wanted}) if wanted else None
    reader = CellReader(column, chosen, mapped, settings or settings_from({"portfolio": {"currency": "GBP"}}))
    frame = pl.DataFrame({column.name: texts, "currency": [None] * len(texts)}, schema_overrides={"currency": pl.String})
    return frame.select(reader.typed_value(has_currency=True).alias("read")).unnest("read")


WAYS = {  # decimal, thousands, and how an amount of whole units and cents is written
    "plain": (".", ",", lambda whole, cents: f"{whole}.{cents:02d}"),
    "thousands": (".", ",", lambda whole, cents: f"{whole:,}.{cents:02d}"),
    "pounds": (".", ",", lambda whole, cents: f"£{whole:,}.{cents:02d}"),
    "continental": (",", ".", lambda whole, cents: f"{whole:,}".replace(",", ".") + f",{cents:02d}"),
    "swiss": (".", "'", lambda whole, cents: f"{whole:,}".replace(",", "'") + f".{cents:02d}"),
    "spaced": (",", " ", lambda whole, cents: f"{whole:,}".replace(",", "\u202f") + f",{cents:02d} £"),
    "no thousands": (",", ".", lambda whole, cents: f"{whole},{cents:02d}"),
}


@pytest.mark.parametrize("way", WAYS)
def test_money_comes_back_to_the_cent(way):
    """10,000 amounts of every size, positive and negative, in each way of writing; negatives by sign and by brackets."""
    rng = random.Random(way)
    decimal, thousands, write = WAYS[way]
    minors = [rng.randrange(10 ** rng.randint(1, 15)) * rng.choice((1, -1)) for _ in range(CASES)]
    texts = []
    for minor in minors:
        text = write(*divmod(abs(minor), 100))
        texts.append(text if minor >= 0 else f"({text})" if rng.random() < 0.3 else f"-{text}")
    found = read(AMOUNT, texts, source(decimal=decimal, thousands=thousands))
    assert found["value"].to_list() == minors
    assert not found["is_bad"].any()


@pytest.mark.parametrize(("unit", "power"), [("k", 3), ("m", 6), ("bn", 9)])
def test_money_in_thousands_millions_and_billions_is_exact(unit, power):
    """10,000 amounts with as many decimals as a cent has in that unit, by declared unit and by suffix."""
    rng = random.Random(unit)
    minors = [rng.randrange(10**15) for _ in range(CASES)]
    texts = [f"{minor // 10 ** (power + 2)}.{minor % 10 ** (power + 2):0{power + 2}d}" for minor in minors]
    assert read(AMOUNT, texts, source(), {"unit": unit})["value"].to_list() == minors
    assert read(AMOUNT, [f"£{text}{unit}" for text in texts], source())["value"].to_list() == minors
    longer = read(
        AMOUNT, [text + "1" for text in texts], source(), {"unit": unit}
    )  # a fraction of a cent is refused, not rounded
    assert longer["is_bad"].all()


def test_the_short_path_and_the_long_one_agree():
    """10,000 texts from the alphabet of numbers: alone, in company that forces the long way, and read once among repeats."""
    rng = random.Random(5)
    texts = ["".join(rng.choice("0123456789.,-( )£km") for _ in range(rng.randint(1, 8))) for _ in range(CASES)]
    short = read(AMOUNT, texts, source())
    long = read(AMOUNT, texts, source(null_patterns=["never"]))  # a pattern turns the short path off
    assert short.equals(long)
    assert 100 < short["is_bad"].sum() < CASES - 100
    for column in (DAY, SHARE):
        few = [rng.choice(["2027-01-31", "85%", "", "n/a", "x", "12.5%"]) for _ in range(CASES)]
        assert read(column, few, source()).equals(read(column, [*few, *map(str, range(3000))], source()).head(CASES))


def test_a_number_that_means_unknown_is_unknown_on_the_short_path_too():
    """999 declared as a null word."""
    assert read(AMOUNT, ["1", "999", "2"], source(null_words=["", "999"]))["value"].to_list() == [100, None, 200]


FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d.%m.%y", "%d-%b-%Y", "%B %d, %Y", "%d %B %Y", "%Y%m%d", "%d-%b-%y"]


@pytest.mark.parametrize("form", FORMATS)
def test_dates_come_back(form):
    """10,000 days in each format; two-digit years in their declared window."""
    rng = random.Random(form)
    first, span = (date(1990, 1, 1), 36_500) if "%y" in form else (date(1900, 1, 1), 109_000)
    days = [first + timedelta(days=rng.randrange(span)) for _ in range(CASES)]
    found = read(DAY, [day.strftime(form) for day in days], source(date_formats=[form], two_digit_years_from=1990))
    assert found["value"].to_list() == days


@pytest.mark.parametrize(
    ("start", "expected"), [(1930, [1989, 1990, 1930, 2029]), (1990, [2089, 1990, 2030, 2029]), (1999, [2089, 2090, 2030, 2029])]
)
def test_two_digit_years_lie_in_the_hundred_years_declared(start, expected):
    """89, 90, 30 and 29 under three windows."""
    found = read(
        DAY, ["01.01.89", "01.01.90", "01.01.30", "01.01.29"], source(date_formats=["%d.%m.%y"], two_digit_years_from=start)
    )
    assert [day.year for day in found["value"]] == expected


@pytest.mark.parametrize(
    ("form", "text", "first", "last"),
    [
        ("%B %Y", "February 2028", date(2028, 2, 1), date(2028, 2, 29)), ("%b-%y", "Feb-27", date(2027, 2, 1), date(2027, 2, 28)),
        ("%b %Y", "Sept 2027", date(2027, 9, 1), date(2027, 9, 30)), ("%Y-Q%q", "2027-Q2", date(2027, 4, 1), date(2027, 6, 30)),
        ("%Y", "2027", date(2027, 1, 1), date(2027, 12, 31)), ("%Y-%y", "2027-28", date(2027, 4, 1), date(2028, 3, 31)),
        ("%Y/%Y", "2027/2028", date(2027, 4, 1), date(2028, 3, 31)), ("%Y-%y", "1999-00", date(1999, 4, 1), date(2000, 3, 31)),
        ("Q%q %Y/%y", "Q4 2027/28", date(2028, 1, 1), date(2028, 3, 31)), ("Q%q %Y/%y", "Q1 2027/28", date(2027, 4, 1), date(2027, 6, 30)),
        ("%Y-%y", "2027-29", None, None), ("%B %Y", "Smarch 2027", None, None), ("%Y-Q%q", "2027-Q5", None, None), ("%m/%Y", "13/2027", None, None),
        ("excel", "46419", date(2027, 2, 1), date(2027, 2, 1)), ("excel1904", "44957", date(2027, 2, 1), date(2027, 2, 1)), ("excel", "1", None, None), ("%d.%m.%y", "31.02.27", None, None), ("%d.%m.%y", "1.2.27", date(2027, 2, 1), date(2027, 2, 1)),
        ("excel", "46419.5", None, None),
    ],
)  # fmt: skip
def test_a_month_a_quarter_or_a_fiscal_year_stands_for_the_day_declared(form, text, first, last):
    """The first or the last of it, the fiscal year from April; what does not add up is bad."""
    settings = settings_from({"calendar": {"fiscal_year_starts_month": 4}})
    for day, means in ((first, "first_day"), (last, "last_day")):
        found = read(
            DAY, [text], source(date_formats=[form], imprecise_dates=means, two_digit_years_from=1990), settings=settings
        )
        assert (found["value"].item(), found["is_bad"].item()) == (day, day is None)


def test_hours_become_people():
    """10,000 amounts of work over the hours one person works in a period, to the nearest thousandth, halves up."""
    rng = random.Random(11)
    hours = [rng.randrange(10**7) for _ in range(CASES)]
    found = read(FTE, [f"{each // 1000}.{each % 1000:03d}" for each in hours], source(hours_per_fte=487.5), {"unit": "hours"})
    assert found["value"].to_list() == [int(Fraction(each, 487_500) * 1000 + Fraction(1, 2)) for each in hours]


@pytest.mark.parametrize(
    ("match", "write", "text", "value"),
    [(r"PRJ-0*(\d+)", "P$1", "PRJ-0042", "P42"), (r"PRJ-0*(\d+)", "P$1", "XPRJ-1", None), (r"\d{3}", None, "007", "007"), (r"\d{3}", None, "7", None),
     (r"(\w+)/(\w+)", "$2-$1", "a/b", "b-a")],
)  # fmt: skip
def test_codes_are_rewritten_by_rule(match, write, text, value):
    """A declared pattern must fit the whole cell; leading zeros stay or go as it says."""
    found = read(
        TABLES["projects"].column("project_id"), [text], source(), {"match": match, **({"write": write} if write else {})}
    )
    assert (found["value"].item(), found["is_bad"].item()) == (value, value is None)


@pytest.mark.parametrize("text", ["Amber/Red", "amber/red ", " AMBER/RED", "amber-red", "amber red", "Amber_Red"])
def test_enumerations_are_read_in_any_dress(text):
    """Case, blanks and marks between words do not matter; another word does."""
    assert read(TABLES["projects"].column("reported_rag"), [text], source())["value"].item() == "amber_red"
    assert read(TABLES["projects"].column("reported_rag"), ["amber/reddish"], source())["is_bad"].item()
