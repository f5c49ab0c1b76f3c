"""Earned value of programmes: ratios of sums, and projects that are left out."""

from datetime import date

import polars as pl

from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.groups import earned_value_of_groups
from cutline.metrics.earned_value.time_phased import time_phased
from tests.cutline.metrics.earned_value.rows import evm


def groups(rows: pl.LazyFrame, programmes: dict[str, str]) -> pl.DataFrame:
    """Earned value of programmes. programmes: the programme of each project."""
    names = pl.LazyFrame({"project_id": list(programmes), "programme": list(programmes.values())})
    phased = time_phased(rows)
    each = earned_value(phased).join(names, on="project_id")
    return earned_value_of_groups(phased.join(names, on="project_id"), each, "programme").collect()


def test_a_programme_is_the_ratio_of_sums_and_counts_who_is_missing():
    """CPI is (80 + 90) / (100 + 50), not the mean of 0.8 and 1.8. A project with an unknown cost is left out and counted."""
    rows = evm(("A", 1, 100, 80, 100, 200), ("B", 1, 50, 90, 50, 100), ("C", 1, 10, 10, None, 100))
    it = groups(rows, dict.fromkeys("ABC", "G")).row(0, named=True)
    assert (it["projects"], it["left_out"], it["earned_minor"], it["cpi_milli"], it["budget_at_completion_minor"]) == (
        2,
        1,
        170,
        1133,
        300,
    )
    assert it["eac_minor"] == 250 + 56


def test_a_programme_s_schedule_is_read_on_one_day():
    """A has reported to February and B to January, so both are compared with the plan of January."""
    rows = evm(("A", 1, 100, 100, 1, 200), ("A", 2, 100, 100, 1, 200), ("B", 1, 100, 50, 1, 200), ("B", 2, 100, None, None, 200))
    it = groups(rows, {"A": "G", "B": "G"}).row(0, named=True)
    assert (it["status_period"], it["earned_minor"]) == (date(2027, 1, 1), 250)
    # A is complete, so B's status counts: 100 + 50 earned of 200 planned by the end of January.
    assert (it["es_milli_months"], it["at_milli_months"]) == (750, 1000)


def test_a_group_of_which_nothing_is_known_has_counts_and_nulls():
    """A group without any report has unknown amounts, not amounts of zero."""
    it = groups(evm(("A", 1, 100, None, None, 200)), {"A": "G"}).row(0, named=True)
    assert (it["projects"], it["left_out"], it["earned_minor"], it["cpi_milli"], it["spi_t_milli"]) == (0, 1, None, None, None)


def test_a_group_has_no_estimate_at_completion_if_that_of_one_project_is_unknown():
    """B was earned before anything was posted, so it has no estimate. A alone gives 250, and the sums of both would give 184."""
    rows = evm(("A", 1, 100, 80, 100, 200), ("B", 1, 50, 50, 0, 100))
    it = groups(rows, dict.fromkeys("AB", "G")).row(0, named=True)
    assert (it["projects"], it["left_out"], it["cpi_milli"], it["budget_at_completion_minor"]) == (2, 0, 1300, 300)
    names = ("eac_stated_minor", "eac_minor", "etc_minor", "vac_minor", "tcpi_eac_milli")
    assert [it[name] for name in names] == [None] * 5
    assert it["unknown_because"] == "the estimate at completion of a project is unknown"
    alone = groups(evm(("A", 1, 100, 80, 100, 200)), {"A": "G"}).row(0, named=True)
    assert (alone["eac_minor"], alone["unknown_because"]) == (250, None)
