"""Ratings, computed by hand at every limit and edge."""

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.metrics.progress.health import health
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.progress.rows import DAY, LIMITS, milestone, random_portfolio, table

NAMES = ("projects", "modes", "milestones", "benefits", "evm", "risks")


EARNED = dict.fromkeys(("budget_at_completion_minor", "eac_minor", "spi_t_milli"), pl.Int64)


def rated(measures: dict | None = None, unassessed: int = 0, unknown: tuple[str, ...] = (), **rows: list[dict]) -> dict:
    """Health of project P. measures: eac, budget, spi_t, residual and cost. unassessed: open risks that are not assessed.
    unknown: measures that rest on a row that was set aside. rows: rows of the canonical tables.
    """
    given_measures = dict.fromkeys(("budget", "eac", "spi_t", "residual", "cost")) | (measures or {})
    tables = {name: table(name, [{"project_id": "P", **row} for row in rows.get(name, [])]) for name in NAMES}
    if "projects" not in rows:
        tables["projects"] = table("projects", [{"project_id": "P"}])
    earned = pl.LazyFrame(
        [("P", *(given_measures[k] for k in ("budget", "eac", "spi_t")))],
        schema={"project_id": pl.String, **EARNED},
        orient="row",
    )
    exposure = pl.LazyFrame(
        {"project_id": ["P"], "residual_exposure_minor": [given_measures["residual"]], "unassessed_risks": [unassessed]},
        schema_overrides={"residual_exposure_minor": pl.Int64},
    )
    costs = pl.LazyFrame({"project_id": ["P"], "cost_minor": [given_measures["cost"]]}, schema_overrides={"cost_minor": pl.Int64})
    aside = pl.LazyFrame(
        {"project_id": ["P"] * len(unknown), "column": unknown}, schema={"project_id": pl.String, "column": pl.String}
    )
    return health(tables, earned, exposure, costs, LIMITS, DAY, aside).collect().row(0, named=True)


def benefit(kind: str | None, amount: int | None, chance: int | None = None, mode: str | None = None) -> dict:
    return {
        "kind": kind,
        "amount_minor": amount,
        "probability_bp": chance,
        "mode_id": mode,
        "period_offset": 0,
        "category": "revenue",
    }


def test_a_project_of_which_nothing_is_known_has_no_rating():
    """An unknown project is neither green nor red."""
    found = rated()
    assert found.pop("because") == "nothing is known to rate it by"
    assert found.pop("project_id") == "P"
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("measures", "column", "value", "aspect", "rating"),
    [
        ({"budget": 1000, "eac": 1050}, "cost_overrun_bp", 500, "cost", "green"),  # at the limit is within it
        ({"budget": 10_000, "eac": 10_501}, "cost_overrun_bp", 501, "cost", "amber"),
        ({"budget": 1000, "eac": 1100}, "cost_overrun_bp", 1000, "cost", "amber"),
        ({"budget": 10_000, "eac": 11_001}, "cost_overrun_bp", 1001, "cost", "red"),
        ({"budget": 1000, "eac": 900}, "cost_overrun_bp", -1000, "cost", "green"),
        ({"budget": 0, "eac": 900}, "cost_overrun_bp", None, "cost", None),  # over nothing is no share
        ({"budget": 1000}, "cost_overrun_bp", None, "cost", None),
        ({"spi_t": 950}, "spi_t_milli", 950, "schedule", "green"),
        ({"spi_t": 949}, "spi_t_milli", 949, "schedule", "amber"),
        ({"spi_t": 850}, "spi_t_milli", 850, "schedule", "amber"),
        ({"spi_t": 849}, "spi_t_milli", 849, "schedule", "red"),
        ({"spi_t": 0}, "spi_t_milli", 0, "schedule", "red"),  # nothing earned is known
        ({"residual": 0, "cost": 100}, "residual_risk_bp", 0, "risk", "green"),
        ({"residual": 10, "cost": 100}, "residual_risk_bp", 1000, "risk", "green"),
        ({"residual": 25, "cost": 100}, "residual_risk_bp", 2500, "risk", "amber"),
        ({"residual": 26, "cost": 100}, "residual_risk_bp", 2600, "risk", "red"),
        ({"residual": 26, "cost": 0}, "residual_risk_bp", None, "risk", None),
        ({"cost": 100}, "residual_risk_bp", None, "risk", None),  # no register is not no risk
    ],
)  # fmt: skip
def test_each_limit_from_both_sides(measures, column, value, aspect, rating):
    """A measure beyond the first limit is amber and beyond the second red. An unknown measure has no rating."""
    found = rated(measures)
    overall = "red" if rating == "red" else None  # the other aspects are unknown, and may be red
    assert (found[column], found[f"{aspect}_rag"], found["computed_rag"]) == (value, rating, overall)


@pytest.mark.parametrize(
    ("rows", "days", "rating"),
    [
        ([milestone(DAY, DAY + timedelta(30))], 30, "green"),
        ([milestone(DAY, DAY + timedelta(31))], 31, "amber"),
        ([milestone(DAY, DAY + timedelta(91))], 91, "red"),
        ([milestone(DAY, DAY + timedelta(91), DAY - timedelta(5))], -5, "green"),  # what happened beats what was foreseen
        ([milestone(DAY)], None, None),  # due, and nobody says when
        ([milestone(None, DAY)], None, None),  # never baselined
        ([milestone(DAY, DAY), milestone(date(2027, 1, 1), DAY, name="start")], 0, "green"),  # only the last counts
        ([milestone(DAY, DAY), milestone(DAY, DAY + timedelta(40), name="also")], 40, "amber"),  # of two last ones the later
        ([milestone(DAY, DAY), milestone(DAY, None, name="also")], None, None),  # of two last ones one is unknown
    ],
)  # fmt: skip
def test_slip_of_the_last_milestone(rows, days, rating):
    """The actual date, otherwise the forecast, is compared with the latest baseline."""
    found = rated(milestones=rows)
    assert (found["slip_days"], found["schedule_rag"]) == (days, rating)


def test_schedule_is_the_worse_of_two_measures():
    """SPI(t) is green and the milestone red, so the schedule is red, and the reason names only the milestone."""
    found = rated({"spi_t": 1000}, milestones=[milestone(DAY, DAY + timedelta(100), actual=None)])
    assert found["schedule_rag"] == "red"
    assert (
        found["because"] == "schedule: last milestone 100 days late, red beyond 90 days; unknown: cost, risk, benefits, freshness"
    )


@pytest.mark.parametrize(
    ("rows", "shortfall"),
    [
        ([benefit("baseline", 1000), benefit("plan", 950)], 500),
        ([benefit("baseline", 1000), benefit(None, 900)], 1000),  # a kind not stated is the plan
        ([benefit("baseline", 1000), benefit("plan", 1000), benefit("forecast", 800)], 2000),  # the forecast replaces the plan
        ([benefit("baseline", 1000), benefit("plan", 1100)], -1000),
        ([benefit("baseline", 1000, 8000), benefit("plan", 1000, 4000)], 5000),  # less likely is less expected
        ([benefit("baseline", 1000), benefit("actual", 1)], None),  # nothing is said of what is expected now
        ([benefit("plan", 1000)], None),
        ([benefit("baseline", 0), benefit("plan", 1000)], None),
        ([benefit("baseline", 1000), benefit("plan", 900), benefit("plan", None)], None),  # a part is unknown
        ([benefit("baseline", None), benefit("plan", 900)], None),
    ],
)  # fmt: skip
def test_benefits_now_expected_against_the_baseline(rows, shortfall):
    """The shortfall is (baseline - now expected) / baseline."""
    assert rated(benefits=rows)["benefit_shortfall_bp"] == shortfall


@pytest.mark.parametrize(
    ("rows", "age", "rating"),
    [
        ({"projects": [{"updated_at": DAY}]}, 0, "green"),
        ({"projects": [{"updated_at": DAY - timedelta(45)}]}, 45, "green"),
        ({"projects": [{"updated_at": DAY - timedelta(46)}]}, 46, "amber"),
        ({"projects": [{"updated_at": DAY - timedelta(91)}]}, 91, "red"),
        ({"projects": [{"updated_at": DAY + timedelta(1)}]}, None, None),  # a record from tomorrow is a mistake, not news
        ({"projects": [{"updated_at": DAY - timedelta(91)}], "evm": [{"status_date": DAY - timedelta(9)}]}, 9, "green"),
        ({"risks": [{"reviewed_on": DAY - timedelta(8)}]}, 8, "green"),
        ({"risks": [{"snapshot_date": DAY - timedelta(7)}]}, 7, "green"),
        ({"milestones": [milestone(None, actual=DAY - timedelta(6))]}, 6, "green"),
    ],
)
def test_freshness_is_the_newest_word_on_the_project(rows, age, rating):
    """The newest of the row, the status, the reviews, the snapshots and the milestones met counts, up to the day."""
    found = rated(**({"projects": [{}]} | rows))
    assert (found["age_days"], found["freshness_rag"]) == (age, rating)


def test_the_worst_known_measure_rates_the_project_and_every_reason_is_told():
    """Cost is red, risk and SPI(t) are amber: the project is red, and the reasons show figures and limits."""
    found = rated({"budget": 1000, "eac": 1205, "spi_t": 900, "residual": 20, "cost": 100}, projects=[{"updated_at": DAY}])
    assert found["computed_rag"] == "red"
    assert found["because"] == (
        "cost: estimate at completion 20.50 % over the budget, red beyond 10.00 %; schedule: SPI(t) 0.900, amber below 0.950; "
        "risk: residual exposure 20.00 % of the cost, amber beyond 10.00 %; unknown: benefits"
    )


FULL = {
    "measures": {"budget": 1, "eac": 1, "spi_t": 1000, "residual": 0, "cost": 1},
    "benefits": [benefit("baseline", 1), benefit("plan", 1)],
    "projects": [{"updated_at": DAY}],
}


def test_fresh_records_alone_make_nothing_green():
    """Freshness is green, and the rating is unknown as long as one aspect is. With all five known, it is green."""
    fresh = rated(projects=[{"updated_at": DAY}])
    assert (fresh["freshness_rag"], fresh["computed_rag"]) == ("green", None)
    assert fresh["because"] == "every known measure is within its limit; unknown: cost, schedule, risk, benefits"
    assert rated(**FULL)["computed_rag"] == "green"
    for part in ("budget", "spi_t", "residual"):
        assert rated(**FULL | {"measures": FULL["measures"] | {part: None}})["computed_rag"] is None
    assert rated(**FULL | {"benefits": []})["computed_rag"] is None
    assert rated(**FULL | {"projects": [{}]})["computed_rag"] is None
    assert rated(**FULL, unassessed=1)["computed_rag"] is None


def test_an_amber_aspect_beside_an_unknown_one_is_the_least_it_can_be():
    """The rating is unknown, because the unknown aspect may be red. Red stays red, whatever is unknown."""
    amber = rated(FULL["measures"] | {"eac": 108, "budget": 100}, projects=[{"updated_at": DAY, "reported_rag": "amber"}])
    assert (amber["cost_rag"], amber["computed_rag"], amber["reported_is"]) == ("amber", None, None)
    assert amber["because"].startswith("at least amber: cost: ")
    assert rated(FULL["measures"] | {"eac": 200, "budget": 100})["computed_rag"] == "red"


def test_a_measure_that_rests_on_a_row_set_aside_is_unknown():
    """The schedule has two measures: one that was set aside leaves it unknown, unless the other is red."""
    assert rated(**FULL, unknown=("cost_overrun_bp",))["computed_rag"] is None
    lost = rated(**FULL, unknown=("slip_days",))
    assert (lost["spi_t_milli"], lost["schedule_rag"], lost["computed_rag"]) == (1000, None, None)
    late = rated(**FULL | {"measures": FULL["measures"] | {"spi_t": 100}}, unknown=("slip_days",))
    assert (late["schedule_rag"], late["computed_rag"]) == ("red", "red")


def test_a_green_project_says_so():
    """The text says that every known measure is within its limit, and names what is unknown."""
    found = rated({"budget": 1, "eac": 1, "spi_t": 1000, "residual": 0, "cost": 1}, projects=[{"updated_at": DAY}])
    assert found["because"] == "every known measure is within its limit; unknown: benefits"
    full = rated(
        {"budget": 1, "eac": 1, "spi_t": 1000, "residual": 0, "cost": 1}, benefits=[benefit("baseline", 1), benefit("plan", 1)], projects=[{"updated_at": DAY}]
    )  # fmt: skip
    assert full["because"] == "every known measure is within its limit"


@pytest.mark.parametrize(
    ("eac", "expected"),
    [
        (100, {"green": "same", "amber_green": "same", "amber": "worse", "amber_red": "worse", "red": "worse", None: None}),
        (108, {"green": "better", "amber_green": "same", "amber": "same", "amber_red": "same", "red": "worse", None: None}),
        (120, {"green": "better", "amber_green": "better", "amber": "better", "amber_red": "same", "red": "same", None: None}),
        (None, {"green": None, "red": None, None: None}),
    ],
)
def test_reported_beside_computed(eac, expected):
    """A mixed rating contradicts only a rating beyond the two between which it lies."""
    for reported, verdict in expected.items():
        found = rated(
            **FULL
            | {
                "measures": FULL["measures"] | {"budget": 100, "eac": eac},
                "projects": [{"updated_at": DAY, "reported_rag": reported}],
            }
        )
        assert (found["reported_rag"], found["reported_is"]) == (reported, verdict)
        assert found["differs"] == {"same": False, None: None}.get(verdict, True)


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_health_does_not_depend_on_the_order_of_rows_nor_on_other_projects(seed):
    """A project has the same rating alone as among others."""
    projects, dates, costs = random_portfolio(seed)
    random = Random(seed)
    earned = [(p, 100, cost, random.choice([None, 700, 1000])) for p, _, cost in costs]

    def found(rows: list[dict], some_dates: list[dict], some_earned: list[tuple]) -> pl.DataFrame:
        tables = {name: table(name, []) for name in NAMES} | {
            "projects": table("projects", rows),
            "milestones": table("milestones", some_dates),
        }
        exposure = pl.LazyFrame(
            schema={"project_id": pl.String, "residual_exposure_minor": pl.Int64, "unassessed_risks": pl.Int64}
        )
        no_costs = pl.LazyFrame(schema={"project_id": pl.String, "cost_minor": pl.Int64})
        values = pl.LazyFrame(some_earned, schema={"project_id": pl.String, **EARNED}, orient="row")
        return health(tables, values, exposure, no_costs, LIMITS, DAY).collect()

    whole = found(projects, dates, earned)
    assert found(*(random.sample(part, len(part)) for part in (projects, dates, earned))).equals(whole)
    one = projects[0]["project_id"]
    alone = found(projects[:1], [row for row in dates if row["project_id"] == one], earned[:1])
    assert alone.equals(whole.filter(pl.col("project_id") == one))


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(health, pl.LazyFrame([rated()]))
