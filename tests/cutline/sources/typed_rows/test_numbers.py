"""Amounts, counts and hours: what was written comes back exactly, and what is no such number is bad."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cutline.sources.reading_exports import (
    amount_of,
    read_file,
)
from tests.cutline.sources.typed_rows.reading_cells import AMOUNT, CASES, FTE, declared_source, read_cells


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0", 0), ("0.00", 0), ("1", 100), ("1234.5", 123450), ("1,234.50", 123450), ("£1,234.50", 123450),
        ("-£120.11", -12011), ("£-120.11", -12011), ("(1,234)", -123400), ("(£2.5m)", -250_000_000), ("£1.90m", 190_000_000), ("2k", 200_000),
        ("1.2bn", 120_000_000_000), ("GBP 12.30", 1230), ("12.30 GBP", 1230), ("12.30 £", 1230), (" 12 ", 1200), ("\u221212.00", -1200),
        ("1\u00a0", 100), ("12.300", 1230), ("n/a", None), ("", None), ("N/A", None), ("-", None),
        # Refused: never rounded, never guessed.
        ("1.005", "refused"), ("12k4", "refused"), ("1,23.00", "refused"), ("12,4.50", "refused"), ("1,2345", "refused"), ("1e5", "refused"), ("1.5E5", 15_000_000), ("1.23E+07", "refused"), ("1.5E-04", "refused"),
        ("1e308", "refused"), ("inf", "refused"), ("nan", "refused"), ("--5", "refused"), ("(-5)", "refused"), ("(5", "refused"), ("5)", "refused"),
        ("£", "refused"), ("tbc", "refused"), ("1.2.3", "refused"), ("9999999999999999999", "refused"), ("10000000000000.01", "refused"),
        ("1 234,50", "refused"), ("١٢", "refused"), ("=1+1", "refused"), ("0x10", "refused"), ("1/2", "refused"), ("5%", "refused"),
        ("0.4 MIO", "refused"), ("USD 5", "refused"), ("12.30 €", "refused"), ("$5", "refused"), ("5 TSD", "refused"), ("CHF5", "refused"),
    ],
)  # fmt: skip
def test_money_text_is_read_exactly_or_refused(tmp_path, text, minor):
    """Currency signs, brackets, suffixes and thousands marks are understood; anything else is refused, and unknown is null."""
    assert amount_of(tmp_path, text) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1.234,50", 123450), ("12,3", 1230), ("1.5", "refused"), ("1,234.50", "refused"), ("51.070.31", "refused")],
)
def test_a_decimal_comma_is_declared_and_then_the_only_one(tmp_path, text, minor):
    """What would be another number under the other convention is refused."""
    assert amount_of(tmp_path, text, decimal=",", thousands=".") == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("£1,139.18", 113_918_000_000),
        ("0.000001", 100),
        ("0.00000001", 1),
        ("0.000000001", "refused"),
        ("5m", 500_000_000),
        ("5k", "refused"),
        ("2.0E-6", 200),
        ("1.5e-05", 1500),
        ("1.0E-5", 1000),
        ("-1.0E-5", -1000),
        ("1.2E-9", "refused"),
        ("7.5440249999999995", "refused"),
    ],
)
def test_a_declared_unit_of_millions_is_exact(tmp_path, text, minor):
    """The unit shifts the decimal point; a suffix that contradicts it is refused, and an exponent keeps every digit."""
    assert amount_of(tmp_path, text, columns={"amount": {"from": "amount", "unit": "m"}}) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [("250.00-", -25000), ("1,250.00-", -125_000), ("250.00 -", -25000), ("250.00 CR", -25000), ("250.00cr", -25000), ("250.00 DR", 25000),
     ("(250.00)-", "refused"), ("-250.00-", "refused"), ("250.00 H", "refused"), ("-", None), ("CR", "refused")],
)  # fmt: skip
def test_declared_texts_behind_a_number_make_it_negative(tmp_path, text, minor):
    """SAP writes 250.00-, and a ledger 250.00 CR. Two signs on one number are refused."""
    assert amount_of(tmp_path, text, negative_suffixes=["-", "CR"], positive_suffixes=["DR"]) == minor
    if text.endswith(("-", "CR", "cr", "DR")) and text not in ("-", "CR"):
        (tmp_path / "f.csv").unlink()
        assert amount_of(tmp_path, text) == "refused"


@pytest.mark.parametrize(
    ("text", "minor"),
    [("7.5440249999999995", 754_402_500), ("7.544025000000001", 754_402_500), ("0.30000000000000004", 30_000_000), ("7.5440251234", "refused"),
     ("1,234.5439999999999", "refused"), ("7.54402512345999995", "refused")],
)  # fmt: skip
def test_binary_fractions_are_rounded_to_the_digits_that_they_hold(tmp_path, text, minor):
    """Only a number of more than 15 digits is rounded; what is left must be exact."""
    assert amount_of(tmp_path, text, round_to_15_digits=True, columns={"amount": {"from": "amount", "unit": "m"}}) == minor


@given(st.integers(-(10**13), 10**13))
def test_any_amount_written_in_full_comes_back(minor):
    """Formatting and parsing are inverse, to the cent."""
    import tempfile

    text = f"{'-' if minor < 0 else ''}£{abs(minor) // 100:,}.{abs(minor) % 100:02d}"
    with tempfile.TemporaryDirectory() as folder:
        assert amount_of(Path(folder), text) == minor


@pytest.mark.parametrize(
    ("code", "text", "minor"),
    [
        ("USD", "$5", 500),
        ("CAD", "$5", 500),
        ("usd", "US$5", 500),
        ("EUR", "5 €", 500),
        ("EUR", "EUR 5", 500),
        ("EUR", "£5", "refused"),
        ("CHF", "CHF 5", 500),
        ("CHF", "$5", "refused"),
    ],
)
def test_a_currency_sign_must_be_the_row_s(tmp_path, code, text, minor):
    """A dollar beside a row in dollars is understood; another currency's sign contradicts the row and is refused."""
    accepted, bad, _ = read_file(
        tmp_path, f"project_id,period_offset,cost_class,amount,kind,currency\nP,0,capex,{text},plan,{code}\n"
    )
    assert ("refused" if bad.height else accepted["amount_minor"].item()) == minor


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
    found = read_cells(AMOUNT, texts, declared_source(decimal=decimal, thousands=thousands))
    assert found["value"].to_list() == minors
    assert not found["is_bad"].any()


@pytest.mark.parametrize(("unit", "power"), [("k", 3), ("m", 6), ("bn", 9)])
def test_money_in_thousands_millions_and_billions_is_exact(unit, power):
    """10,000 amounts with as many decimals as a cent has in that unit, by declared unit and by suffix."""
    rng = random.Random(unit)
    minors = [rng.randrange(10**15) for _ in range(CASES)]
    texts = [f"{minor // 10 ** (power + 2)}.{minor % 10 ** (power + 2):0{power + 2}d}" for minor in minors]
    assert read_cells(AMOUNT, texts, declared_source(), {"unit": unit})["value"].to_list() == minors
    assert read_cells(AMOUNT, [f"£{text}{unit}" for text in texts], declared_source())["value"].to_list() == minors
    longer = read_cells(
        AMOUNT, [text + "1" for text in texts], declared_source(), {"unit": unit}
    )  # a fraction of a cent is refused, not rounded
    assert longer["is_bad"].all()


def test_hours_become_people():
    """10,000 amounts of work over the hours one person works in a period, to the nearest thousandth, halves up."""
    rng = random.Random(11)
    hours = [rng.randrange(10**7) for _ in range(CASES)]
    found = read_cells(
        FTE, [f"{each // 1000}.{each % 1000:03d}" for each in hours], declared_source(hours_per_fte=487.5), {"unit": "hours"}
    )
    assert found["value"].to_list() == [int(Fraction(each, 487_500) * 1000 + Fraction(1, 2)) for each in hours]


def test_hours_beyond_all_bounds_are_bad(tmp_path):
    """Scaled, they would overflow to nobody at all."""
    rest = {"columns": {"fte": {"from": "fte", "unit": "hours"}}, "hours_per_fte": 100}
    _, bad, _ = read_file(tmp_path, "project_id,role_id,period_offset,fte\nP,R,0,9223372036854.776\n", "demand", **rest)
    assert bad["column"].to_list() == ["milli_fte"]
