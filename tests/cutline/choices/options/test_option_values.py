"""The value of an option: expected and discounted to the minor unit, or a score."""

from tests.cutline.choices.options.one_project import GAIN, P, choices, reason
from tests.cutline.few_projects import LINE


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
