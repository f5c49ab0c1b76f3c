"""The flows of the default mode, as measures read them."""

from cutline.choices.options.mode_flows import mode_flows
from cutline.measures.topics.money import money_metrics
from tests.cutline.choices.costing.priced_projects import P, settings_of
from tests.cutline.few_projects import LINE, tables_of


def test_baseline_and_actual_benefits_are_for_comparison_only():
    """The plan counts, or the forecast in its place. The baseline and the benefits that have come are only shown beside it."""
    gains = [
        {"project_id": "P", "category": "revenue", "period_offset": 1, "kind": kind, "amount_minor": amount}
        for kind, amount in (("baseline", 900), (None, 500), ("actual", 70))
    ]
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 100}], benefits=gains)
    assert mode_flows(tables, settings_of())["benefit_minor"].sum() == 500
    views = money_metrics(tables, settings_of())["benefit_views"].row(0, named=True)
    assert [views[f"{kind}_minor"] for kind in ("baseline", "plan", "forecast", "actual", "variance")] == [
        900,
        500,
        None,
        70,
        -400,
    ]


def test_an_uncertain_loss_counts_as_a_cost():
    """A negative benefit of 500 at 50 % is an expected cost of 250, in NPV and in every ratio."""
    loss = [{"project_id": "P", "category": "revenue", "period_offset": 1, "amount_minor": -500, "probability_bp": 5000}]
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 100}], benefits=loss)
    found = money_metrics(tables, settings_of())["finance"].row(0, named=True)
    assert (found["cost_minor"], found["benefit_minor"], found["npv_minor"], found["roi_bp"]) == (350, 0, -350, -10_000)


def test_waiting_costs_what_the_later_start_is_worth_less():
    """1,210 in the second year are worth 1,100 at 10 %. A year later both the benefit and the cost are divided by 1.1: 91 less."""
    gains = [{"project_id": "P", "category": "revenue", "period_offset": 1, "amount_minor": 1210}]
    tables = tables_of(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 100}], benefits=gains)
    found = money_metrics(tables, settings_of(finance={"discount_rate_bp": 1000, "discounting": "start"}))["finance"].row(
        0, named=True
    )
    assert (found["npv_minor"], found["delay_loss_minor"]) == (1000, 91)
