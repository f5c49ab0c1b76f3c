"""What findings are worth to the decision, on portfolios that can be solved by hand: one fund of 100, one period, no discounting."""

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import TABLES
from cutline.sources.mapping.raw_tables import raw_schema
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA, SET_ASIDE
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.finding_effects import effects
from data_quality.effects.quarantined_rows import with_quarantined_rows
from data_quality.effects.stakes import stakes
from data_quality.gate.judging import run_gate
from data_quality.gate.screening import set_rows_aside
from optimizer.explain.compare_plans import compare
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.data_quality.nights import P, Q, benefit, cost, fund, night, settings, tables

LIMITS = Limits()


def planned(of, chosen, quarantine=None):
    bad = pl.DataFrame(schema=QUARANTINE_SCHEMA) if quarantine is None else quarantine
    return solve(build_problem(build_choices(of, bad, chosen).frames()), LIMITS)


def weighed(of, chosen, quarantine=None, raw=None, solves=20):
    """Rule and project to (effect, detail)."""
    tonight = night(of, chosen, quarantine)
    plan = planned(of, chosen, tonight.quarantine)
    _, findings = run_gate(tonight)

    def decide(other):
        return compare(build_problem(build_choices(other.tables, other.quarantine, chosen).frames()), plan, LIMITS)

    found = effects(findings, DecidedData(of, tonight.quarantine, raw or {}, chosen), decide, solves)
    assert found["rank"].to_list() == list(range(1, found.height + 1))
    return {
        (rule, project): (effect, detail)
        for rule, project, effect, detail in found.select("rule", "project_id", "effect", "detail").iter_rows()
    }


# The fund holds one of the two. P brings 150 for 100, Q 130 for 100.
RIVALS = {"projects": [P, Q], "cost_lines": [cost("P", 100), cost("Q", 100)], "funds": [fund(100)]}


def test_a_benefit_nobody_answers_for_matters_where_the_plan_rests_on_it():
    """Without P's ownerless 50, Q is worth more: the plan changes by 30 - 0. Without 10 of it, P stays."""
    heavy = tables(**RIVALS, benefits=[benefit("P", 100), benefit("P", 50, owner=None, category="social"), benefit("Q", 130)])
    effect, detail = weighed(heavy, settings())["benefits_have_owner", "P"]
    assert effect == "changes"
    assert "in Q; out P" in detail
    assert "worth 30 more" in detail
    light = tables(**RIVALS, benefits=[benefit("P", 140), benefit("P", 10, owner=None, category="social"), benefit("Q", 130)])
    assert weighed(light, settings())["benefits_have_owner", "P"] == (
        "no_change",
        "if the benefits nobody answers for do not come: the plan stays the best",
    )


def test_the_same_of_a_project_that_is_out_changes_nothing():
    """Less for what is not chosen anyway."""
    of = tables(**RIVALS, benefits=[benefit("P", 150), benefit("Q", 100), benefit("Q", 30, owner=None, category="social")])
    assert weighed(of, settings())["benefits_have_owner", "Q"][0] == "no_change"


def test_what_the_plan_does_not_look_at_has_no_say():
    """A name that a spreadsheet would run is mended for the spreadsheet's sake."""
    of = tables(**{**RIVALS, "projects": [{**P, "name": "=1+1"}, Q]}, benefits=[benefit("P", 150)])
    assert weighed(of, settings())["text_is_no_formula", "P"][0] == "no_say"


def raw_lines(*rows):
    schema = raw_schema(TABLES["cost_lines"])
    texts = [
        {
            "source_system": "s",
            "feed": 0,
            "source_file": "c.csv",
            "file_hash": "h",
            "source_row": i,
            "is_superseded": False,
            "columns": "{}",
            **row,
        }
        for i, row in enumerate(rows, 2)
    ]
    return pl.DataFrame(texts, schema=schema).lazy()


def test_a_row_that_could_not_be_read_is_put_back_at_the_end_that_favours_its_project():
    """Q's only cost reads 12k4. Others cost 100 and 1: at 1 beside P's 100 the fund of 101 holds both, so the cell matters."""
    chosen = settings().model_copy(update={"sources": (_source(),)})
    line = {"project_id": "Q", "cost_class": "capex", "kind": "plan", "period_offset": "0", "amount": "12k4"}
    raw = raw_lines({**{k: v for k, v in line.items() if k != "amount"}, "amount_minor": "12k4"})
    accepted, bad = parse("cost_lines", raw, chosen).collect()
    assert accepted.is_empty()
    aside = bad.filter(pl.col("action") == SET_ASIDE)
    lines = [cost("P", 100), *(cost("R", 1, period_offset=i) for i in range(20))]
    of = tables(
        projects=[P, Q, {**P, "project_id": "R", "status": "closed"}],
        cost_lines=lines,
        funds=[fund(101)],
        benefits=[benefit("P", 150), benefit("Q", 130)],
    )
    effect, detail = weighed(of, chosen, aside, {"cost_lines": raw})["bad_rows_set_aside", "Q"]
    assert effect == "changes"
    assert "with amount" in detail
    assert "in Q" in detail
    of = {**of, "benefits": tables(benefits=[benefit("P", 150), benefit("Q", 0)])["benefits"]}
    assert weighed(of, chosen, aside, {"cost_lines": raw})["bad_rows_set_aside", "Q"][0] == "no_change"


def _source():
    from cutline.settings.sources import Source

    return Source.model_validate({"name": "s", "files": "c*.csv", "feeds": [{"table": "cost_lines"}]})


def test_a_row_that_a_rule_set_aside_is_put_back_as_it_stands():
    """P, out for capex of an opex-only type, would be in: the report says what doing without it costs."""
    chosen = settings(opex_only_cost_types=["licence"], rules={"capex_where_allowed": {"on_violation": "set_aside"}})
    of = tables(
        **{**RIVALS, "cost_lines": [cost("P", 100, cost_type="licence"), cost("Q", 100)]},
        benefits=[benefit("P", 150), benefit("Q", 130)],
    )
    core, aside = set_rows_aside(night(of, chosen))
    assert set(aside["action"]) == {BY_RULE}
    found = weighed(core, chosen, aside)
    effect, detail = found["capex_where_allowed", "P"]
    assert effect == "changes"
    assert "with its row as it stands the plan would change: in P; out Q, worth 20 more" in detail
    [put_back] = with_quarantined_rows(DecidedData(core, aside, {}, chosen), "P") or []
    assert put_back.tables["cost_lines"].sort("source_row").select(of["cost_lines"].columns).equals(of["cost_lines"])
    assert put_back.quarantine.is_empty()


def test_without_solves_the_stake_is_the_bound():
    """What the project costs and brings, in its dearest mode, lines of every mode included."""
    lines = [cost("P", 10), cost("P", 70, mode_id="big"), cost("P", 40, mode_id="small"), cost("Q", 5)]
    modes = [{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("big", "small")]
    of = tables(projects=[P, Q], cost_lines=lines, modes=modes, benefits=[benefit("P", 90, owner=None)], funds=[fund(100)])
    assert stakes(of, settings()).rows() == [("P", 80, 90), ("Q", 5, None)]
    effect, detail = weighed(of, settings(), solves=0)["benefits_have_owner", "P"]
    assert effect == "not_proven"
    assert "costs 80 and brings 90" in detail


def test_the_weightiest_comes_first_and_notes_come_last():
    """By effect, then by what is at stake; a note asks for nothing."""
    of = tables(**RIVALS, benefits=[benefit("P", 100), benefit("P", 50, owner=None, category="social"), benefit("Q", 130, owner=None)],
                dependencies=[{"from_project_id": "P", "to_project_id": "Q", "type": "shared_cost"}])  # fmt: skip
    found = weighed(of, settings())
    assert list(found) == [("benefits_have_owner", "P"), ("benefits_have_owner", "Q"), ("read_but_not_used", "P")]
    assert [effect for effect, _ in found.values()] == ["changes", "no_change", "not_proven"]


def test_a_row_of_no_project_cannot_be_bounded():
    """It may hide any project's money, and is not said to be worth nothing."""
    bad = pl.DataFrame([{"table": "cost_lines", "source_system": "s", "source_file": "c.csv", "source_row": 2, "record": 0, "column": "project_id", "rule": "required", "found": "nothing",
                         "expected": "a value", "may_be_required": False, "action": SET_ASIDE}], schema=QUARANTINE_SCHEMA)  # fmt: skip
    of = tables(**RIVALS, benefits=[benefit("P", 150)])
    assert weighed(of, settings(), bad)["bad_rows_of_no_project", None][0] == "not_tied"


def test_a_plan_that_cannot_be_kept_changes():
    """Where the other data make the plan break a rule, that is a change, whatever the value."""
    chosen = settings()
    of = tables(**RIVALS, benefits=[benefit("P", 150), benefit("Q", 130)])
    plan = planned(of, chosen)
    dear = tables(**{**RIVALS, "cost_lines": [cost("P", 101), cost("Q", 100)]}, benefits=[benefit("P", 150), benefit("Q", 130)])
    answer = compare(build_problem(build_choices(dear, pl.DataFrame(schema=QUARANTINE_SCHEMA), chosen).frames()), plan, LIMITS)
    assert (answer.status, answer.gain, answer.added, answer.dropped) == ("changes", None, ("Q",), ("P",))
    same = compare(build_problem(build_choices(of, pl.DataFrame(schema=QUARANTINE_SCHEMA), chosen).frames()), plan, LIMITS)
    assert same.status == "same"
