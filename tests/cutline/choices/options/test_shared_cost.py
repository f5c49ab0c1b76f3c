"""A cost that projects share, stated as a project that they require (docs/decisions/0024): portfolios small enough to solve by hand."""

from datetime import date

import pytest

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.loading import settings_from
from optimizer.plan import Plan
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import tables_of

RIG = 60  # what the test rig costs, opex; A and B need it, C does not


def planned(values: dict[str, int], *, edge: str = "requires", capex: int = 1000, opex: int = 1000, rig_from: int = 2027) -> Plan:
    """The verified plan. Each user costs 100 capex and is worth its number in `values` apart from the shared cost."""
    rows: dict[str, list[dict]] = {name: [] for name in EXPORTED}
    for p in (*values, "RIG"):
        first = rig_from if p == "RIG" else 2027
        window = {"earliest_start": date(first, 1, 1), "latest_start": date(2028, 1, 1)}
        rows["projects"].append({"project_id": p, "name": p, "status": "proposed", **window})
        rows["modes"].append({"project_id": p, "mode_id": "full", "duration_periods": 1})
        kind, cost = ("opex", RIG) if p == "RIG" else ("capex", 100)
        line = {"project_id": p, "period_offset": 0}
        rows["cost_lines"].append({**line, "cost_class": kind, "kind": "plan", "amount_minor": cost})
        if p != "RIG":
            rows["benefits"].append({**line, "category": "revenue", "amount_minor": 100 + values[p]})
    rows["dependencies"] = [{"from_project_id": p, "to_project_id": "RIG", "type": edge} for p in values if p in "AB"]
    rows["funds"] = [
        {"fund_id": "F", "cost_class": kind, "fiscal_year": year, "amount_minor": amount}
        for kind, amount in (("capex", capex), ("opex", opex))
        for year in (2027, 2028)
    ]
    tables = tables_of(**rows)
    settings = settings_from({"calendar": {"grain": "year", "periods": 2}, "finance": {"discount_rate_bp": 0}})
    frames = choices_of(tables, settings).frames()
    return verified_plan(frames)


def selected(plan: Plan) -> list[str]:
    return [c.project_id for c in plan.chosen]


@pytest.mark.parametrize(
    ("values", "expected", "worth"),
    [
        ({"A": 50, "B": 40, "C": 5}, ["A", "B", "C", "RIG"], 35),  # neither carries the rig alone, both together do
        ({"A": 50, "C": 5}, ["C"], 5),  # one user is not worth it
        ({"A": 70, "B": -5, "C": 5}, ["A", "C", "RIG"], 15),  # one is
        ({"A": 20, "B": 30, "C": 5}, ["C"], 5),  # 50 for 60
    ],
)  # fmt: skip
def test_a_shared_cost_is_paid_once(values, expected, worth):
    """The users together decide whether the rig is worth its price, and nobody buys it without a user."""
    plan = planned(values)
    assert (selected(plan), plan.value) == (expected, worth)


def test_the_ledger_books_it_once_in_its_own_class():
    """With two users there is one booking of opex, under the project that carries the cost."""
    found = [a for a in planned({"A": 50, "B": 40}).allocations if a.cost_class == "opex"]
    assert [(a.project_id, a.fund_id, a.amount_minor) for a in found] == [("RIG", "F", RIG)]


def test_a_budget_that_cannot_pay_it_keeps_its_users_out():
    """If the rig costs one minor unit more than the budget, no user runs; a project that does not need it runs."""
    assert selected(planned({"A": 50, "B": 40, "C": 5}, opex=RIG - 1)) == ["C"]
    assert selected(planned({"A": 50, "B": 40, "C": 5}, opex=RIG)) == ["A", "B", "C", "RIG"]


def test_no_user_starts_before_it_where_the_order_is_stated():
    """The rig starts in 2028. With start_to_start its users start in 2028 as well."""
    plan = planned({"A": 50, "B": 40}, edge="start_to_start", rig_from=2028)
    assert {c.project_id: c.start_index for c in plan.chosen} == {"A": 1, "B": 1, "RIG": 1}
