"""Rows of control accounts, added up by month."""

from datetime import date, timedelta

import polars as pl

from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import time_phased
from tests.cutline.metrics.earned_value.rows import evm


def test_control_accounts_add_up_to_their_project():
    """Two accounts have different budgets. The index of the project is the ratio of their sums."""
    both = pl.concat([evm(("P", 1, 100, 80, 100, 300), account="a"), evm(("P", 1, 50, 60, 40, 90, 20), account="b")])
    accounts = earned_value(time_phased(both, ("project_id", "control_account")), ("project_id", "control_account")).collect()
    assert accounts.select("control_account", "cpi_milli").rows() == [("a", 800), ("b", 1500)]
    it = earned_value(time_phased(both)).collect().row(0, named=True)
    assert (it["earned_minor"], it["budget_at_completion_minor"], it["cpi_milli"], it["eac_stated_minor"]) == (
        140,
        390,
        1000,
        None,
    )


def test_weeks_of_a_month_are_one_period():
    """Eight weekly rows form two months, and the status ends with the second month."""
    weeks = pl.concat(
        evm(("P", 1, 10, 10, 10, 80)).with_columns(period_start=pl.lit(date(2027, 1, 4) + timedelta(days=7 * i)))
        for i in range(8)
    )
    it = earned_value(time_phased(weeks)).collect().row(0, named=True)
    assert (it["status_finish"], it["at_milli_months"]) == (date(2027, 2, 28), 2000)
    assert (it["earned_minor"], it["es_milli_months"]) == (80, 2000)
