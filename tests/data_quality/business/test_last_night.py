"""Rules about the last good night: each has a night that breaks it, and is caught by it."""

from datetime import date
from hashlib import sha256

import pytest

from data_quality.business.last_night import RULES
from tests.data_quality.business.sound_night import CAPACITY, COST, FUND, LAW, P, Q, assert_caught_alone
from tests.data_quality.nights import RIVALS, cost, fund, objections, tables

MANY = [{"project_id": f"{i:04}", "name": sha256(bytes([i])).hexdigest(), "status": "on_hold"} for i in range(40)]
MANY_COSTS = [{**COST[0], "project_id": each["project_id"]} for each in MANY]


def rate(value: int, day: int = 1) -> dict:
    return {"kind": "currency", "from_currency": "USD", "to_currency": "EUR", "rate_date": date(2027, 1, day), "rate_e9": value}


def weights(*shares: int) -> list[dict]:
    return [{"criterion_id": f"c{i}", "weight_bp": share} for i, share in enumerate(shares)]


CASES: dict[str, dict] = {
    "row_counts_as_before": {"rows": {"projects": [P, Q, *MANY[:17]]}, "before": {"projects": [P, Q, *MANY]}},
    "totals_as_before": {
        "rows": {
            "projects": [P, Q, *MANY],
            "issues": [{"project_id": "P", "issue_id": str(i), "baseline_effect_minor": 10} for i in range(30)],
        },
        "before": {
            "projects": [P, Q, *MANY],
            "issues": [{"project_id": "P", "issue_id": str(i), "baseline_effect_minor": 100} for i in range(30)],
        },
    },
    "projects_keep_their_lines": {
        "rows": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[1:28]]},
        "before": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[:28]]},
    },
    "few_projects_lose_their_lines": {
        "rows": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[5:28]]},
        "before": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[:28]]},
    },
    "mandates_as_before": {"rows": {"projects": [{**P, **LAW, "mandate": "none"}, Q]}, "before": {"projects": [{**P, **LAW}, Q]}},
    "no_unit_jump": {"rows": {}, "before": {"cost_lines": [{**COST[0], "amount_minor": 100_000}, COST[1]]}},
}
CASES |= {
    "budgets_as_before": {"rows": {"funds": [{**FUND, "amount_minor": 10_000}]}, "before": {}},
    "rates_as_before": {"rows": {"rates": [rate(2 * 10**9)]}, "before": {"rates": [rate(10**9)]}},
    "weights_as_before": {"rows": {"criteria": weights(60, 40, 40)}, "before": {"criteria": weights(40, 40, 40)}},
    "capacity_as_before": {"rows": {"capacity": [{**CAPACITY, "milli_fte_gross": 10_000}]}, "before": {}},
    "settings_as_before": {
        "rows": {},
        "before": {},
        "raw": {"finance": {"discount_rate_bp": 8000}},
        "was": {"finance": {"discount_rate_bp": 800}},
    },
}
ALONGSIDE = {
    "few_projects_lose_their_lines": {"projects_keep_their_lines"},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule], ALONGSIDE)


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


def test_a_table_suddenly_empty_is_told_however_small():
    """If the only exclusion is gone, the plan could break it without anybody noticing."""
    edge = {"from_project_id": "P", "to_project_id": "Q", "type": "excludes"}
    assert objections("row_counts_as_before", tables(**RIVALS), before=tables(**RIVALS, dependencies=[edge])) == [
        "dependencies (source s): 0 rows, 1 on the last good night"
    ]


def test_a_column_filled_for_the_first_time_has_not_moved():
    """Unknown is not 0, so there is nothing to compare with."""
    staff = [{"role_id": "R", "period_start": date(2027, 1, day), "milli_fte_gross": 1000} for day in range(1, 26)]
    filled = [{**row, "leave_milli_fte": 1} for row in staff]
    assert objections("totals_as_before", tables(**RIVALS, capacity=filled), before=tables(**RIVALS, capacity=staff)) == []


def test_amounts_that_cancel_out_are_no_unit_jump():
    """A credit and a cost may net to any amount. The figures are as large as before."""
    was = [cost("P", 1_000_000_00), cost("P", -999_999_99, cost_type="vendor"), cost("Q", 100)]
    assert (
        objections(
            "no_unit_jump",
            tables(**{**RIVALS, "cost_lines": [cost("P", 1_000_010_00), *was[1:]]}),
            before=tables(**{**RIVALS, "cost_lines": was}),
        )
        == []
    )


def test_ten_times_the_money_is_told_with_what_it_was():
    """A portfolio has few funds, so its total is compared fund by fund; the message has both budgets, the year and the factor."""
    assert objections("budgets_as_before", tables(**{**RIVALS, "funds": [fund(874_000_000)]}), before=tables(**{**RIVALS, "funds": [fund(87_400_000)]})) == [
        "funds: F, capex, 2027 (source s): amount is €8,740,000.00, €874,000.00 on the last good night (10 times)"
    ]  # fmt: skip
    assert objections("budgets_as_before", tables(**{**RIVALS, "funds": []}), before=tables(**RIVALS)) == [
        "funds: F, capex, 2027 (source s): amount is not there, €1.00 on the last good night"
    ]
