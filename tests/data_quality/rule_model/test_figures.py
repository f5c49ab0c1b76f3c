"""Figures of objections are written with the unit of their column."""

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.loading import settings_from
from data_quality.rule_model.figures import figure_text, figure_words, money_words

YEN = settings_from({"portfolio": {"currency": "JPY", "minor_digits": 0}})
DOLLARS = settings_from({"portfolio": {"currency": "USD"}, "planning": {"objective": "score"}})


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("cost_lines", "amount_minor", 1_000_000_000, "$10,000,000.00"),
        ("demand", "milli_fte", 1_500, "1.5 FTE"),
        ("capacity", "overtime_max", 500, "0.5 FTE"),
        ("scores", "raw_milli", 4_000, "4 points"),
        ("comparisons", "ratio_milli", 3_000, "3"),
        ("deflators", "index_milli", 1_050, "1.05"),
        ("criteria", "weight_bp", 3_050, "30.5 %"),
        ("rates", "rate_e9", 1_250_000_000, "1.25"),
        ("modes", "duration_periods", 4, "4"),
    ],
)
def test_a_figure_has_the_unit_of_its_column_whatever_is_maximised(table, column, value, words):
    """A plan by score changes nothing about what a project costs."""
    assert figure_text(value, TABLES[table].column(column), DOLLARS) == words


def test_unknown_amounts_stay_unknown():
    """And a currency without minor digits has no decimals."""
    frame = pl.DataFrame({"amount_minor": [1234, None, -5]})
    assert frame.select(money_words("amount_minor", YEN)).to_series().to_list() == ["¥1,234", "unknown", "-¥5"]
    column = TABLES["cost_lines"].column("amount_minor")
    assert frame.select(figure_words(column, DOLLARS)).to_series().to_list() == ["$12.34", "unknown", "-$0.05"]


def test_every_number_of_the_contracts_is_written():
    """No kind of column falls through with its stored thousandths or cents."""
    for table in TABLES.values():
        for column in table.columns:
            if column.unit:
                assert figure_text(7_000_000, column, DOLLARS) not in ("7000000", "7,000,000")
