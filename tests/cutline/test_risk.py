"""Exposure, its trend and what moved it, overdue reviews: by hand, at the edges, and to the minor unit."""

import doctest
import random
from datetime import date, timedelta

import polars as pl
import pytest

from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.all_tables import conform
from cutline.measures.dictionary import entry
from cutline.metrics.risk import exposure as risk
from cutline.metrics.risk.exposure import exposure_by_period, risk_exposure
from cutline.metrics.risk.exposure_change import exposure_change, risk_changes
from cutline.metrics.risk.overdue_reviews import overdue_reviews

DAY = date(2027, 1, 31)
MONTHLY = Calendar("month", date(2027, 1, 1), 12)
PROJECTS = pl.LazyFrame({"project_id": ["P", "Q", "R"], "theme": ["core", "core", None]})
COLUMNS = {
    "project_id": pl.String, "risk_id": pl.String, "probability_bp": pl.Int64, "impact_likely_minor": pl.Int64, "residual_probability_bp": pl.Int64,
    "residual_impact_minor": pl.Int64, "status": pl.String, "snapshot_date": pl.Date, "category": pl.String, "source_row": pl.Int64,
}  # fmt: skip


def risks(*rows: tuple, **more: object) -> pl.LazyFrame:
    """(project, risk, probability, impact, residual probability, residual impact, status, snapshot, category), what is left out unknown."""
    filled = [(*row, *(None,) * (9 - len(row)), i) for i, row in enumerate(rows, 1)]
    table = pl.DataFrame(filled, schema=COLUMNS, orient="row").with_columns(**more)
    return conform("risks", table).lazy()


def test_the_worked_examples_run():
    """What the docstrings say is what comes out."""
    found = doctest.testmod(risk)
    assert (found.failed, found.attempted > 0) == (0, True)


FRAMES = {
    risk_exposure: risk_exposure(risks()),
    exposure_by_period: exposure_by_period(risks(), MONTHLY),
    exposure_change: exposure_change(risks(), risks()),
    risk_changes: risk_changes(risks(), risks()),
    overdue_reviews: overdue_reviews(risks(), DAY, 90),
}


@pytest.mark.parametrize("metric", FRAMES, ids=lambda metric: metric.__name__)
def test_every_column_is_in_the_dictionary_and_no_risks_have_no_rows(metric):
    """Each with a meaning; an empty register is an empty answer with the same columns."""
    by = {"theme", "category"} if metric is risk_exposure else set()  # the columns it may be summed by
    assert {measure.name for measure in entry(metric).measures} - by == set(FRAMES[metric].collect_schema().names())
    assert FRAMES[metric].collect().is_empty()


def test_exposure_is_probability_times_impact_of_open_risks_now():
    """30 % of 1,000 = 300, 15 % of 800 = 120 after the response; older snapshots and closed risks add nothing."""
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


def test_each_half_of_a_response_counts_by_itself():
    """Only the chance fell: 10 % of 1,000; only the impact: 30 % of 500; a residual without an assessment before it adds nothing."""
    found = risk_exposure(
        risks(("P", "a", 3000, 1000, 1000), ("Q", "a", 3000, 1000, None, 500), ("R", "a", None, 1000, 1000, 500))
    )
    assert found.collect()["residual_exposure_minor"].to_list() == [100, 150, None]


def test_nothing_likely_or_of_no_impact_is_a_known_nothing():
    """Zero is assessed; it is not unknown. Half a minor unit is rounded up."""
    found = risk_exposure(risks(("P", "a", 0, 1000), ("P", "b", 5000, 0), ("Q", "a", 5000, 1)))
    assert found.collect().rows() == [("P", 0, 0, 2, 0), ("Q", 1, 1, 1, 0)]


def test_a_snapshot_without_a_day_is_of_the_day_of_its_export():
    """Older than a dated one, it does not count; newer, it does; of one day the row further down."""
    rows = (("P", "r", 1000, 1000, None, None, None, date(2027, 1, 10)), ("P", "r", 2000, 1000))
    assert risk_exposure(risks(*rows, as_of_date=pl.lit(date(2027, 1, 9)))).collect()["exposure_minor"].to_list() == [100]
    assert risk_exposure(risks(*rows, as_of_date=pl.lit(date(2027, 1, 11)))).collect()["exposure_minor"].to_list() == [200]
    assert risk_exposure(risks(*rows, as_of_date=pl.lit(date(2027, 1, 10)))).collect()["exposure_minor"].to_list() == [200]
    assert risk_exposure(risks(*rows)).collect()["exposure_minor"].to_list() == [100]  # no day at all: older than any


def test_by_theme_and_category():
    """P and Q are of one theme, R of none, X is no project we know."""
    rows = risks(
        ("P", "a", 1000, 1000, None, None, None, None, "supply"), ("Q", "a", 1000, 2000), ("R", "a", None, 1), ("X", "a", 1000, 5000, None, None, None, None, "supply"),
    )  # fmt: skip
    assert risk_exposure(rows, "theme", PROJECTS).collect().rows() == [("core", 300, 300, 2, 0), (None, 500, 500, 2, 1)]
    assert risk_exposure(rows, "category").collect().rows() == [("supply", 600, 600, 2, 0), (None, 200, 200, 2, 1)]
    with pytest.raises(ValueError, match="needs projects"):
        risk_exposure(rows, "theme")


def some_risks(rng: random.Random, count: int = 30) -> list[tuple]:
    """Risks with unknowns, closures and ties among them."""
    return [
        (
            rng.choice("PQRX"), f"r{rng.randint(0, count // 2)}", rng.choice([None, 0, rng.randint(0, 10_000)]), rng.choice([None, 0, rng.randint(0, 10**6)]),
            rng.choice([None, rng.randint(0, 10_000)]), rng.choice([None, rng.randint(0, 10**6)]), rng.choice([None, "open", "closed"]),
            date(2026, 12, 1) + timedelta(days=i * 3), rng.choice([None, "a", "b"]),
        )
        for i in range(count)
    ]  # fmt: skip


def shuffled(frame: pl.LazyFrame, seed: int) -> pl.LazyFrame:
    return frame.collect().sample(fraction=1.0, shuffle=True, seed=seed).lazy()


@pytest.mark.parametrize("seed", range(20))
def test_sums_tie_and_do_not_depend_on_the_order_of_rows(seed):
    """By project, by theme and by category the exposure is that of the portfolio to the minor unit."""
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
    """Ten risks each: what Python adds up risk by risk is what the projects, and what the parts of the change, sum to."""
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
    """December: 50; January: the newer view of r, 40, with s of 30; March: r closed, s as last seen. February has no snapshot and no row."""
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
    """Opened in January, closed in March: the first quarter ends with nothing; without any day there is no period."""
    rows = risks(
        ("P", "r", 5000, 100, None, None, None, date(2027, 1, 5)), ("P", "r", 5000, 100, None, None, "closed", date(2027, 3, 5))
    )
    assert exposure_by_period(rows, MONTHLY).collect().height == 1
    assert exposure_by_period(rows, Calendar("quarter", date(2027, 1, 1), 4)).collect().is_empty()
    assert exposure_by_period(risks(("P", "r", 5000, 100)), MONTHLY).collect().is_empty()


def test_the_last_period_is_the_exposure_of_today():
    """What is known at the end of the last recorded period is what risk_exposure says."""
    rows = risks(*some_risks(random.Random(3)))
    last = exposure_by_period(rows, MONTHLY).filter(pl.col("period_start") == pl.col("period_start").max()).drop("period_start")
    assert last.collect().equals(risk_exposure(rows).collect())


BEFORE = risks(
    ("P", "new chance", 1000, 1000), ("P", "new impact", 1000, 1000), ("P", "both", 1000, 1000), ("P", "gone", 2000, 1000), ("P", "closed", 2000, 1000),
    ("P", "same", 2000, 1000), ("P", "assessed", None, 1000), ("P", "lost", 2000, 1000), ("P", "never", None, 1000), ("P", "reopened", 2000, 1000, None, None, "closed"),
)  # fmt: skip
NOW = risks(
    ("P", "new chance", 3000, 1000), ("P", "new impact", 1000, 4000), ("P", "both", 3000, 4000), ("P", "closed", 2000, 1000, None, None, "closed"),
    ("P", "same", 2000, 1000), ("P", "assessed", 500, 1000), ("P", "lost", 2000, None), ("P", "never", 9000, None), ("P", "reopened", 2000, 1000),
    ("P", "new", 1000, 500),
)  # fmt: skip


def test_what_moved_each_risk_by_hand():
    """10 % to 30 % of 1,000 is 200 of likelihood; 30 % of another 3,000 is 900 of impact."""
    columns = ("risk_id", "change_minor", "new_minor", "closed_minor", "likelihood_minor", "impact_minor", "driver")
    assert risk_changes(BEFORE, NOW).select(columns).collect().rows() == [
        ("assessed", 50, 50, 0, 0, 0, "assessed"),
        ("both", 1100, 0, 0, 200, 900, "likelihood and impact"),
        ("closed", -200, 0, -200, 0, 0, "closed"),
        ("gone", -200, 0, -200, 0, 0, "gone"),
        ("lost", -200, 0, -200, 0, 0, "unassessed"),
        ("never", 0, 0, 0, 0, 0, "unchanged"),
        ("new", 50, 50, 0, 0, 0, "new"),
        ("new chance", 200, 0, 0, 200, 0, "likelihood"),
        ("new impact", 300, 0, 0, 0, 300, "impact"),
        ("reopened", 200, 200, 0, 0, 0, "new"),
        ("same", 0, 0, 0, 0, 0, "unchanged"),
    ]


def test_what_moved_a_project_is_the_sum_of_its_risks():
    """1,100 to 2,400: 300 new, 600 closed, 400 of likelihood, 1,200 of impact."""
    assert exposure_change(BEFORE, NOW).collect().rows() == [("P", 1100, 2400, 1300, 300, -600, 400, 1200)]


def test_after_the_response_the_residual_figures_move():
    """The chance after the response fell from 20 % to 5 % of 1,000; before it nothing changed."""
    before, now = risks(("P", "r", 5000, 1000, 2000)), risks(("P", "r", 5000, 1000, 500))
    assert exposure_change(before, now, "residual").collect().rows() == [("P", 200, 50, -150, 0, 0, -150, 0)]
    assert exposure_change(before, now).collect().rows() == [("P", 500, 500, 0, 0, 0, 0, 0)]


def test_an_unknown_exposure_has_no_known_change():
    """P's only open risk was not assessed before; Q had none open, which is a known nothing."""
    found = exposure_change(risks(("P", "r", None, 1000)), risks(("P", "r", 1000, 1000), ("Q", "r", 1000, 1000))).collect()
    assert found.rows() == [("P", None, 100, None, None, None, None, None), ("Q", 0, 100, 100, 100, 0, 0, 0)]


@pytest.mark.parametrize("basis", ["inherent", "residual"])
@pytest.mark.parametrize("seed", range(20))
def test_the_parts_sum_to_the_change_to_the_minor_unit(seed, basis):
    """And a night's exposure is what risk_exposure says of it, whatever the order of the rows."""
    before, now = (risks(*some_risks(random.Random(seed * 2 + i))) for i in range(2))
    found = exposure_change(before, now, basis).collect()
    parts = ("new_minor", "closed_minor", "likelihood_minor", "impact_minor")
    assert found.drop_nulls("change_minor").height
    for _, was, is_, change, *split in found.drop_nulls("change_minor").iter_rows():
        assert sum(split) == change == is_ - was
    lines = risk_changes(before, now, basis).collect()
    assert lines.select(pl.sum_horizontal(parts) == pl.col("change_minor")).to_series().all()
    column = "exposure_minor" if basis == "inherent" else "residual_exposure_minor"
    assert found["before_minor"].sum() == risk_exposure(before).collect()[column].sum()
    assert found["now_minor"].sum() == risk_exposure(now).collect()[column].sum()
    assert exposure_change(shuffled(before, seed), shuffled(now, seed), basis).collect().equals(found)


def test_an_unchanged_impact_has_no_part_to_the_minor_unit():
    """33.33 % to 66.67 % of 7: 2 to 5, all of it likelihood, though 33.34 % of 7 would round to 2."""
    found = risk_changes(risks(("P", "r", 3333, 7)), risks(("P", "r", 6667, 7))).select("likelihood_minor", "impact_minor")
    assert found.collect().rows() == [(3, 0)]


def test_overdue_reviews_by_hand():
    """90 days allowed on 31 January: reviewed on 2 November is the last day in time; a closed risk needs no review."""
    days = [date(2026, 11, 2), date(2026, 11, 1), None, date(2027, 2, 5), date(2020, 1, 1)]
    table = risks(
        ("P", "in time", 1000, 1000), ("P", "late", 1000, 1000, 500), ("P", "never", None, 1000), ("P", "of tomorrow", 1000, 1000),
        ("P", "closed", 1000, 1000, None, None, "closed"), reviewed_on=pl.Series(days, dtype=pl.Date), owner=pl.lit("Ada"),
    )  # fmt: skip
    assert overdue_reviews(table, DAY, 90).collect().rows() == [
        ("P", "late", "Ada", date(2026, 11, 1), 1, 100, 50),
        ("P", "never", "Ada", None, None, None, None),
    ]
