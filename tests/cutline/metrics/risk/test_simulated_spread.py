"""Simulated cost and net present value of projects and the portfolio."""

import random
from math import sqrt

import polars as pl
import pytest
from scipy import stats

from cutline.metrics.risk.simulated_spread import SPREAD_SCHEMA, simulated_spread
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.risk.lines import WIDE, portfolio, spread

NORMAL_90 = 1.2815515655446004


def test_every_column_is_in_the_dictionary_and_no_lines_have_no_rows():
    """Each column has a meaning. An empty portfolio has no row, not a row of zeros."""
    found = spread()
    assert_documented(simulated_spread, found.lazy())
    assert (found.height, dict(found.schema)) == (0, SPREAD_SCHEMA)


def test_one_project_s_percentiles_are_those_of_its_distribution():
    """The percentiles of a triangular cost are SciPy's. The benefit is certain, so the net present value mirrors the cost."""
    low, likely, high = WIDE
    exact = stats.triang((likely - low) / (high - low), low, high - low)
    found = portfolio(("P", "cost", *WIDE), ("P", "benefit", None, 4_000_000, None), shape="triangular")
    for p in (10, 50, 90):
        assert found[f"cost_p{p}_minor"] == pytest.approx(exact.ppf(p / 100), rel=2e-3)
        assert found[f"npv_p{100 - p}_minor"] == pytest.approx(4_000_000 - exact.ppf(p / 100), rel=1e-2)
    assert found["npv_positive_bp"] == pytest.approx(exact.cdf(4_000_000) * 10_000, abs=15)
    assert found["cost_mean_minor"] == pytest.approx(exact.mean(), rel=1e-3)


def many(count: int, driver: str | None) -> list[tuple]:
    """Projects with symmetric costs between 0.9 and 1.1 million, all with the same driver or all without one."""
    return [(f"P{i:03}", "cost", 900_000, 1_000_000, 1_100_000, None, driver) for i in range(count)]


DEVIATION = sqrt(
    (900_000**2 + 1_000_000**2 + 1_100_000**2 - 900_000 * 1_000_000 - 900_000 * 1_100_000 - 1_000_000 * 1_100_000) / 18
)


@pytest.mark.parametrize(("driver", "correlation"), [(None, 9000), ("d", 0), ("d", 3000), ("d", 9999)])
def test_the_sum_of_many_has_the_spread_of_its_correlation(driver, correlation):
    """The variance of n equal costs is s2 (n + n (n - 1) rho). Without a driver, rho is 0, whatever the setting says."""
    count = 100
    found = portfolio(*many(count, driver), shape="triangular", correlation_bp=correlation)
    rho = correlation / 10_000 if driver else 0
    wide = DEVIATION * sqrt(count + count * (count - 1) * rho)
    tolerance = 0.06 if rho < 0.9 else 0.10  # nearly one variable: its triangle shows
    assert found["cost_p50_minor"] == pytest.approx(count * 1_000_000, abs=0.1 * wide)
    assert found["cost_p90_minor"] - found["cost_p10_minor"] == pytest.approx(2 * NORMAL_90 * wide, rel=tolerance)


def test_a_driver_moves_projects_together_and_widens_none():
    """The percentiles of a single project do not depend on the weight of its driver."""
    low, likely, high = WIDE
    exact = stats.triang((likely - low) / (high - low), low, high - low)
    for correlation in (0, 5000, 9999):
        found = portfolio(("P", "cost", *WIDE, None, "d"), shape="triangular", correlation_bp=correlation)
        for p in (10, 50, 90):
            assert found[f"cost_p{p}_minor"] == pytest.approx(exact.ppf(p / 100), rel=1e-2)


def test_worth_nothing_is_not_worth_something():
    """A net present value of exactly zero does not count as positive."""
    assert portfolio(("P", "cost", None, 100, None), ("P", "benefit", None, 100, None))["npv_positive_bp"] == 0


def test_what_moves_as_one_sums_percentile_by_percentile():
    """Near a correlation of 1, the P90 of the portfolio is the sum of the projects' P90. Without correlation it is less."""
    rows = [(f"P{i}", "cost", 100_000, 200_000 + 10_000 * i, 900_000, None, "d") for i in range(20)]
    found = spread(*rows, correlation_bp=9999)
    own = found.filter(pl.col("level") == "project")["cost_p90_minor"].sum()
    assert found["cost_p90_minor"][-1] == pytest.approx(own, rel=5e-3)
    assert portfolio(*rows, correlation_bp=0)["cost_p90_minor"] < own * 0.95


def test_drivers_are_independent_of_one_another():
    """With two groups of 50 projects, the variance is that of two independent sums."""
    rows = [(*row[:6], "de"[i % 2]) for i, row in enumerate(many(100, None))]
    found = portfolio(*rows, shape="triangular", correlation_bp=5000)
    wide = DEVIATION * sqrt(2 * (50 + 50 * 49 * 0.5))
    assert found["cost_p90_minor"] - found["cost_p10_minor"] == pytest.approx(2 * NORMAL_90 * wide, rel=0.06)


def test_success_is_all_or_nothing():
    """A quarter of the draws bring 300 for a cost of 100: the mean is -25, and one draw in four gains 200."""
    found = portfolio(("P", "cost", None, 100, None), ("P", "benefit", None, 300, None, 2500))
    assert (found["npv_mean_minor"], found["npv_p10_minor"], found["npv_p50_minor"], found["npv_p90_minor"]) == (
        -25,
        -100,
        -100,
        200,
    )
    assert found["npv_positive_bp"] == 2500


def test_benefits_of_two_chances_come_in_the_same_draws():
    """50 come at 25 % and 60 at 50 %: a quarter of the draws bring both, a quarter 60 only, and half of them nothing."""
    found = portfolio(
        ("P", "cost", None, 55, None), ("P", "benefit", None, 50, None, 2500), ("P", "benefit", None, 60, None, 5000)
    )
    assert found["npv_positive_bp"] == 5000
    assert (found["npv_p10_minor"], found["npv_p90_minor"]) == (-55, 55)
    assert found["npv_mean_minor"] == round(-55 + 50 * 0.25 + 60 * 0.5)


@pytest.mark.parametrize(("chance", "mean"), [(0, -100), (10_000, 200)])
def test_no_chance_and_certainty_are_not_drawn(chance, mean):
    """All draws are equal."""
    found = portfolio(("P", "cost", None, 100, None), ("P", "benefit", None, 300, None, chance))
    assert {found[f"npv_{which}_minor"] for which in ("mean", "p10", "p50", "p90")} == {mean}


def random_lines(rng: random.Random) -> list[tuple]:
    rows = []
    for i in range(12):
        likely = rng.randint(10, 10**6)
        rows.append((f"P{i:02}", "cost", likely // 2, likely, likely * 2, None, rng.choice(["d", "e", None])))
        rows.append((f"P{i:02}", "benefit", likely // 3, likely, likely * 3, rng.choice([None, 3000, 8000]), rows[-1][6]))
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_nothing_depends_on_the_order_of_rows_and_the_portfolio_on_no_id(seed):
    """Shuffled rows give the same table, renamed projects the same portfolio, and another seed another portfolio."""
    rng = random.Random(seed)
    rows = random_lines(rng)
    policy = {"draws_log2": 8, "shape": rng.choice(["pert", "triangular", "lognormal"])}
    first = spread(*rows, **policy)
    assert first["project_id"].to_list() == [f"P{i:02}" for i in range(12)] + [None]
    mixed = rng.sample(rows, len(rows))
    assert spread(*mixed, **policy).equals(first)
    names = dict(zip((f"P{i:02}" for i in range(12)), rng.sample(range(1000), 12), strict=True))
    renamed = [(f"X{names[project]}", *rest) for project, *rest in rows]
    assert spread(*renamed, **policy).row(-1) == first.row(-1)
    assert spread(*rows, seed=7, **policy).row(-1) != first.row(-1)


def test_the_portfolio_is_the_sum_of_its_projects_draw_by_draw():
    """The mean of the portfolio is the sum of the projects' means, apart from rounding. A single project equals its portfolio."""
    rows = random_lines(random.Random(1))
    found = spread(*rows)
    for name in ("cost_mean_minor", "npv_mean_minor"):
        assert found[name][-1] == pytest.approx(found.filter(pl.col("level") == "project")[name].sum(), abs=7)
    alone = spread(*rows[:2]).select(pl.exclude("level", "project_id"))
    assert alone.row(0) == alone.row(1)


def test_a_portfolio_wider_than_a_block_has_the_spread_of_independent_costs():
    """700 projects need three blocks of dimensions; the spread of their sum is the theoretical one."""
    found = portfolio(*many(700, None), shape="triangular", draws_log2=11)
    assert found["cost_p90_minor"] - found["cost_p10_minor"] == pytest.approx(2 * NORMAL_90 * DEVIATION * sqrt(700), rel=0.06)
