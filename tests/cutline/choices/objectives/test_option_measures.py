"""What options add to each measure, by hand: P in two modes over three years, beside Q, which runs and may be stopped."""

from datetime import date

import pytest

from tests.cutline.choices.options.one_project import GAIN, P, choices, reason
from tests.cutline.few_projects import LINE

Q = {**P, "project_id": "Q", "name": "Q"}
COSTS = [
    {**LINE, "period_offset": 0, "amount_minor": 900},
    {**LINE, "period_offset": 1, "cost_class": "opex", "amount_minor": 50},
    {**LINE, "period_offset": 9, "amount_minor": 10_000},  # after the horizon
    {**LINE, "project_id": "Q", "period_offset": 0, "amount_minor": 200},
]
NEEDS = [{"project_id": "P", "role_id": r, "period_offset": t, "milli_fte": 500} for r, t in (("Dev", 0), ("Dev", 1), ("Ops", 1))]
RISKS = [
    {"project_id": "P", "risk_id": "r", "probability_bp": 5000, "impact_likely_minor": 300, "residual_probability_bp": 1000},
    {"project_id": "P", "risk_id": "s", "probability_bp": 1000, "impact_likely_minor": 100},
]
DECIDED = [
    {"project_id": p, "decision": "approve", "mode_id": None, "start_period": date(2027, 1, 1), "decided_by": "b"}
    for p in ("P", "gone")
]


def asked(*objectives, **rows):
    """The choices of P and Q with value first and these objectives after it."""
    given = {"projects": [P, Q], "cost_lines": COSTS, "demand": NEEDS, "risks": RISKS, **rows}
    return choices({"planning": {"objective": ["value", *objectives]}}, **given)


def amounts(found, rank: int = 1) -> dict:
    return {row[1]: row[4] for row in found.objective_terms.iter_rows() if row[0] == rank}


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("spend", {"P": 950, "Q": 200}),  # inside the horizon
        ("capex", {"P": 900, "Q": 200}),
        ("opex", {"P": 50}),
        ("people", {"P": 1500}),
        ("projects", {"P": 1, "Q": 1}),
        ("exposure", {"P": 160}),  # half of 300 and a tenth of 100
        ("residual_exposure", {"P": 40}),  # a tenth of 300; the response to s is unknown, so it changed nothing
    ],
)
def test_a_measure_adds_up_over_what_an_option_runs(measure, expected):
    """The amounts of P and Q, without zeros."""
    found = asked(measure)
    assert amounts(found) == expected
    assert found.objectives["name"].to_list() == ["value", measure]


def test_change_is_counted_against_the_approved_plan():
    """P is approved as it stands and Q is not: with P and without Q nothing changes but the project that is gone."""
    found = asked("changes", decisions=DECIDED)
    assert found.objectives["base"].to_list() == [0, 4]
    assert amounts(found) == {"P": -2, "Q": 2}


def test_points_are_a_later_objective_and_projects_without_them_are_left_out():
    """P has 80 points; Q has none, so its part in the second objective is unknown."""
    criteria, scores = (
        [{"criterion_id": "c", "weight_bp": 10_000}],
        [{"project_id": "P", "criterion_id": "c", "raw_milli": 4000, "scale": 5}],
    )
    found = asked("score", criteria=criteria, scores=scores)
    assert amounts(found) == {"P": 80_000}
    assert reason(found, "Q") == "it has no score for at least one criterion"


def test_a_project_with_a_risk_of_unknown_cost_is_left_out_if_exposure_counts():
    """Its exposure is unknown, not zero. An objective that does not count risks leaves it in."""
    risks = [{"project_id": "Q", "risk_id": "r", "probability_bp": None, "impact_likely_minor": 5}]
    assert reason(asked("exposure", risks=risks), "Q") == "the expected cost of at least one of its open risks is unknown"
    assert asked("spend", risks=risks).left_out.is_empty()
    bad = [{"table": "risks", "project_id": "P", "column": "probability_bp", "found": "?"}]
    quarantined = choices({"planning": {"objective": ["value", "exposure"]}}, bad, projects=[P], cost_lines=COSTS[:1])
    assert reason(quarantined) == "the expected cost of at least one of its open risks is unknown"


def test_the_value_is_a_later_objective_of_points():
    """Points first: the value with its discount stands in the terms, and a project with unknown benefits is left out."""
    criteria = [{"criterion_id": "c", "weight_bp": 10_000}]
    scores = [{"project_id": p, "criterion_id": "c", "raw_milli": 1000, "scale": 5} for p in "PQ"]
    rows = {
        "projects": [P, Q], "cost_lines": COSTS[3:], "criteria": criteria, "scores": scores,
        "benefits": [{**GAIN, "project_id": "Q", "period_offset": 0, "amount_minor": 860}],
    }  # fmt: skip
    rows["cost_lines"] = [*rows["cost_lines"], {**LINE, "period_offset": 0, "amount_minor": 11}]
    found = choices({"planning": {"objective": ["score", "value"]}}, **rows)
    assert found.options.select("project_id", "value").rows() == [("P", 20_000), ("Q", 20_000)]
    assert amounts(found) == {"P": -10, "Q": 600}
    unknown = [{**GAIN, "project_id": "Q", "period_offset": 0, "amount_minor": None}]
    assert reason(choices({"planning": {"objective": ["score", "value"]}}, **(rows | {"benefits": unknown})), "Q").startswith(
        "part of its"
    )
