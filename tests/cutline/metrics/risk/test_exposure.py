"""Risk exposure by project, theme, category and period."""

import random
from datetime import date

import polars as pl
import pytest

from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.all_tables import conform
from cutline.metrics.risk.exposure import exposure_by_period, risk_exposure
from cutline.metrics.risk.exposure_change import exposure_change
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.risk.rows import risks, some_risks
from tests.cutline.metrics.row_order import shuffled

MONTHLY = Calendar("month", date(2027, 1, 1), 12)


PROJECTS = pl.LazyFrame({"project_id": ["P", "Q", "R"], "theme": ["core", "core", None]})


def test_exposure_is_probability_times_impact_of_open_risks_now():
    """30 % of 1,000 are 300, and 15 % of 800 are 120 after the response. Older snapshots and closed risks add nothing."""
    found = risk_exposure(
        risks(
            ("P", "r", 9000, 100_000, None, None, "open", date(2027, 1, 1)),
            ("P", "r", 3000, 100_000, 1500, 80_000, None, date(2027, 2, 1)),
            ("P", "s", 9000, 100_000, None, None, "closed", date(2027, 2, 1)),
            ("P", "t", None, 100_000, None, None, "open", date(2027, 2, 1)),
            ("P", "v", 9000, 100_000, None, None, "occurred", date(2027, 2, 1)),
            ("Q", "u", None, None, None, None, "open"),
        )
    )
    assert found.collect().rows() == [("P", 30_000, 12_000, 2, 1), ("Q", None, None, 1, 1)]


def test_by_theme_and_category():
    """P and Q belong to one theme, R states none, and X is not a project of the portfolio."""
    rows = risks(
        ("P", "a", 1000, 1000, None, None, None, None, "supply"), ("Q", "a", 1000, 2000), ("R", "a", None, 1), ("X", "a", 1000, 5000, None, None, None, None, "supply"),
    )  # fmt: skip
    assert risk_exposure(rows, "theme", PROJECTS).collect().rows() == [("core", 300, 300, 2, 0), (None, 500, 500, 2, 1)]
    assert risk_exposure(rows, "category").collect().rows() == [("supply", 600, 600, 2, 0), (None, 200, 200, 2, 1)]
    with pytest.raises(ValueError, match="needs projects"):
        risk_exposure(rows, "theme")


@pytest.mark.parametrize("seed", range(20))
def test_sums_tie_and_do_not_depend_on_the_order_of_rows(seed):
    """The exposure by project, by theme and by category has the same sum, to the minor unit."""
    rows = risks(*some_risks(random.Random(seed)))
    sums = [
        risk_exposure(rows, by, PROJECTS).select(pl.exclude(by).sum()).collect().row(0)
        for by in ("project_id", "theme", "category")
    ]
    assert sums[0] == sums[1] == sums[2]
    mixed = shuffled(rows, seed)
    assert risk_exposure(mixed).collect().equals(risk_exposure(rows).collect())
    assert exposure_by_period(mixed, MONTHLY).collect().equals(exposure_by_period(rows, MONTHLY).collect())


def test_ten_thousand_portfolios_tie_to_the_minor_unit():
    """The exposure of portfolios with ten risks each is the sum that Python computes.

    The parts of a change sum to the change.
    """
    rng = random.Random(11)
    rows = [
        (f"{i // 10}/{i % 3}", str(i), rng.randint(0, 10_000), rng.randint(0, 10**9), rng.randint(0, 10_000))
        for i in range(100_000)
    ]
    names = ["project_id", "risk_id", "probability_bp", "impact_likely_minor", "later_bp"]
    table = pl.DataFrame(rows, schema=names, orient="row")
    before = conform("risks", table.drop("later_bp")).lazy()
    now = conform("risks", table.drop("probability_bp").rename({"later_bp": "probability_bp"})).lazy()
    sums: dict[str, int] = {}
    for project, _, chance, impact, _ in rows:
        name = project.split("/")[0]
        sums[name] = sums.get(name, 0) + (chance * impact + 5000) // 10_000
    portfolio = pl.col("project_id").str.split("/").list.first()
    found = risk_exposure(before).group_by(portfolio).agg(pl.col("exposure_minor").sum()).collect()
    assert len(sums) == 10_000
    assert dict(found.iter_rows()) == sums
    change = exposure_change(before, now).collect()
    parts = change.select(pl.sum_horizontal("new_minor", "closed_minor", "likelihood_minor", "impact_minor")).to_series()
    assert parts.to_list() == change["change_minor"].to_list() == (change["now_minor"] - change["before_minor"]).to_list()
    assert change["impact_minor"].unique().to_list() == [0]  # no impact changed


def test_each_period_knows_what_was_recorded_by_its_end():
    """December has 50.

    January has 40 of r and 30 of s. In March r is closed and s is as last seen. February has no snapshot and no row.
    """
    rows = risks(
        ("P", "r", 5000, 100, None, None, None, date(2026, 12, 31)),
        ("P", "r", 9000, 100, None, None, None, date(2027, 1, 5)),
        ("P", "r", 4000, 100, 1000, None, None, date(2027, 1, 31)),
        ("P", "s", 3000, 100, None, None, None, date(2027, 1, 31)),
        ("P", "r", 4000, 100, None, None, "closed", date(2027, 3, 1)),
        ("Q", "r", None, 100, None, None, None, date(2027, 3, 1)),
    )
    assert exposure_by_period(rows, MONTHLY).collect().rows() == [
        (date(2026, 12, 1), "P", 50, 50, 1, 0),
        (date(2027, 1, 1), "P", 70, 40, 2, 0),
        (date(2027, 3, 1), "P", 30, 30, 1, 0),
        (date(2027, 3, 1), "Q", None, None, 1, 1),
    ]


def test_a_project_whose_risks_are_all_closed_has_no_row_and_quarters_hold_months():
    """The risk opens in January and closes in March, so the first quarter ends with no exposure.

    A risk without a day has no period.
    """
    rows = risks(
        ("P", "r", 5000, 100, None, None, None, date(2027, 1, 5)), ("P", "r", 5000, 100, None, None, "closed", date(2027, 3, 5))
    )
    assert exposure_by_period(rows, MONTHLY).collect().height == 1
    assert exposure_by_period(rows, Calendar("quarter", date(2027, 1, 1), 4)).collect().is_empty()
    assert exposure_by_period(risks(("P", "r", 5000, 100)), MONTHLY).collect().is_empty()


def test_the_last_period_is_the_exposure_of_today():
    """At the end of the last recorded period, the exposure is that of `risk_exposure`."""
    rows = risks(*some_risks(random.Random(3)))
    last = exposure_by_period(rows, MONTHLY).filter(pl.col("period_start") == pl.col("period_start").max()).drop("period_start")
    assert last.collect().equals(risk_exposure(rows).collect())


def test_every_column_is_documented_and_no_risks_have_no_rows():
    """Each column has a meaning and an origin. An empty register gives an empty result with the same columns."""
    by_project, by_period = risk_exposure(risks()), exposure_by_period(risks(), MONTHLY)
    assert_documented(risk_exposure, by_project, optional={"theme", "category"})
    assert_documented(exposure_by_period, by_period)
    assert by_project.collect().is_empty()
    assert by_period.collect().is_empty()
