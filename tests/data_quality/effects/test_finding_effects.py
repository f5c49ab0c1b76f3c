"""What findings are worth to the decision, on portfolios that can be solved by hand."""

from datetime import date

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA, SET_ASIDE
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.finding_effects import effects
from data_quality.effects.stakes import stakes
from data_quality.gate.judging import run_gate
from optimizer.explain.compare_plans import compare
from optimizer.problem.building import build_problem
from tests.data_quality.effects.rivals import LIMITS, MARKED, planned, weighed
from tests.data_quality.nights import NO_QUARANTINE, RIVALS, P, Q, benefit, cost, fund, night, settings, tables


def test_a_benefit_nobody_answers_for_matters_where_the_plan_rests_on_it():
    """Without P's ownerless 50, Q is worth more: the plan changes by 30 - 0. Without 10 of it, P stays."""
    heavy = tables(**RIVALS, benefits=[benefit("P", 100), benefit("P", 50, owner=None, category="social"), benefit("Q", 130)])
    effect, detail = weighed(heavy, settings())["benefits_have_owner", "P"]
    assert effect == "changes"
    assert "in Q; out P" in detail
    assert "worth worth 30 more" in detail
    light = tables(**RIVALS, benefits=[benefit("P", 140), benefit("P", 10, owner=None, category="social"), benefit("Q", 130)])
    assert weighed(light, settings())["benefits_have_owner", "P"] == (
        "no_change",
        "if the benefits nobody answers for do not come: the plan stays the best",
    )


def test_the_same_of_a_project_that_is_out_changes_nothing():
    """A lower benefit of a project that is not chosen cannot bring it in."""
    of = tables(**RIVALS, benefits=[benefit("P", 150), benefit("Q", 100), benefit("Q", 30, owner=None, category="social")])
    assert weighed(of, settings())["benefits_have_owner", "Q"][0] == "no_change"


def test_what_the_plan_does_not_look_at_has_no_say():
    """A name that looks like a formula endangers spreadsheets and not the plan."""
    of = tables(**{**RIVALS, "projects": [{**P, "name": "=1+1"}, Q]}, benefits=[benefit("P", 150)])
    assert weighed(of, settings())["text_is_no_formula", "P"][0] == "no_say"


def test_without_solves_the_stake_is_the_bound():
    """The stake is the cost and benefit of the project in its most expensive mode, with the lines that belong to all modes."""
    lines = [cost("P", 10), cost("P", 70, mode_id="big"), cost("P", 40, mode_id="small"), cost("Q", 5)]
    modes = [{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("big", "small")]
    of = tables(projects=[P, Q], cost_lines=lines, modes=modes, benefits=[benefit("P", 90, owner=None)], funds=[fund(100)])
    assert stakes(of, settings()).rows() == [("P", 80, 90), ("Q", 5, None)]
    effect, detail = weighed(of, settings(), solves=0)["benefits_have_owner", "P"]
    assert effect == "not_proven"
    assert "costs money 80 and brings money 90" in detail


def test_the_weightiest_comes_first_and_notes_come_last():
    """Findings are ordered by effect and then by what is at stake. Notes come last, because they ask for nothing."""
    of = tables(**RIVALS, benefits=[benefit("P", 100), benefit("P", 50, owner=None, category="social"), benefit("Q", 130, owner=None)],
                dependencies=[{"from_project_id": "P", "to_project_id": "Q", "type": "shared_cost"}])  # fmt: skip
    found = weighed(of, settings())
    assert list(found) == [("benefits_have_owner", "P"), ("benefits_have_owner", "Q"), ("read_but_not_used", "P")]
    assert [effect for effect, _ in found.values()] == ["changes", "no_change", "not_proven"]


def test_a_row_of_no_project_cannot_be_bounded():
    """Such a row may hide the money of any project, so it is not reported as changing nothing."""
    bad = pl.DataFrame([{"table": "cost_lines", "source_system": "s", "source_file": "c.csv", "source_row": 2, "record": 0, "column": "project_id", "rule": "required", "found": "nothing",
                         "expected": "a value", "may_be_required": False, "action": SET_ASIDE}], schema=QUARANTINE_SCHEMA)  # fmt: skip
    of = tables(**RIVALS, benefits=[benefit("P", 150)])
    assert weighed(of, settings(), bad)["cost_lines_rows_name_their_project", None][0] == "not_tied"


def test_a_plan_that_cannot_be_kept_changes():
    """If the plan breaks a rule under the other data, the effect is a change, whatever the value."""
    chosen = settings()
    of = tables(**RIVALS, benefits=[benefit("P", 150), benefit("Q", 130)])
    plan = planned(of, chosen)
    dear = tables(**{**RIVALS, "cost_lines": [cost("P", 101), cost("Q", 100)]}, benefits=[benefit("P", 150), benefit("Q", 130)])
    answer = compare(build_problem(build_choices(dear, pl.DataFrame(schema=QUARANTINE_SCHEMA), chosen).frames()), plan, LIMITS)
    assert (answer.status, answer.gain, answer.added, answer.dropped) == ("changes", None, ("Q",), ("P",))
    same = compare(build_problem(build_choices(of, pl.DataFrame(schema=QUARANTINE_SCHEMA), chosen).frames()), plan, LIMITS)
    assert same.status == "same"


def test_findings_under_an_exception_are_weighed_by_themselves():
    """Excepted findings do not add to the weight of the others, and they stay in the report."""
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
    told = effects(findings, DecidedData(of, NO_QUARANTINE, {}, chosen), None, 0, MARKED).filter(
        pl.col("rule") == "benefits_have_owner"
    )
    assert sorted(told["excepted_until"].to_list(), key=str) == [date(2027, 2, 1), None]


def test_a_project_that_cannot_be_chosen_has_nothing_at_stake():
    """Q is closed, so none of its figures reaches the plan."""
    of = tables(
        **{**RIVALS, "projects": [P, {**Q, "status": "closed"}]}, benefits=[benefit("P", 150), benefit("Q", 900, owner=None)]
    )
    assert weighed(of, settings())["benefits_have_owner", "Q"][0] == "no_say"
