"""The spread of cost and value against closed forms, and at the edges: nothing known, no range, ends out of order, more dimensions than one sequence has."""

import doctest
import itertools
import random
from math import sqrt

import numpy as np
import polars as pl
import pytest
from scipy import special, stats

from cutline.contracts.tables.all_tables import conform
from cutline.measures.dictionary import entry
from cutline.metrics.risk import distributions as shapes
from cutline.metrics.risk import simulated_spread as uncertainty
from cutline.metrics.risk.distributions import amounts
from cutline.metrics.risk.quasi_random import BLOCK, uniform_columns
from cutline.metrics.risk.simulated_spread import SPREAD_SCHEMA, simulated_spread
from cutline.settings.measuring import UncertaintySection

LINES = {
    "project_id": pl.String, "side": pl.String, "low_minor": pl.Int64, "likely_minor": pl.Int64, "high_minor": pl.Int64, "success_bp": pl.Int64, "driver": pl.String,
}  # fmt: skip
NORMAL_90 = 1.2815515655446004
NORMAL = special.ndtri((np.arange(2**14) + 0.5) / 2**14)  # draws in equal steps of chance
WIDE = (1_000_000, 2_500_000, 7_000_000)
FIGURES = [f"{what}_{which}_minor" for what in ("cost", "npv") for which in ("mean", "p10", "p50", "p90")]


def lines(*rows: tuple) -> pl.LazyFrame:
    """(project, side, low, likely, high, chance, driver), the last two left out where they say nothing."""
    return pl.LazyFrame([(*row, *(None,) * (7 - len(row))) for row in rows], schema=LINES, orient="row")


def spread(*rows: tuple, risks: pl.LazyFrame | None = None, **policy: object) -> pl.DataFrame:
    return simulated_spread(lines(*rows), UncertaintySection(**policy), risks).collect()


def portfolio(*rows: tuple, **more: object) -> dict:
    return spread(*rows, **more).row(-1, named=True)


@pytest.mark.parametrize("module", [shapes, uncertainty])
def test_the_worked_examples_run(module):
    """What the docstrings say is what comes out."""
    found = doctest.testmod(module)
    assert (found.failed, found.attempted > 0) == (0, True)


def test_every_column_is_in_the_dictionary_and_no_lines_have_no_rows():
    """Each with a meaning; an empty portfolio has no spread, not one of zero."""
    found = spread()
    assert {measure.name for measure in entry(simulated_spread).measures} == set(found.columns)
    assert (found.height, dict(found.schema)) == (0, SPREAD_SCHEMA)


def test_pert_has_the_mean_and_variance_of_its_definition():
    """(low + 4 likely + high) / 6, and (mean - low)(high - mean) / 7."""
    low, likely, high = WIDE
    drawn = amounts(WIDE, NORMAL, "pert")
    mean = (low + 4 * likely + high) / 6
    assert drawn.mean() == pytest.approx(mean, rel=1e-4)
    assert drawn.var() == pytest.approx((mean - low) * (high - mean) / 7, rel=1e-3)
    assert low <= drawn.min() < drawn.max() <= high


def test_pert_between_its_nodes_is_the_beta_distribution():
    """A straight line between two nodes is off by less than two hundred-thousandths of the range, wherever the peak is."""
    for peak in range(11):
        exact = special.betaincinv(1 + 4 * peak / 10, 5 - 4 * peak / 10, special.ndtr(NORMAL)) * 10**7
        assert np.abs(amounts((0, peak * 10**6, 10**7), NORMAL, "pert") - exact).max() < 200


def test_triangular_has_the_mean_and_variance_of_its_definition():
    """A third of the sum, and (a2 + b2 + c2 - ab - ac - bc) / 18."""
    a, c, b = WIDE
    drawn = amounts(WIDE, NORMAL, "triangular")
    assert drawn.mean() == pytest.approx((a + b + c) / 3, rel=1e-4)
    assert drawn.var() == pytest.approx((a * a + b * b + c * c - a * b - a * c - b * c) / 18, rel=1e-3)


@pytest.mark.parametrize("percentile", [5, 10, 25])
def test_lognormal_passes_through_its_two_percentiles(percentile):
    """The low amount at the percentile the settings say, the high one at its mirror image, their geometric mean in the middle."""
    at = special.ndtri(np.array([percentile / 100, 0.5, 1 - percentile / 100]))
    assert amounts((100, 150, 400), at, "lognormal", percentile).tolist() == [100, 200, 400]
    assert amounts((-400, -150, -100), at, "lognormal", percentile).tolist() == [-400, -200, -100]


def test_a_range_that_holds_zero_has_no_lognormal():
    """It is taken as triangular rather than refused or bent."""
    assert np.array_equal(amounts((-50, 0, 100), NORMAL, "lognormal"), amounts((-50, 0, 100), NORMAL, "triangular"))


@pytest.mark.parametrize("shape", ["pert", "triangular", "lognormal"])
@pytest.mark.parametrize("points", [WIDE, (1000, 1000, 2000), (1000, 2000, 2000), (-2000, -1500, -1000), (5, 5, 5)])
def test_amounts_grow_with_the_draw_and_are_whole(shape, points):
    """A peak at either end, amounts below zero, and no width at all."""
    drawn = amounts(points, NORMAL, shape)
    assert (np.diff(drawn) >= 0).all()
    assert (drawn == np.floor(drawn)).all()
    assert (np.ptp(drawn) == 0) == (points[0] == points[2])


def test_one_project_s_percentiles_are_those_of_its_distribution():
    """Triangular, against SciPy's; the benefit is certain, so the net present value mirrors the cost."""
    low, likely, high = WIDE
    exact = stats.triang((likely - low) / (high - low), low, high - low)
    found = portfolio(("P", "cost", *WIDE), ("P", "benefit", None, 4_000_000, None), shape="triangular")
    for p in (10, 50, 90):
        assert found[f"cost_p{p}_minor"] == pytest.approx(exact.ppf(p / 100), rel=2e-3)
        assert found[f"npv_p{100 - p}_minor"] == pytest.approx(4_000_000 - exact.ppf(p / 100), rel=1e-2)
    assert found["npv_positive_bp"] == pytest.approx(exact.cdf(4_000_000) * 10_000, abs=15)
    assert found["cost_mean_minor"] == pytest.approx(exact.mean(), rel=1e-3)


def many(count: int, driver: str | None) -> list[tuple]:
    """Projects of costs between 0.9 and 1.1 million, symmetric, all sharing one driver or none."""
    return [(f"P{i:03}", "cost", 900_000, 1_000_000, 1_100_000, None, driver) for i in range(count)]


DEVIATION = sqrt(
    (900_000**2 + 1_000_000**2 + 1_100_000**2 - 900_000 * 1_000_000 - 900_000 * 1_100_000 - 1_000_000 * 1_100_000) / 18
)


@pytest.mark.parametrize(("driver", "correlation"), [(None, 9000), ("d", 0), ("d", 3000), ("d", 9999)])
def test_the_sum_of_many_has_the_spread_of_its_correlation(driver, correlation):
    """Variance of n equal ones: s2 (n + n (n - 1) rho), normal in the limit; without a driver rho is 0 whatever the setting."""
    count = 100
    found = portfolio(*many(count, driver), shape="triangular", correlation_bp=correlation)
    rho = correlation / 10_000 if driver else 0
    wide = DEVIATION * sqrt(count + count * (count - 1) * rho)
    tolerance = 0.06 if rho < 0.9 else 0.10  # nearly one variable: its triangle shows
    assert found["cost_p50_minor"] == pytest.approx(count * 1_000_000, abs=0.1 * wide)
    assert found["cost_p90_minor"] - found["cost_p10_minor"] == pytest.approx(2 * NORMAL_90 * wide, rel=tolerance)


def test_a_driver_moves_projects_together_and_widens_none():
    """A project's own percentiles are those of its distribution, however much of its draw is its driver's."""
    low, likely, high = WIDE
    exact = stats.triang((likely - low) / (high - low), low, high - low)
    for correlation in (0, 5000, 9999):
        found = portfolio(("P", "cost", *WIDE, None, "d"), shape="triangular", correlation_bp=correlation)
        for p in (10, 50, 90):
            assert found[f"cost_p{p}_minor"] == pytest.approx(exact.ppf(p / 100), rel=1e-2)


def test_worth_nothing_is_not_worth_something():
    """A net present value of exactly zero is not above it."""
    assert portfolio(("P", "cost", None, 100, None), ("P", "benefit", None, 100, None))["npv_positive_bp"] == 0


def test_what_moves_as_one_sums_percentile_by_percentile():
    """Near a correlation of 1 the portfolio's P90 is the sum of the projects' own; far from it, it is less."""
    rows = [(f"P{i}", "cost", 100_000, 200_000 + 10_000 * i, 900_000, None, "d") for i in range(20)]
    found = spread(*rows, correlation_bp=9999)
    own = found.filter(pl.col("level") == "project")["cost_p90_minor"].sum()
    assert found["cost_p90_minor"][-1] == pytest.approx(own, rel=5e-3)
    assert portfolio(*rows, correlation_bp=0)["cost_p90_minor"] < own * 0.95


def test_drivers_are_independent_of_one_another():
    """Two groups of 50: the variance is that of two sums, not of one of a hundred."""
    rows = [(*row[:6], "de"[i % 2]) for i, row in enumerate(many(100, None))]
    found = portfolio(*rows, shape="triangular", correlation_bp=5000)
    wide = DEVIATION * sqrt(2 * (50 + 50 * 49 * 0.5))
    assert found["cost_p90_minor"] - found["cost_p10_minor"] == pytest.approx(2 * NORMAL_90 * wide, rel=0.06)


def test_success_is_all_or_nothing():
    """A quarter of the draws bring 300 for 100: mean -25, 200 one time in four."""
    found = portfolio(("P", "cost", None, 100, None), ("P", "benefit", None, 300, None, 2500))
    assert (found["npv_mean_minor"], found["npv_p10_minor"], found["npv_p50_minor"], found["npv_p90_minor"]) == (
        -25,
        -100,
        -100,
        200,
    )
    assert found["npv_positive_bp"] == 2500


def test_benefits_of_two_chances_come_in_the_same_draws():
    """50 at 25 % and 60 at 50 %: a quarter of the draws bring both, a quarter 60 alone, half nothing."""
    found = portfolio(
        ("P", "cost", None, 55, None), ("P", "benefit", None, 50, None, 2500), ("P", "benefit", None, 60, None, 5000)
    )
    assert found["npv_positive_bp"] == 5000
    assert (found["npv_p10_minor"], found["npv_p90_minor"]) == (-55, 55)
    assert found["npv_mean_minor"] == round(-55 + 50 * 0.25 + 60 * 0.5)


@pytest.mark.parametrize(("chance", "mean"), [(0, -100), (10_000, 200)])
def test_no_chance_and_certainty_are_not_drawn(chance, mean):
    """Each draw is the same."""
    found = portfolio(("P", "cost", None, 100, None), ("P", "benefit", None, 300, None, chance))
    assert {found[f"npv_{which}_minor"] for which in ("mean", "p10", "p50", "p90")} == {mean}


def test_lines_of_a_project_move_as_one():
    """Ten years of 100 to 300 are one estimate of 1,000 to 3,000, which no independence of the years may narrow."""
    years = [("P", "cost", 100, 200, 300)] * 10
    assert portfolio(*years) == portfolio(("P", "cost", 1000, 2000, 3000))


def test_projects_without_a_range_are_certain_and_counted():
    """Q has none at all, R has one on one end, S is out of order: its range is not trusted."""
    rows = [
        ("P", "cost", 50, 100, 150),
        ("Q", "cost", None, 100, None),
        ("R", "cost", None, 100, 150),
        ("S", "cost", 150, 100, 50),
    ]
    found = spread(*rows)
    assert found["without_range"].to_list() == [0, 1, 0, 1, 2]
    assert (
        found.filter(pl.col("project_id").is_in(["Q", "S"])).select("cost_p10_minor", "cost_p90_minor").rows() == [(100, 100)] * 2
    )
    assert found.filter(pl.col("project_id") == "R").select(pl.col("cost_p10_minor") >= 100).item()
    assert found["cost_p50_sum_minor"][-1] == found.filter(pl.col("level") == "project")["cost_p50_minor"].sum()


def test_unknown_amounts_are_in_no_figure():
    """P has a line without an amount, Q benefits and no costs; R alone makes the portfolio."""
    rows = [
        ("P", "cost", None, 100, None),
        ("P", "benefit", None, None, None),
        ("Q", "benefit", None, 500, None),
        ("R", "cost", None, 70, None),
    ]
    found = spread(*rows)
    assert found["unknown"].to_list() == [1, 1, 0, 2]
    assert found.filter(pl.col("unknown") == 1).select(*FIGURES, "npv_positive_bp").null_count().row(0) == (2,) * (
        len(FIGURES) + 1
    )
    assert found.row(-1, named=True)["cost_p50_minor"] == 70
    alone = spread(*rows[:3])
    assert alone.select(FIGURES).null_count().row(0) == (3,) * len(FIGURES)


RISK = {"project_id": "P", "risk_id": "r", "probability_bp": 9000, "residual_probability_bp": 5000, "impact_likely_minor": 100}


def register(*rows: dict) -> pl.LazyFrame:
    return conform("risks", pl.DataFrame([RISK | row for row in rows], infer_schema_length=None)).lazy()


def test_risks_strike_or_not_by_their_residual_chance():
    """Half of the draws cost 100 more; the setting decides whether they are looked at; another project's risk is not ours."""
    cost, risks = ("P", "cost", None, 1000, None), register({}, {"project_id": "X"})
    found = portfolio(cost, risks=risks, includes_risks=True)
    assert [found[f"cost_{which}_minor"] for which in ("mean", "p10", "p50", "p90")] == [1050, 1000, 1000, 1100]
    assert portfolio(cost, risks=risks) == portfolio(cost)


def test_impacts_are_triangular_and_scaled_by_the_response():
    """50 to 200 around 100, brought to 50 by the response: 25 to 100 around 50, mean 58; closed, unassessed and cured risks never strike."""
    sure = {"residual_probability_bp": 10_000, "residual_impact_minor": 50_000, "impact_min_minor": 50_000, "impact_likely_minor": 100_000, "impact_max_minor": 200_000}  # fmt: skip
    never = [{"status": "closed"}, {"impact_likely_minor": None}, {"residual_impact_minor": 0}, {"residual_probability_bp": 0}]
    risks = register(sure, *(sure | each | {"risk_id": str(i)} for i, each in enumerate(never)))
    found = portfolio(("P", "cost", None, 0, None), risks=risks, includes_risks=True)
    exact = stats.triang((50 - 25) / 75, 25_000, 75_000)
    assert found["cost_mean_minor"] == pytest.approx(exact.mean(), rel=2e-3)
    assert found["cost_p90_minor"] == pytest.approx(exact.ppf(0.9), rel=3e-3)


def random_lines(rng: random.Random) -> list[tuple]:
    rows = []
    for i in range(12):
        likely = rng.randint(10, 10**6)
        rows.append((f"P{i:02}", "cost", likely // 2, likely, likely * 2, None, rng.choice(["d", "e", None])))
        rows.append((f"P{i:02}", "benefit", likely // 3, likely, likely * 3, rng.choice([None, 3000, 8000]), rows[-1][6]))
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_nothing_depends_on_the_order_of_rows_and_the_portfolio_on_no_id(seed):
    """Shuffled rows give the same table; renamed projects the same portfolio; another seed another."""
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
    """Its mean is the sum of their means, but for one rounding each; alone, a project is its portfolio."""
    rows = random_lines(random.Random(1))
    found = spread(*rows)
    for name in ("cost_mean_minor", "npv_mean_minor"):
        assert found[name][-1] == pytest.approx(found.filter(pl.col("level") == "project")[name].sum(), abs=7)
    alone = spread(*rows[:2]).select(pl.exclude("level", "project_id"))
    assert alone.row(0) == alone.row(1)


def test_there_are_dimensions_beyond_one_sequence_and_they_are_independent():
    """21,500 columns, each even on its own; two of like place in two blocks are no more alike than any others."""
    columns = list(itertools.islice(uniform_columns(8, 0), 21_500))
    means = np.array([column.mean() for column in columns])
    assert np.abs(means - 0.5).max() < 0.005
    across = [abs(np.corrcoef(columns[i], columns[i + BLOCK])[0, 1]) for i in range(BLOCK)]
    assert max(across) < 0.3  # without the shuffle the mean is 0.75
    assert np.mean(across) < 0.08
    assert all(((column > 0) & (column < 1)).all() for column in columns)


def test_a_portfolio_wider_than_a_block_has_the_spread_of_independent_costs():
    """700 projects take three blocks; their sum is as wide as theory says."""
    found = portfolio(*many(700, None), shape="triangular", draws_log2=11)
    assert found["cost_p90_minor"] - found["cost_p10_minor"] == pytest.approx(2 * NORMAL_90 * DEVIATION * sqrt(700), rel=0.06)
