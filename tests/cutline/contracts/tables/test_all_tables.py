"""The contracts of all tables are consistent, and name the unit of every number."""

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import EXPORTED, TABLES, conform
from cutline.contracts.tables.records import DTYPES
from cutline.contracts.units import figure_of

DESIGNED = {
    "calendar", "projects", "modes", "cost_lines", "benefits", "demand", "capacity", "people", "funds", "fund_eligibility", "dependencies",
    "criteria", "scores", "risks", "issues", "changes", "evm", "actuals", "milestones", "decisions", "rates", "crosswalk",
    "comparisons", "discount_rates", "deflators", "optimism_bias",
}  # fmt: skip


def test_every_designed_table_has_a_contract():
    """No table of the design is missing, and no other table exists."""
    assert set(TABLES) == DESIGNED


@pytest.mark.parametrize("name", TABLES)
def test_a_contract_is_coherent(name):
    """Keys and groups name columns, references name keys, every column has a meaning, enumerations have values, plain names
    do not clash.
    """
    table = TABLES[name]
    columns = {column.name: column for column in table.columns}
    assert set(table.key) <= set(columns)
    assert all(set(group) <= set(columns) for group in table.one_of)
    assert len({column.plain for column in table.columns}) == len(columns)
    for column in table.columns:
        assert column.meaning
        assert column.kind in DTYPES
        assert bool(column.values) == (column.kind == "enum")
        if column.references:
            parent, key = column.references.split(".")
            assert key in TABLES[parent].key


def test_money_people_and_shares_are_integers_that_name_their_unit():
    """Money, people and shares are int64. The name of a column of money or shares ends with its unit."""
    for table in TABLES.values():
        for column in table.columns:
            if column.kind in ("money", "fte", "share"):
                assert column.dtype == pl.Int64
                assert column.unit
            if column.kind in ("money", "share", "points", "ratio", "rate"):
                assert figure_of(column.name) == column.kind
            elif column.kind not in ("fte", "index"):  # overtime_max is people, index_milli a price level
                assert figure_of(column.name) is None


def test_typed_rows_conform_or_fail():
    """`conform` fills absent columns with null and refuses a value of the wrong type."""
    frame = conform(
        "funds", pl.DataFrame({"fund_id": ["F"], "cost_class": ["capex"], "fiscal_year": [2027], "amount_minor": [1]})
    )
    assert frame.schema == pl.Schema(TABLES["funds"].schema)
    assert frame["owner"].to_list() == [None]
    with pytest.raises(pl.exceptions.PolarsError):
        conform("funds", pl.DataFrame({"amount_minor": ["12k4"]}))


def test_tables_that_limit_the_plan_refuse_bad_rows():
    """The loss of a budget, a capacity or a rule would silently change the plan."""
    assert {name for name in EXPORTED if TABLES[name].bad_row == "refuse"} == {
        "capacity", "funds", "fund_eligibility", "dependencies", "criteria", "decisions", "rates", "crosswalk", "comparisons", "discount_rates",
        "deflators", "optimism_bias",
    }  # fmt: skip
