"""Sums over programmes, portfolios and all projects."""

import polars as pl

from cutline.metrics.value.totals import SUMMED, totals


def test_sums_and_ratios_of_sums_by_hand():
    """P: cost 100, benefit 250. Q: cost 100, benefit 50. Together 300 for 200: ROI 50 %, BCR 1.5. R is closed: it is in no figure, and not missed."""
    amounts = {name: [1, 1, None] for name in SUMMED} | {
        "npv_minor": [150, None, None],
        "cost_minor": [100, 100, None],
        "benefit_minor": [250, 50, None],
        "present_cost_minor": [100, 100, None],
        "present_benefit_minor": [250, 50, None],
    }
    projects = pl.LazyFrame(
        {
            "project_id": ["P", "Q", "R"],
            "programme_id": ["A", "A", "B"],
            "portfolio_id": [None, "F", "F"],
            "status": ["in_flight", "proposed", "closed"],
        }
    )
    found = totals(pl.LazyFrame({"project_id": ["P", "Q", "R"]} | amounts), projects).collect()
    columns = ("level", "id", "projects", "closed", "unvalued", "uncosted", "npv_minor", "cost_minor", "roi_bp", "bcr_milli")
    assert found.select(columns).rows() == [
        ("programme", "A", 2, 0, 1, 0, 150, 200, 5000, 1500),
        ("programme", "B", 0, 1, 0, 0, None, None, None, None),
        ("portfolio", "F", 1, 1, 1, 0, None, 100, -5000, 500),
        ("portfolio", None, 1, 0, 0, 0, 150, 100, 15_000, 2500),
        ("all", None, 2, 1, 1, 0, 150, 200, 5000, 1500),
    ]


def test_a_ratio_is_taken_over_the_projects_of_which_both_parts_are_known():
    """The benefit of Q is unknown, so its cost of 900 does not lower the benefit-cost ratio of P, 250 / 100."""
    given = {name: [1, 1] for name in SUMMED} | {"cost_minor": [100, 900], "benefit_minor": [250, None]}
    given |= {"present_cost_minor": [100, 900], "present_benefit_minor": [250, None], "npv_minor": [150, None]}
    projects = pl.LazyFrame(
        {"project_id": ["P", "Q"], "programme_id": ["A", "A"], "portfolio_id": ["F", "F"], "status": ["proposed"] * 2}
    )
    found = totals(pl.LazyFrame({"project_id": ["P", "Q"]} | given), projects).collect().row(-1, named=True)
    assert (found["present_cost_minor"], found["bcr_milli"], found["roi_bp"], found["unvalued"]) == (1000, 2500, 15_000, 1)


def test_an_exposure_that_lacks_a_risk_is_in_no_sum():
    """A risk of Q is not assessed and R has no register: two exposures are unknown, and the sum is that of P."""
    given = {
        "project_id": ["P", "Q", "R"],
        "exposure_minor": [5, 7, None],
        "npv_minor": [1, 1, 1],
        "unassessed_risks": [0, 1, None],
    }
    about = {name: ["A"] * 3 for name in ("programme_id", "portfolio_id")}
    projects = pl.LazyFrame({"project_id": ["P", "Q", "R"], **about, "status": ["proposed"] * 3})
    found = totals(pl.LazyFrame(given), projects, ("npv_minor", "exposure_minor")).collect().row(-1, named=True)
    assert (found["exposure_minor"], found["unexposed"]) == (5, 2)
