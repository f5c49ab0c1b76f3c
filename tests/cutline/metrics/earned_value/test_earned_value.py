"""Earned value of projects: a measure that cannot be computed is null, and the row says why."""

import pytest

from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import time_phased
from tests.cutline.metrics.earned_value.rows import evm, found


@pytest.mark.parametrize(
    ("rows", "nulls", "because"),
    [
        (
            [("P", 1, 10, None, None, 50)],
            ["planned_minor", "earned_minor", "cpi_milli", "es_milli_months"],
            "nothing is reported yet",
        ),
        (
            [("P", 1, 10, 5, None, 50), ("P", 2, 10, 5, 5, 50)],
            ["actual_minor", "cpi_milli", "eac_minor"],
            "part of what was spent is unknown",
        ),
        (
            [("P", 1, 10, None, 5, 50), ("P", 2, 10, 5, 5, 50)],
            ["earned_minor", "spi_milli", "es_milli_months"],
            "part of what was earned is unknown",
        ),
        (
            [("P", 1, None, 5, 5, 50), ("P", 2, 10, 5, 5, 50)],
            ["planned_minor", "sv_minor", "es_milli_months"],
            "part of the plan is unknown",
        ),
        (
            [("P", 1, 10, 5, 5, 50), ("P", 2, None, 5, 5, 50)],  # unknown in the status period itself
            ["planned_minor", "sv_minor", "es_milli_months"],
            "part of the plan is unknown",
        ),
        ([("P", 1, 0, 5, 5, 50)], ["spi_milli"], "nothing was planned yet, so no SPI"),
        ([("P", 1, 10, 5, 0, 50)], ["cpi_milli"], "nothing was spent yet, so no CPI"),
        (
            [("P", 1, 10, 0, 5, 50)],
            ["eac_cpi_minor", "eac_combined_minor", "eac_minor"],
            "nothing was earned yet, so no EAC from CPI",
        ),
        (
            [("P", 1, 10, 5, 5, None)],
            ["budget_at_completion_minor", "percent_complete_bp", "tcpi_bac_milli"],
            "no budget at completion",
        ),
        ([("P", 1, 50, 40, 50, 50)], ["tcpi_bac_milli"], "the budget is spent, so no TCPI to it"),
        (
            [("P", 1, 10, 10, 10, 50)],
            ["planned_milli_months", "forecast_finish", "es_milli_months"],
            "the plan stops before its budget",
        ),
        (
            [("P", 1, 10, 5, 5, 20), ("P", 2, None, None, None, 20)],
            ["es_milli_months", "planned_finish"],
            "part of the plan to come is unknown",
        ),
    ],
)
def test_what_cannot_be_told_is_null_and_says_why(rows, nulls, because):
    """Zero, unknown and missing inputs never give infinity, nor a figure computed from the remaining inputs."""
    it = found(*rows)
    assert {name: it[name] for name in nulls} == dict.fromkeys(nulls)
    assert because in it["unknown_because"]


def test_a_negative_earned_value_stays_negative():
    """If work is taken back, CPI and SPI are negative, ES is zero, and there is no estimate at completion."""
    it = found(("P", 1, 100, 50, 60, 200), ("P", 2, 100, -70, 20, 200))
    assert (it["earned_minor"], it["cpi_milli"], it["spi_milli"], it["es_milli_months"]) == (-20, -250, -100, 0)
    assert (it["eac_cpi_minor"], it["forecast_milli_months"]) == (None, None)


def test_a_single_period_and_no_rows_at_all():
    """A single row lasts a month. An empty table gives no row and all columns."""
    assert found(("P", 3, 100, 50, 60, 100))["es_milli_months"] == 500
    empty = earned_value(time_phased(evm())).collect()
    assert empty.is_empty()
    assert "spi_t_milli" in empty.columns


def test_nothing_that_needs_no_measure_is_said_of_a_healthy_project():
    """If every measure is known, unknown_because is null."""
    assert found(("P", 1, 100, 90, 95, 200), ("P", 2, 100, None, None, 200))["unknown_because"] is None
