"""Ratings and rates of delivery, worked out by hand at every limit and edge."""

import doctest
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutline.contracts.tables.all_tables import conform
from cutline.measures.dictionary import entry
from cutline.metrics.progress import default_mode, delivery, milestones
from cutline.metrics.progress import health as health_module
from cutline.metrics.progress.default_mode import default_lines
from cutline.metrics.progress.delivery import COUNTS, delivery_rates
from cutline.metrics.progress.health import health
from cutline.metrics.progress.health_limits import health_limits
from cutline.metrics.progress.milestones import milestone_ends
from cutline.settings.health import HealthSection

DAY = date(2027, 6, 30)
LIMITS = HealthSection()
NAMES = ("projects", "modes", "milestones", "benefits", "evm", "risks")
EARNED = dict.fromkeys(("budget_at_completion_minor", "eac_minor", "spi_t_milli"), pl.Int64)


def table(name: str, rows: list[dict]) -> pl.LazyFrame:
    return conform(name, pl.DataFrame(rows, infer_schema_length=None)).lazy()


def rated(measures: dict | None = None, **rows: list[dict]) -> dict:
    """Health of project P from its rows by table; measures: eac, budget, spi_t, residual, cost."""
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
        {"project_id": ["P"], "residual_exposure_minor": [given_measures["residual"]]},
        schema_overrides={"residual_exposure_minor": pl.Int64},
    )
    costs = pl.LazyFrame({"project_id": ["P"], "cost_minor": [given_measures["cost"]]}, schema_overrides={"cost_minor": pl.Int64})
    return health(tables, earned, exposure, costs, LIMITS, DAY).collect().row(0, named=True)  # fmt: skip


def milestone(baseline: date | None, forecast: date | None = None, actual: date | None = None, name: str = "end") -> dict:
    return {"milestone_id": name, "baseline_date": baseline, "forecast_date": forecast, "actual_date": actual}


def benefit(kind: str | None, amount: int | None, chance: int | None = None, mode: str | None = None) -> dict:
    return {
        "kind": kind,
        "amount_minor": amount,
        "probability_bp": chance,
        "mode_id": mode,
        "period_offset": 0,
        "category": "revenue",
    }


@pytest.mark.parametrize("module", [health_module, delivery, milestones, default_mode])
def test_the_examples_run(module):
    """Every worked example of the modules gives what it says."""
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_the_docstrings_name_every_column_and_its_origin():
    """The dictionary page and the lineage are read from them."""
    told = entry(health)
    assert {measure.name for measure in told.measures} == set(rated())
    assert all(measure.inputs for measure in told.measures)
    rates = entry(delivery_rates)
    assert [measure.name for measure in rates.measures] == rates_of([], [], []).columns
    assert all(measure.inputs for measure in rates.measures)


def test_a_project_of_which_nothing_is_known_has_no_rating():
    """Unknown is not green, and not red either."""
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
    """Beyond the first limit amber, beyond the second red; an unknown measure has no rating."""
    found = rated(measures)
    assert (found[column], found[f"{aspect}_rag"], found["computed_rag"]) == (value, rating, rating)


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
    """Actual, else forecast, against the latest baseline."""
    found = rated(milestones=rows)
    assert (found["slip_days"], found["schedule_rag"]) == (days, rating)


def test_schedule_is_the_worse_of_two_measures():
    """SPI(t) is green and the milestone red: red, and the reason names the milestone alone."""
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
    """(baseline - now) / baseline."""
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
    """Record, status date, review, snapshot or milestone met, up to the day."""
    found = rated(**({"projects": [{}]} | rows))
    assert (found["age_days"], found["freshness_rag"]) == (age, rating)


def test_the_worst_known_measure_rates_the_project_and_every_reason_is_told():
    """Cost red, risk amber, SPI(t) amber: red; the limits stand beside the figures."""
    found = rated({"budget": 1000, "eac": 1205, "spi_t": 900, "residual": 20, "cost": 100}, projects=[{"updated_at": DAY}])
    assert found["computed_rag"] == "red"
    assert found["because"] == (
        "cost: estimate at completion 20.50 % over the budget, red beyond 10.00 %; schedule: SPI(t) 0.900, amber below 0.950; "
        "risk: residual exposure 20.00 % of the cost, amber beyond 10.00 %; unknown: benefits"
    )


def test_a_green_project_says_so():
    """Every known measure within its limit, and what is unknown."""
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
    """The mixed ratings contradict only what lies beyond the two they lie between."""
    for reported, verdict in expected.items():
        found = rated({"budget": 100, "eac": eac}, projects=[{"reported_rag": reported}])
        assert (found["reported_rag"], found["reported_is"]) == (reported, verdict)
        assert found["differs"] == {"same": False, None: None}.get(verdict, True)


def test_every_limit_of_the_settings_is_used():
    """A limit that no rule reads would be a promise broken."""
    odd = HealthSection(**{name: value for value, name in enumerate(sorted(HealthSection.model_fields)) if not name.startswith(("spi", "on_"))}, spi_red_milli=901, spi_amber_milli=902)  # fmt: skip
    found = {limit for rule in health_limits(odd) for limit in (rule.amber, rule.red)}
    assert found == {value for name, value in odd.model_dump().items() if not name.startswith("on_")}


@pytest.mark.parametrize(
    ("modes", "lines", "total"),
    [
        ([], [("a", 1), (None, 2)], 3),  # no modes declared: the one the lines name
        ([], [("a", 1), ("b", 2)], None),  # two named, none declared
        ([("a", None)], [("a", 1), (None, 2)], 3),  # the only one
        ([("a", None), ("b", True)], [("a", 1), ("b", 4), (None, 2)], 6),
        ([("a", None), ("b", False)], [("a", 1), ("b", 4)], None),  # no default
        ([("a", True), ("b", True)], [("a", 1), ("b", 4)], None),  # two defaults
        ([("a", None), ("b", None)], [(None, 2)], 2),  # the same whichever counts
    ],
)
def test_lines_of_the_default_or_only_mode(modes, lines, total):
    """A sum over modes that cannot be told apart is unknown."""
    declared = table("modes", [{"project_id": "P", "mode_id": m, "is_default": d} for m, d in modes])
    amounts = pl.LazyFrame([("P", *line) for line in lines], schema={"project_id": pl.String, "mode_id": pl.String, "amount_minor": pl.Int64}, orient="row")  # fmt: skip
    found = default_lines(amounts, declared).collect()["amount_minor"]
    assert (None if found.has_nulls() else found.sum()) == total


def test_one_milestone_is_first_and_last_and_none_is_no_row():
    """Ends of a single milestone; a project without baselined milestones is absent, not zero."""
    one = milestone_ends(
        table("milestones", [{"project_id": "P", **milestone(DAY, actual=DAY)}, {"project_id": "Q", **milestone(None, DAY)}])
    )
    assert one.collect().rows() == [("P", DAY, DAY, DAY, DAY, DAY)]
    assert milestone_ends(table("milestones", [])).collect().is_empty()


OUTCOMES = {"project_id": pl.String, "submitted_cost_minor": pl.Int64, "actual_cost_minor": pl.Int64}


def rates_of(projects: list[dict], dates: list[dict], costs: list[tuple], limits: HealthSection = LIMITS) -> pl.DataFrame:
    outcomes = pl.LazyFrame(costs, schema=OUTCOMES, orient="row")
    return delivery_rates(table("projects", projects), table("milestones", dates), outcomes, limits, DAY).collect()


def portfolio_row(projects: list[dict], dates: list[dict], costs: list[tuple], limits: HealthSection = LIMITS) -> dict:
    return rates_of(projects, dates, costs, limits).filter(pl.col("level") == "portfolio").row(0, named=True)


def late(project: str, days: int | None, name: str = "end") -> dict:
    """A milestone of 1 June, met so many days late, or not met."""
    due = date(2027, 6, 1)
    return {"project_id": project, **milestone(due, actual=None if days is None else due + timedelta(days), name=name)}


def test_rates_by_hand():
    """Of three finished, two have dates and one is on time; two have costs and one is on budget; of four due milestones two were met."""
    projects = [{"project_id": p, "status": "closed"} for p in "ABC"] + [{"project_id": "D", "status": "in_flight"}]
    dates = [
        late("A", 0),
        late("B", 1),
        late("D", -3),
        late("D", None, "other"),
        {"project_id": "D", **milestone(DAY + timedelta(1), name="later")},
    ]
    found = portfolio_row(projects, dates, [("A", 100, 100), ("B", 100, 101), ("C", None, 5)])
    assert [found[name] for name in COUNTS] == [3, 2, 1, 2, 1, 4, 2]
    assert (found["on_time_bp"], found["on_budget_bp"], found["milestone_hit_bp"]) == (5000, 5000, 5000)


def test_tolerances_of_the_settings():
    """Ten days and ten per cent: at them is within, beyond them is not; a milestone within its days of grace is not yet due."""
    limits = HealthSection(on_time_days=10, on_budget_bp=1000)
    projects = [{"project_id": p, "status": "closed"} for p in "AB"]
    grace = {"project_id": "B", **milestone(DAY - timedelta(9), name="grace")}
    never = {"project_id": "A", **milestone(date(2027, 5, 1), name="never")}
    found = portfolio_row(projects, [late("A", 10), late("B", 11), never], [("A", 100, 110), ("B", 1000, 1101)], limits)
    assert (found["on_time"], found["on_budget"], found["milestones_due"], found["milestones_met"]) == (1, 1, 3, 1)
    assert portfolio_row(projects, [grace], [], limits)["milestones_due"] == 0
    assert portfolio_row(projects, [grace], [])["milestones_due"] == 1


def test_a_rate_of_nothing_is_null():
    """No finished project and nothing due: counts are zero, rates unknown; no projects, no rows."""
    found = portfolio_row([{"project_id": "A", "status": "proposed"}], [{"project_id": "A", **milestone(None)}], [])
    assert [found[name] for name in COUNTS] == [0] * 7
    assert [found[name] for name in ("on_time_bp", "on_budget_bp", "milestone_hit_bp")] == [None] * 3
    assert rates_of([], [], []).is_empty()


def test_milestones_of_cancelled_projects_are_not_due():
    """They were given up; those of projects on hold still are."""
    projects = [{"project_id": "A", "status": "cancelled"}, {"project_id": "B", "status": "on_hold"}]
    found = portfolio_row(projects, [late("A", None), late("B", None)], [])
    assert (found["milestones_due"], found["milestones_met"]) == (1, 0)


def random_portfolio(seed: int) -> tuple[list[dict], list[dict], list[tuple]]:
    random = Random(seed)
    names = [f"P{i}" for i in range(random.randrange(1, 12))]
    projects = [
        {
            "project_id": p, "status": random.choice(["closed", "closed", "in_flight", "cancelled"]), "portfolio_id": random.choice(["F", "G", None]),
            "programme_id": random.choice(["X", "Y", None]), "project_class": random.choice(["rail", None]), "sponsor": random.choice(["S", "T"]),
            "reported_rag": random.choice(["green", "amber_red", None]), "updated_at": DAY - timedelta(random.randrange(200)),
        }
        for p in names
    ]  # fmt: skip
    dates = [late(p, random.choice([None, -2, 0, 3]), f"m{i}") for p in names for i in range(random.randrange(3))]
    costs = [(p, 100, random.choice([None, 90, 110])) for p in names]
    return projects, dates, costs


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_counts_tie_over_every_level_and_order_does_not_matter(seed):
    """Programmes, classes and sponsors sum to the portfolios; shuffled rows give the same frame."""
    rows = random_portfolio(seed)
    found = rates_of(*rows)
    sums = found.group_by("level").agg(pl.col(COUNTS).sum()).drop("level").unique()
    assert sums.height == 1
    assert sums["finished"][0] == sum(row["status"] == "closed" for row in rows[0])
    mixed = tuple(Random(seed).sample(part, len(part)) for part in rows)
    assert rates_of(*mixed).equals(found)


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_health_does_not_depend_on_the_order_of_rows_nor_on_other_projects(seed):
    """A project alone is rated as it is among others."""
    projects, dates, costs = random_portfolio(seed)
    random = Random(seed)
    earned = [(p, 100, cost, random.choice([None, 700, 1000])) for p, _, cost in costs]

    def found(rows: list[dict], some_dates: list[dict], some_earned: list[tuple]) -> pl.DataFrame:
        tables = {name: table(name, []) for name in NAMES} | {
            "projects": table("projects", rows),
            "milestones": table("milestones", some_dates),
        }
        exposure = pl.LazyFrame(schema={"project_id": pl.String, "residual_exposure_minor": pl.Int64})
        no_costs = pl.LazyFrame(schema={"project_id": pl.String, "cost_minor": pl.Int64})
        values = pl.LazyFrame(some_earned, schema={"project_id": pl.String, **EARNED}, orient="row")
        return health(tables, values, exposure, no_costs, LIMITS, DAY).collect()

    whole = found(projects, dates, earned)
    assert found(*(random.sample(part, len(part)) for part in (projects, dates, earned))).equals(whole)
    one = projects[0]["project_id"]
    alone = found(projects[:1], [row for row in dates if row["project_id"] == one], earned[:1])
    assert alone.equals(whole.filter(pl.col("project_id") == one))
