"""Values as people write them, in the unit of the canonical column, or refused."""

from datetime import date

import pytest

from cutline.contracts.tables.all_tables import TABLES
from data_quality.expectations.user_units import column_by_plain_name, condition_values, in_canonical_unit
from tests.data_quality.nights import settings


def column(table: str, plain: str):
    return column_by_plain_name(TABLES[table], plain)


@pytest.mark.parametrize(
    ("of", "value", "expected"),
    [
        (("cost_lines", "amount"), 12.34, 1234),  # euros to cents
        (("demand", "fte"), 1.5, 1500),  # people to thousandths
        (("benefits", "probability"), "80 %", 8000),  # per cent to basis points
        (("benefits", "probability"), "0.01%", 1),
        (("projects", "status"), "proposed", "proposed"),
        (("projects", "deadline"), date(2027, 1, 1), date(2027, 1, 1)),
        (("cost_lines", "amount"), [1, 2], [100, 200]),  # a set of values
    ],
)
def test_a_value_in_the_unit_of_its_column(of, value, expected):
    """Exactly: 12.34 is 1,234 cents, though no float is 12.34."""
    assert in_canonical_unit(value, column(*of), settings()) == expected


@pytest.mark.parametrize(
    ("of", "value", "words"),
    [
        (("cost_lines", "amount"), 0.001, "finer than its unit"),
        (("cost_lines", "amount"), True, "is a number"),
        (("cost_lines", "amount"), float("nan"), "beyond what can be compared exactly"),
        (("benefits", "probability"), "many %", "is not a number"),
        (("benefits", "probability"), 80, "with its % sign"),
        (("projects", "status"), "propsed", "did you mean 'proposed'"),
        (("projects", "deadline"), "2027-01-01", "deadline is date"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(of, value, words):
    """Rather than rounded, converted or read as text."""
    with pytest.raises(ValueError, match=words):
        in_canonical_unit(value, column(*of), settings())


def test_conditions_are_values_or_whether_the_cell_is_known():
    """A value is a list of one; { known = true } is true."""
    assert condition_values("proposed", column("projects", "status"), settings()) == ["proposed"]
    assert condition_values({"known": False}, column("projects", "deadline"), settings()) is False
    with pytest.raises(ValueError, match="takes one date, not several"):
        condition_values([date(2027, 1, 1), date(2027, 1, 2)], column("projects", "deadline"), settings())
    with pytest.raises(ValueError, match="empty list"):
        condition_values([], column("projects", "status"), settings())


def test_a_column_goes_by_its_plain_name():
    """amount, not amount_minor; the nearest name is suggested."""
    assert column("cost_lines", "amount").name == "amount_minor"
    with pytest.raises(ValueError, match="did you mean 'amount'"):
        column("cost_lines", "amunt")
