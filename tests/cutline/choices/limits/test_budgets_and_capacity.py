"""What the funds hold, and which fund may pay for which project."""

from datetime import date

from tests.cutline.choices.options.one_project import P, choices
from tests.cutline.few_projects import LINE


def test_who_may_pay():
    """A fund without eligibility rows pays for any project, and one with them only for those it names. A row for the project
    counts before a row for its class.
    """
    projects = [{**P, "project_id": p, "project_class": kind} for p, kind in (("A", "IT"), ("B", "IT"), ("C", "Roads"))]
    found = choices(
        projects=projects,
        cost_lines=[{**LINE, "project_id": p, "period_offset": 0, "amount_minor": 1} for p in "ABC"],
        funds=[{"fund_id": f, "cost_class": "capex", "fiscal_year": 2027, "amount_minor": 1} for f in ("ANY", "ITF")],
        fund_eligibility=[
            {"fund_id": "ITF", "project_class": "IT", "is_eligible": True},
            {"fund_id": "ITF", "project_id": "B", "is_eligible": False},
        ],
    )
    assert found.payers.rows() == [("A", "ANY"), ("A", "ITF"), ("B", "ANY"), ("C", "ANY")]


def test_a_fund_that_expires_before_a_year_holds_nothing_in_it():
    """The fund expires in mid-2028, so it holds money in 2027 and 2028 and none in 2029."""
    fund = {"fund_id": "F", "cost_class": "capex", "amount_minor": 5, "expires_on": date(2028, 6, 30)}
    found = choices(projects=[P], funds=[{**fund, "fiscal_year": year} for year in (2027, 2028, 2029)])
    assert found.budgets["fiscal_year"].to_list() == [2027, 2028]
