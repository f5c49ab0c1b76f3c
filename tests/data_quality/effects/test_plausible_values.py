"""The plausible value that favours a project most: an end of what cells of the same kind hold."""

from datetime import date

import pytest

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.loading import settings_from
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.plausible_values import NO_DEADLINE, favourable_value, readings
from tests.data_quality.nights import NO_QUARANTINE, P, benefit, cost, settings, tables

# Twenty-one amounts of each class, so that the ends at 5 % and 95 % are the second smallest and the second largest.
OF = tables(
    projects=[P],
    cost_lines=[cost("P", 100 + i, cost_type=str(i)) for i in range(21)]
    + [cost("P", 9000 + i, cost_class="opex", cost_type=str(i)) for i in range(21)],
    benefits=[benefit("P", 500 + i, probability_bp=1000 + i) for i in range(21)],
)
DATA = DecidedData(OF, NO_QUARANTINE, {}, settings_from({"calendar": {"grain": "year", "periods": 2}}))


@pytest.mark.parametrize(
    ("table", "column", "raw", "expected"),
    [
        ("cost_lines", "amount_minor", '{"cost_class": "capex"}', 101),  # a low cost, of the same class
        ("cost_lines", "amount_minor", '{"cost_class": "opex"}', 9001),
        ("benefits", "amount_minor", None, 519),  # a high benefit
        ("benefits", "probability_bp", None, 1019),  # a likely one
        ("demand", "milli_fte", None, None),  # nobody has any, so nothing is known to be plausible
        ("cost_lines", "cost_class", None, None),  # a class has no favourable end
        ("cost_lines", "cost_type", None, "0"),  # no plan depends on it: any known value will do
        ("projects", "deadline", None, NO_DEADLINE),
        ("projects", "earliest_start", None, date(2027, 1, 1)),
        ("projects", "latest_start", None, date(2028, 1, 1)),
        ("projects", "status", None, None),  # never guessed
    ],
)
def test_the_value_that_favours_the_project(table, column, raw, expected):
    """Low costs, high benefits, the widest start window; None where no value can be stated."""
    assert favourable_value(table, column, raw, DATA) == expected


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("51.217.16", "1", [5121716, 512171600]),  # 51,217.16 and 5,121,716
        ("1,234", "1", [123400]),  # 1.234 is finer than a cent
        ("1.5", "k", [150_000, 1_500_000]),
        ("12k4", "1", []),
        ("ten million", "1", []),
        ("", "1", []),
        (None, "1", []),
        ("5", "percent", []),
    ],
)
def test_the_readings_of_a_cell_start_from_its_characters(text, unit, told):
    """In cents: a mark may separate decimals or thousands, and no reading has digits that are not there."""
    assert readings(text, TABLES["cost_lines"].column("amount_minor"), unit, settings()) == told


def test_a_cell_that_can_be_read_as_digits_is_not_given_the_value_of_other_rows():
    """All readings of 51.217.16 are far above the 5 % quantile of the others, at which the project would be taken for cheap."""
    known = tables(cost_lines=[cost("P", 100 + i) for i in range(40)], benefits=[benefit("P", 7)])
    data = DecidedData(known, NO_QUARANTINE, {}, settings())
    assert favourable_value("cost_lines", "amount_minor", None, data) == 102
    assert favourable_value("cost_lines", "amount_minor", None, data, "51.217.16") == 5121716
    assert favourable_value("benefits", "amount_minor", None, data, "51.217.16") == 512171600
    assert favourable_value("cost_lines", "amount_minor", None, data, "ten million") == 102
