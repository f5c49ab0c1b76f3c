"""What an independent review and a new user's trial found in the gate: each with the smallest case that showed it."""

from datetime import date

import polars as pl
import pytest

from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA, SET_ASIDE
from cutline.sources.typed_rows.quarantine_register import REGISTER_SCHEMA, updated_register
from data_quality.effects.alternatives import alternatives, cannot_change_plan
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.finding_effects import effects
from data_quality.effects.stakes import stakes
from data_quality.gate.judging import FINDING_SCHEMA, run_gate
from data_quality.gate.screening import set_rows_aside
from data_quality.rule_model.night import Night, day_of_night
from data_quality.rule_model.volumes import volumes
from tests.data_quality.nights import DAY, P, Q, benefit, cost, fund, night, settings, tables
from tests.data_quality.test_effect import RIVALS, weighed

NO_QUARANTINE = pl.DataFrame(schema=QUARANTINE_SCHEMA)


def objections(rule: str, of, chosen=None, before=None, **more) -> list[str]:
    tonight = night(of, chosen or settings(), **more)
    if before is not None:
        tonight = Night(**{**vars(tonight), "before": volumes(before)})
    report, _ = run_gate(tonight)
    return list(next(each.samples for each in report.results if each.rule == rule))


def test_a_ragged_row_does_not_stop_the_night_for_its_effect():
    """Its quarantine entry names no column: nothing can be put back, and that is said."""
    ragged = pl.DataFrame([{"table": "cost_lines", "source_system": "s", "source_file": "c.csv", "source_row": 9, "record": 0, "project_id": "P", "column": "", "rule": "shape",
                            "found": "7 cells", "expected": "as many cells as the header", "may_be_required": False, "action": SET_ASIDE, "raw": "{}"}], schema=QUARANTINE_SCHEMA)  # fmt: skip
    of = tables(**RIVALS, benefits=[benefit("P", 150), benefit("Q", 130)])
    found = weighed(of, settings(), ragged, {"cost_lines": pl.LazyFrame({"project_id": ["P"]})})
    assert found["bad_rows_set_aside", "P"][0] == "not_proven"


def test_of_a_row_sent_twice_one_is_put_back():
    """Both together would cost twice, and the project would seem to change nothing."""
    chosen = settings(rules={"cost_lines_key_is_unique": {"on_violation": "set_aside"}})
    of = tables(
        **{**RIVALS, "cost_lines": [cost("P", 100), cost("P", 100), cost("Q", 100)]},
        benefits=[benefit("P", 150), benefit("Q", 130)],
    )
    core, aside = set_rows_aside(night(of, chosen))
    effect, detail = weighed(core, chosen, aside)["cost_lines_key_is_unique", "P"]
    assert effect == "changes"
    assert "in P; out Q" in detail


def test_rows_of_the_whole_plan_sent_twice_stop_the_night_whatever_the_policy():
    """Neither of two exclusions can be done without."""
    edge = {"from_project_id": "P", "to_project_id": "Q", "type": "excludes"}
    core, aside = set_rows_aside(night(tables(**RIVALS, dependencies=[edge, edge]), settings(on_violation="set_aside")))
    assert aside.is_empty()
    assert core["dependencies"].height == 2


def test_scores_set_aside_have_a_say_where_the_plan_is_by_score():
    """And none where it is by value."""
    raw = pl.DataFrame([{"table": "scores", "source_system": "s", "source_file": "s.csv", "source_row": 2, "record": 0, "project_id": "P", "column": "raw_milli", "rule": "scores_within_scale",
                         "found": "x", "expected": "y", "may_be_required": False, "action": BY_RULE, "raw": '{"project_id":"P","criterion_id":"c","raw_milli":9000,"scale":5}'}], schema=QUARANTINE_SCHEMA)  # fmt: skip
    finding = pl.DataFrame(
        [{"rule": "scores_within_scale", "table": "scores", "handling": "set_aside", "project_id": "P"}], schema=FINDING_SCHEMA
    )
    of = tables(**RIVALS)
    assert alternatives("scores_within_scale", "P", finding, DecidedData(of, raw, {}, settings())) == []
    by_score = settings().model_copy(update={"planning": settings().planning.model_copy(update={"objective": "score"})})
    assert len(alternatives("scores_within_scale", "P", finding, DecidedData(of, raw, {}, by_score)) or []) == 1


def test_only_the_benefit_that_is_claimed_twice_is_in_doubt():
    """P's own 140 is nobody else's: without the shared 10 it still beats Q."""
    of = tables(**RIVALS, benefits=[benefit("P", 140, double_count_group="own"), benefit("P", 10, double_count_group="g", category="social"),
                                    benefit("Q", 121), benefit("Q", 10, double_count_group="g", category="social")])  # fmt: skip
    assert weighed(of, settings())["benefits_claimed_once", "P"][0] == "no_change"


def test_a_row_of_a_wide_sheet_is_many_rows():
    """Only the early benefit is in doubt, not the others that stand in the same row of the sheet."""
    chosen = settings().model_copy(update={"calendar": settings().calendar.model_copy(update={"periods": 2})})
    wide = {"source_file": "wide.csv", "source_row": 2}
    of = tables(**RIVALS, modes=[{"project_id": p, "mode_id": "full", "duration_periods": 2} for p in "PQ"],
                benefits=[benefit("P", 1, **wide), benefit("P", 200, period_offset=1, **wide), benefit("Q", 130, period_offset=1)])  # fmt: skip
    assert weighed(of, chosen)["benefits_after_delivery", "P"][0] == "no_change"


def test_findings_under_an_exception_are_weighed_by_themselves():
    """They do not lend their weight to those that stand, and they stay in sight."""
    excused = {
        "rule": "benefits_have_owner",
        "project": "P",
        "file": "agreed*.csv",
        "reason": "agreed",
        "approved_by": "PMO",
        "expires": date(2027, 2, 1),
    }
    chosen = settings(exceptions=[excused])
    of = tables(
        **RIVALS,
        benefits=[
            benefit("P", 150, owner=None, source_file="agreed.csv"),
            benefit("P", 1, owner=None, category="social"),
            benefit("Q", 130),
        ],
    )
    _, findings = run_gate(night(of, chosen))
    told = effects(findings, DecidedData(of, NO_QUARANTINE, {}, chosen), None, 0).filter(pl.col("rule") == "benefits_have_owner")
    assert sorted(told["excepted_until"].to_list(), key=str) == [date(2027, 2, 1), None]


def test_an_emptied_cell_with_nothing_to_compare_it_with_is_not_said_to_have_no_say():
    """Nor is an emptied word of several possible ones settled by the alphabet."""
    finding = {
        "rule": "cells_emptied",
        "table": "benefits",
        "handling": "carry_on",
        "project_id": "P",
        "column": "probability_bp",
        "source_file": "benefits.csv",
        "source_row": 2,
    }
    of = tables(**RIVALS, benefits=[benefit("P", 150)])
    assert (
        alternatives(
            "cells_emptied", "P", pl.DataFrame([finding], schema=FINDING_SCHEMA), DecidedData(of, NO_QUARANTINE, {}, settings())
        )
        is None
    )
    word = {**finding, "table": "projects", "column": "mandate"}
    assert (
        alternatives(
            "cells_emptied", "P", pl.DataFrame([word], schema=FINDING_SCHEMA), DecidedData(of, NO_QUARANTINE, {}, settings())
        )
        is None
    )


def test_a_mode_with_an_exit_cost_is_not_without_a_say():
    """It is not offered: the cost decides, though it is not counted."""
    finding = pl.DataFrame(
        [{"rule": "read_but_not_used", "table": "modes", "handling": "carry_on", "project_id": "P", "column": "exit_cost_minor"}],
        schema=FINDING_SCHEMA,
    )
    assert not cannot_change_plan("read_but_not_used", finding, DecidedData(tables(**RIVALS), NO_QUARANTINE, {}, settings()))


def test_an_unknown_amount_has_no_stake_and_stays_unknown():
    """Not 0: the project is out for it."""
    of = tables(projects=[P], cost_lines=[cost("P", 100)], benefits=[benefit("P", None, owner=None)], funds=[fund(100)])
    assert stakes(of, settings()).rows() == [("P", 100, None)]
    finding = pl.DataFrame(
        [{"rule": "benefits_have_owner", "table": "benefits", "handling": "carry_on", "project_id": "P"}], schema=FINDING_SCHEMA
    )
    [alternative] = alternatives("benefits_have_owner", "P", finding, DecidedData(of, NO_QUARANTINE, {}, settings())) or []
    assert alternative.tables["benefits"]["amount_minor"].to_list() == [None]


def test_a_project_that_cannot_be_chosen_has_nothing_at_stake():
    """It is closed: no figure of it reaches the plan."""
    of = tables(
        **{**RIVALS, "projects": [P, {**Q, "status": "closed"}]}, benefits=[benefit("P", 150), benefit("Q", 900, owner=None)]
    )
    assert weighed(of, settings())["benefits_have_owner", "Q"][0] == "no_say"


def test_a_budget_of_another_year_is_added_to_what_the_fund_has():
    """Sixty and sixty hold two projects of sixty."""
    of = tables(
        projects=[P, Q],
        cost_lines=[cost("P", 60), cost("Q", 60)],
        benefits=[benefit("P", 100), benefit("Q", 90)],
        funds=[fund(60), fund(60, fiscal_year=2082)],
    )
    effect, detail = weighed(of, settings())["funds_inside_horizon", None]
    assert effect == "changes"
    assert "in Q" in detail


def test_the_register_remembers_rows_that_rules_set_aside():
    """Since when, as for those that could not be read."""
    row = {
        "table": "scores",
        "source_system": "s",
        "source_file": "s.csv",
        "source_row": 2,
        "record": 0,
        "project_id": "P",
        "rule": "scores_within_scale",
        "action": BY_RULE,
    }
    from cutline.sources.deliveries.intake import DELIVERY_SCHEMA

    kept = updated_register(
        pl.DataFrame(schema=REGISTER_SCHEMA),
        pl.DataFrame([row], schema=QUARANTINE_SCHEMA),
        pl.DataFrame(schema=DELIVERY_SCHEMA),
        ["s"],
        pl.datetime_range(DAY, DAY, eager=True, time_zone="UTC")[0],
    )
    assert kept["rule"].to_list() == ["scores_within_scale"]


def test_exports_that_have_stopped_coming_do_not_stop_the_clock():
    """Exceptions expire and statuses age by the calendar, unless the settings name the day."""
    used = pl.DataFrame({"status": ["used"], "as_of_date": [DAY]})
    assert day_of_night(settings(), used, date(2028, 6, 1)) == date(2028, 6, 1)
    assert day_of_night(settings(), used, date(2026, 1, 1)) == DAY


def test_an_expired_mandate_does_not_keep_a_row_from_being_set_aside():
    """It binds no longer."""
    twice = {**P, "mandate": "regulatory", "mandate_expires": date(2020, 1, 1)}
    _, aside = set_rows_aside(
        night(tables(**{**RIVALS, "projects": [Q]}), settings(on_violation="set_aside")).__class__(
            **{
                **vars(night(tables(**RIVALS), settings(on_violation="set_aside"))),
                "tables": tables(**{**RIVALS, "projects": [twice, twice]}),
            }
        )
    )
    assert aside["may_be_required"].to_list() == [False, False]


def test_a_table_suddenly_empty_is_told_however_small():
    """One exclusion, gone: the plan would break it unseen."""
    edge = {"from_project_id": "P", "to_project_id": "Q", "type": "excludes"}
    assert objections("row_counts_as_before", tables(**RIVALS), before=tables(**RIVALS, dependencies=[edge])) == [
        "dependencies (source s): 0 rows, 1 on the last good night"
    ]


def test_a_column_filled_for_the_first_time_has_not_moved():
    """Unknown is not 0: there is nothing to compare with."""
    staff = [{"role_id": "R", "period_start": date(2027, 1, day), "milli_fte_gross": 1000} for day in range(1, 26)]
    filled = [{**row, "leave_milli_fte": 1} for row in staff]
    assert objections("totals_as_before", tables(**RIVALS, capacity=filled), before=tables(**RIVALS, capacity=staff)) == []


def test_amounts_that_cancel_out_are_no_unit_jump():
    """A credit beside a cost: the net may be anything, the figures are as large as they were."""
    was = [cost("P", 1_000_000_00), cost("P", -999_999_99, cost_type="vendor"), cost("Q", 100)]
    assert (
        objections(
            "no_unit_jump",
            tables(**{**RIVALS, "cost_lines": [cost("P", 1_000_010_00), *was[1:]]}),
            before=tables(**{**RIVALS, "cost_lines": was}),
        )
        == []
    )


def test_a_total_in_one_currency_is_not_held_against_lines_in_another():
    """Euros are not added up and compared with pounds; the same currency left unsaid is the same."""
    stated = {**P, "currency": "EUR", "whole_life_cost_minor": 90}
    rate = {"kind": "currency", "from_currency": "USD", "to_currency": "EUR", "rate_date": DAY, "rate_e9": 900_000_000}
    assert (
        objections(
            "lines_sum_to_stated_cost",
            tables(**{**RIVALS, "projects": [stated, Q], "cost_lines": [cost("P", 100, currency="USD")]}, rates=[rate]),
        )
        == []
    )
    both = [cost("P", 100, currency="EUR"), cost("P", 100, cost_type="vendor")]
    assert len(objections("lines_sum_to_stated_cost", tables(**{**RIVALS, "projects": [stated, Q], "cost_lines": both}))) == 1


def test_delivery_is_what_the_optimiser_takes_it_for():
    """Without modes a project takes as long as its costs last."""
    chosen = settings().model_copy(update={"calendar": settings().calendar.model_copy(update={"periods": 4})})
    lines = [cost("P", 1, period_offset=i) for i in range(4)]
    of = tables(**{**RIVALS, "cost_lines": [*lines, cost("Q", 1)]}, benefits=[benefit("P", 5), benefit("Q", 5)])
    assert objections("benefits_after_delivery", of, chosen) == [
        "benefits.csv row 2: project P: a benefit 0 periods after the start, delivery takes 4 period(s)"
    ]


def test_of_two_waits_the_longer_binds():
    """Whatever their order in the file."""
    chosen = settings().model_copy(update={"calendar": settings().calendar.model_copy(update={"periods": 3})})
    edges = [
        {"from_project_id": "P", "to_project_id": "Q", "type": "finish_to_start", "lag_periods": lag, "group_id": str(lag)}
        for lag in (3, 0)
    ]
    of = tables(**{**RIVALS, "projects": [{**P, "mandate": "safety"}, Q]}, dependencies=edges)
    assert len(objections("required_chain_has_time", of, chosen)) == 1


@pytest.mark.parametrize("status", ["closed", "on_hold"])
def test_parts_of_a_period_of_a_project_that_cannot_be_chosen_do_not_stop_the_night(status):
    """Nobody plans on them."""
    months = [{"project_id": "Q", "role_id": "R", "period_start": date(2027, month, 1), "milli_fte": 100} for month in (1, 2)]
    of = tables(**{**RIVALS, "projects": [P, {**Q, "status": status}]}, demand=months)
    assert objections("demand_by_the_period", of) == []
