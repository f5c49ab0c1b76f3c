"""Which lines and risks a simulation draws."""

import polars as pl
import pytest
from scipy import stats

from cutline.contracts.tables.all_tables import conform
from cutline.metrics.risk.simulated_projects import lines_by_side, risk_events
from tests.cutline.metrics.risk.lines import lines, portfolio, spread

FIGURES = [f"{what}_{which}_minor" for what in ("cost", "npv") for which in ("mean", "p10", "p50", "p90")]


def test_lines_of_a_project_move_as_one():
    """Ten years of 100 to 300 form one estimate of 1,000 to 3,000. Independent years would narrow that range."""
    years = [("P", "cost", 100, 200, 300)] * 10
    assert portfolio(*years) == portfolio(("P", "cost", 1000, 2000, 3000))


def test_projects_without_a_range_are_certain_and_counted():
    """Q has no range, R has a range on one side only, and the points of S are not in ascending order, so its range is ignored."""
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
    """P has a line without an amount, and Q has benefits and no costs. R alone makes the figures of the portfolio."""
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
    """Half of the draws cost 100 more. A setting decides whether risks are drawn. The risk of another project is ignored."""
    cost, risks = ("P", "cost", None, 1000, None), register({}, {"project_id": "X"})
    found = portfolio(cost, risks=risks, includes_risks=True)
    assert [found[f"cost_{which}_minor"] for which in ("mean", "p10", "p50", "p90")] == [1050, 1000, 1000, 1100]
    assert portfolio(cost, risks=risks) == portfolio(cost)


def test_impacts_are_triangular_and_scaled_by_the_response():
    """The response halves an impact of 50 to 200 around 100, so its mean is 58. A closed risk, and one without impact or
    chance after the response, never occurs.
    """
    sure = {"residual_probability_bp": 10_000, "residual_impact_minor": 50_000, "impact_min_minor": 50_000, "impact_likely_minor": 100_000, "impact_max_minor": 200_000}  # fmt: skip
    never = [{"status": "closed"}, {"residual_impact_minor": 0}, {"residual_probability_bp": 0}]
    risks = register(sure, *(sure | each | {"risk_id": str(i)} for i, each in enumerate(never)))
    found = portfolio(("P", "cost", None, 0, None), risks=risks, includes_risks=True)
    exact = stats.triang((50 - 25) / 75, 25_000, 75_000)
    assert found["cost_mean_minor"] == pytest.approx(exact.mean(), rel=2e-3)
    assert found["cost_p90_minor"] == pytest.approx(exact.ppf(0.9), rel=3e-3)


@pytest.mark.parametrize("lost", [{"impact_likely_minor": None}, {"probability_bp": None, "residual_probability_bp": None}])
def test_a_project_with_a_risk_that_is_not_assessed_is_unknown(lost):
    """What the risk of P costs is not known, so P is in no figure and is counted. Without risks in the simulation, P is known."""
    costs, risks = [(project, "cost", None, 1000, None) for project in "PQ"], register(lost, {"project_id": "Q"})
    found = spread(*costs, risks=risks, includes_risks=True).select("project_id", "unknown", "cost_p10_minor")
    assert found.rows() == [("P", 1, None), ("Q", 0, 1000), (None, 1, 1000)]
    assert spread(*costs, risks=risks)["unknown"].to_list() == [0, 0, 0]


def test_a_range_may_begin_or_end_at_its_likely_amount():
    """50, 100, 100 and 100, 100, 150 are in ascending order; 101, 100, 150 are not."""
    rows = [("P", "cost", 50, 100, 100), ("Q", "cost", 100, 100, 150), ("R", "cost", 101, 100, 150)]
    found = lines_by_side(lines(*rows)).select("low", "likely", "high").collect()
    assert found.rows() == [(50, 100, 100), (100, 100, 150), (100, 100, 100)]


def test_a_scaled_impact_is_rounded_half_up():
    """The response halves the likely impact of 2: 1 becomes 0.5, which is 1, and 3 becomes 1.5, which is 2."""
    halved = {"impact_min_minor": 1, "impact_likely_minor": 2, "impact_max_minor": 3, "residual_impact_minor": 1}
    assert risk_events(register(halved)) == {"P": ((5000, (1, 1, 2)),)}


def test_an_impact_range_may_end_at_its_likely_amount():
    """50, 100, 100 is a range. 50, 100, 99 is not in ascending order, so the likely impact counts alone."""
    ascending = {"impact_min_minor": 50, "impact_likely_minor": 100, "impact_max_minor": 100}
    assert risk_events(register(ascending)) == {"P": ((5000, (50, 100, 100)),)}
    assert risk_events(register(ascending | {"impact_max_minor": 99})) == {"P": ((5000, (100, 100, 100)),)}
