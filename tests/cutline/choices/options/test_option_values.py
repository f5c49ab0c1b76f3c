"""The value of an option: expected and discounted to the minor unit, or a score."""

import polars as pl
import pytest

from cutline.choices.options.option_values import cost_values
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from tests.cutline.choices.options.one_project import GAIN, YEARLY, P, choices, reason
from tests.cutline.few_projects import LINE, tables_of


def test_value_is_expected_discounted_benefit_less_cost():
    """-100 at the end of year 1 and 121 x 50 % x 80 % at the end of year 2, at 10 %: -90.91 + 40.00 = -50.91."""
    found = choices(
        projects=[P],
        modes=[{"project_id": "P", "mode_id": "full", "duration_periods": 1, "success_probability_bp": 8000}],
        cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 10_000}],
        benefits=[{**GAIN, "period_offset": 1, "amount_minor": 12_100, "probability_bp": 5000}],
    )
    assert found.options.rows() == [("P", "full", 0, 1, -9091 + 4000)]
    assert found.spend.rows() == [("P", "full", 0, "capex", 2027, 10_000)]


def test_scores_are_values_when_the_objective_is_a_score():
    """60 % x 4/5 + 40 % x 5/10 = 68 points; without a score for every criterion there is no option."""
    criteria = [{"criterion_id": "a", "weight_bp": 6000}, {"criterion_id": "b", "weight_bp": 4000}]
    scores = [
        {"project_id": "P", "criterion_id": "a", "raw_milli": 4000, "scale": 5},
        {"project_id": "P", "criterion_id": "b", "raw_milli": 5000, "scale": 10},
    ]
    cost = [{**LINE, "period_offset": 0, "amount_minor": 1}]
    by_score = {"planning": {"objective": "score"}}
    assert choices(by_score, projects=[P], criteria=criteria, scores=scores, cost_lines=cost).options["value"].to_list() == [
        68_000
    ]
    assert "no score" in reason(choices(by_score, projects=[P], criteria=criteria, scores=scores[:1], cost_lines=cost))


@pytest.mark.parametrize(
    ("objective", "weights", "expected"),
    [
        ("value", {}, [("capex", 2027, 10_000), ("opex", 2028, 10_000)]),
        ("mark", {"value": 2}, [("capex", 2027, 20_000), ("opex", 2028, 20_000)]),
        ("mark", {"value": 2, "spend": -1}, [("capex", 2027, 31_000), ("opex", 2028, 32_100)]),
        ("mark", {"value": 1, "capex": -3}, [("capex", 2027, 43_000), ("opex", 2028, 10_000)]),
        ("mark", {"score": 1, "opex": -2}, [("opex", 2028, 24_200)]),
        ("score", {}, []),
    ],
)
def test_what_costs_take_from_the_first_objective(objective, weights, expected):
    """11,000 at the end of the first year and 12,100 of the second are 10,000 each at 10 %; a blend may count the money as it is spent."""
    units = {"value": "minor", "score": "milli_points", "spend": "minor", "capex": "minor", "opex": "minor"}
    terms = [{"measure": name, "weight": weight, "per": units[name]} for name, weight in weights.items()]
    blends = [{"name": "mark", "unit": "marks", "terms": terms}] if terms else []
    raw = {**YEARLY, "planning": {"objective": objective, "blends": blends}}
    lines = [
        {**LINE, "period_offset": 0, "amount_minor": 11_000}, {**LINE, "period_offset": 1, "cost_class": "opex", "amount_minor": 12_100},
    ]  # fmt: skip
    options = pl.DataFrame({"project_id": ["P"], "mode_id": ["full"], "start_index": [0]})
    stops = pl.DataFrame(schema={"project_id": pl.String, "mode_id": pl.String})
    tables = tables_of(projects=[P], cost_lines=lines)
    found = cost_values(options, stops, tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), settings_from(raw))
    assert found.select("cost_class", "fiscal_year", "present_minor").rows() == expected
