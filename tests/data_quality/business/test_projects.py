"""Rules about projects, modes, scores and benefits: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from data_quality.business.projects import RULES
from tests.data_quality.business.sound_night import BENEFIT, COST, P, Q, assert_caught_alone, edge, failed
from tests.data_quality.nights import RIVALS, benefit, cost, objections, settings, tables

MODES = [{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("full", "lean")]


CASES: dict[str, dict] = {
    "dates_are_near_the_night": {
        "rows": {"milestones": [{"project_id": "P", "milestone_id": "end", "forecast_date": date(1905, 7, 14)}]}
    },
    "something_can_be_chosen": {"rows": {"projects": [{**P, "status": "on_hold"}, {**Q, "status": "closed"}]}},
    "lines_name_known_modes": {"rows": {"cost_lines": [*COST, {**COST[0], "mode_id": "typo", "period_offset": 0}]}},
    "modes_have_costs": {"rows": {"modes": MODES, "cost_lines": [{**COST[0], "mode_id": "full"}, COST[1]]}},
    "stops_have_an_exit_cost": {"rows": {"modes": [*MODES, {**MODES[0], "mode_id": "end", "intent": "stop"}]}},
    "scores_within_scale": {
        "rows": {
            "criteria": [{"criterion_id": "c", "weight_bp": 1}],
            "scores": [{"project_id": "P", "criterion_id": "c", "raw_milli": 9000, "scale": 5}],
        }
    },
    "benefits_claimed_once": {
        "rows": {
            "benefits": [
                {
                    "project_id": p,
                    "category": "revenue",
                    "period_offset": 0,
                    "amount_minor": 1,
                    "owner": "x",
                    "double_count_group": "g",
                }
                for p in "PQ"
            ]
        }
    },
    "benefits_after_delivery": {
        "rows": {"benefits": [BENEFIT], "modes": [{"project_id": "P", "mode_id": "full", "duration_periods": 2}]},
        "raw": {"calendar": {"grain": "year", "periods": 2}},
    },
    "declared_rules_name_projects": {
        "rows": {},
        "raw": {
            "rules": {
                "groups": [{"name": "g", "owner": "o", "projects": ["Z"], "at_most": 1}],
                "programmes": [{"name": "m", "owner": "o", "programme_id": "metro", "all_or_none": True}],
            }
        },
    },
    "synergies_have_one_amount": {"rows": {"dependencies": [edge("synergy")]}},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule])


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


def test_delivery_is_what_the_optimiser_takes_it_for():
    """Without modes a project takes as long as its costs last."""
    chosen = settings().model_copy(update={"calendar": settings().calendar.model_copy(update={"periods": 4})})
    lines = [cost("P", 1, period_offset=i) for i in range(4)]
    of = tables(**{**RIVALS, "cost_lines": [*lines, cost("Q", 1)]}, benefits=[benefit("P", 5), benefit("Q", 5)])
    assert objections("benefits_after_delivery", of, chosen) == [
        "benefits.csv row 2: project P: a benefit 0 periods after the start, delivery takes 4 period(s)"
    ]


def test_a_year_in_a_date_cell_is_told_as_that_year():
    """The 2,022nd day of a spreadsheet is 14 July 1905; a far future is told without a guess, and a decommissioning is not."""
    days = [date(1905, 7, 14), date(2199, 1, 1), date(2120, 1, 1), date(1999, 1, 1), None]
    rows = [{"project_id": "P", "milestone_id": str(i), "forecast_date": day} for i, day in enumerate(days)]
    found = failed({"milestones": rows})["dates_are_near_the_night"]
    assert [sample.split(": ", 1)[1] for sample in found.samples] == [
        "project P: forecast_date is 1905-07-14; a spreadsheet makes this day of the year 2022",
        "project P: forecast_date is 2199-01-01",
    ]
