"""Optimism bias and reference classes raise what is submitted, when the settings ask for it."""

from datetime import date

import pytest

from tests.cutline.choices.costing.priced_projects import P, costs_of, settings_of
from tests.cutline.few_projects import LINE, tables_of


@pytest.mark.parametrize(("cost_class", "expected"), [(None, [124, 124]), ("capex", [124, 100])])
def test_optimism_bias_raises_costs_only_when_asked(cost_class, expected):
    """A bias of 24 % raises both cost classes, or the one it names. Without the setting nothing changes, and a project in flight
    never does.
    """
    lines = [{**LINE, "cost_class": kind, "period_offset": 0, "amount_minor": 100} for kind in ("capex", "opex")]
    bias = [{"project_class": "rail", "cost_class": cost_class, "uplift_bp": 2400}]
    rail = {**P, "project_class": "rail"}
    asked = settings_of(forecasting={"correction": "optimism_bias"})
    tables = tables_of(projects=[rail], cost_lines=lines, optimism_bias=bias)
    assert costs_of(tables, asked) == expected
    assert costs_of(tables, settings_of()) == [100, 100]
    assert costs_of(tables_of(projects=[{**rail, "status": "in_flight"}], cost_lines=lines, optimism_bias=bias), asked) == [
        100,
        100,
    ]


def test_a_reference_class_corrects_when_asked():
    """Two finished projects of the class cost half as much again as was submitted, so the third is raised by half."""
    finished = [{"project_id": key, "name": key, "status": "closed", "project_class": "rail"} for key in ("A", "B")]
    lines = [
        {**LINE, "project_id": key, "kind": kind, "period_offset": 0, "amount_minor": 100}
        for key, kind in (("A", "baseline"), ("B", "baseline"), ("P", "plan"))
    ]
    actuals = [
        {"project_id": key, "period_start": date(2020, 1, 1), "cost_class": "capex", "account": "1", "amount_minor": 150}
        for key in ("A", "B")
    ]
    tables = tables_of(projects=[*finished, {**P, "project_class": "rail"}], cost_lines=lines, actuals=actuals)
    asked = settings_of(forecasting={"correction": "reference_class", "min_outcomes": 2})
    assert costs_of(tables, asked) == [150]
    assert costs_of(tables, settings_of(forecasting={"correction": "reference_class", "min_outcomes": 3})) == [100]
