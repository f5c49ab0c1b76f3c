"""From canonical tables to the optimiser's integers, on portfolios small enough to work out by hand."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutline.choices.options.building import build_choices
from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from cutline.valuation.discounting import Discounting
from cutline.valuation.present_value import present_value

YEARLY = {"calendar": {"grain": "year", "periods": 3}, "finance": {"discount_rate_bp": 1000, "discounting": "end"}}
P = {"project_id": "P", "name": "P", "status": "proposed"}
LINE = {"project_id": "P", "cost_class": "capex", "kind": "plan"}
GAIN = {"project_id": "P", "category": "revenue"}


def choices(raw: dict | None = None, quarantine: list[dict] | None = None, **rows: list[dict]):
    tables = {name: conform(name, pl.DataFrame(rows.get(name, []), infer_schema_length=None)) for name in EXPORTED}
    bad = pl.DataFrame(quarantine or [], schema=QUARANTINE_SCHEMA)
    return build_choices(tables, bad, settings_from({**YEARLY, **(raw or {})}))


def reason(found, project: str = "P") -> str:
    return found.left_out.filter(pl.col("project_id") == project)["text"].item()


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


def test_a_later_start_moves_offsets_and_leaves_fixed_periods():
    """Start window of two: offsets shift with the start, calendar periods stay, and the value of waiting is in each option."""
    found = choices(
        projects=[{**P, "earliest_start": date(2027, 1, 1), "latest_start": date(2028, 5, 1)}],
        cost_lines=[
            {**LINE, "period_offset": 0, "amount_minor": 100},
            {**LINE, "period_start": date(2029, 1, 1), "amount_minor": 7},
        ],
    )
    spent = found.spend.select("start_index", "fiscal_year", "amount_minor").rows()
    assert spent == [(0, 2027, 100), (0, 2029, 7), (1, 2028, 100), (1, 2029, 7)]


def test_what_was_spent_before_the_horizon_is_sunk():
    """A project in flight has one start, in the past, and only what is still to come counts."""
    running = {**P, "status": "in_flight", "earliest_start": date(2026, 1, 1)}
    found = choices(projects=[running], cost_lines=[{**LINE, "period_offset": i, "amount_minor": 100 + i} for i in range(3)])
    assert found.options["start_index"].to_list() == [-1]
    assert found.spend.select("fiscal_year", "amount_minor").rows() == [(2027, 101), (2028, 102)]
    assert found.requirements["rule"].to_list() == ["in_flight"]


def test_a_forecast_replaces_the_plan_and_the_baseline_never_counts():
    """The decision rests on the newest view of a project."""
    lines = [
        {**LINE, "kind": kind, "period_offset": 0, "amount_minor": amount}
        for kind, amount in (("baseline", 1), ("plan", 10), ("forecast", 100))
    ]
    assert choices(projects=[P], cost_lines=lines).spend["amount_minor"].to_list() == [100]


def test_modes_are_options_and_a_line_without_a_mode_belongs_to_all():
    """Lean and full share the licence line."""
    found = choices(
        projects=[P],
        modes=[{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("full", "lean")],
        cost_lines=[
            {**LINE, "mode_id": "full", "period_offset": 0, "amount_minor": 50},
            {**LINE, "mode_id": "lean", "period_offset": 0, "amount_minor": 20},
            {**LINE, "period_offset": 0, "amount_minor": 3},
        ],
    )
    assert found.spend.select("mode_id", "amount_minor").rows() == [("full", 53), ("lean", 23)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"projects": [{**P, "status": "on_hold"}]}, "status is on hold"),
        ({"projects": [P]}, "no cost lines"),
        ({"cost_lines": [{**LINE, "period_offset": 0, "amount_minor": None}]}, "cost is unknown"),
        ({"benefits": [{**GAIN, "period_offset": 0, "amount_minor": None}]}, "benefits is unknown"),
        ({"demand": [{"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": None}]}, "people it needs is unknown"),
        ({"projects": [{**P, "earliest_start": date(2035, 1, 1)}]}, "no period of the horizon"),
        ({"projects": [{**P, "deadline": date(2020, 1, 1)}]}, "no period of the horizon"),
        (
            {"decisions": [{"project_id": "P", "decision": "force_out", "reason": "no", "decided_by": "Board"}]},
            "force out by Board: no",
        ),
        ({"cost_lines": [{**LINE, "period_offset": 0, "amount_minor": -5}]}, "negative in sum"),
    ],
)
def test_a_project_that_cannot_be_judged_is_left_out_with_a_reason(rows, told):
    """Unknown is never zero: no option is made of a guess."""
    cost = [] if rows == {"projects": [P]} else [{**LINE, "period_offset": 0, "amount_minor": 1}]
    found = choices(**({"projects": [P], "cost_lines": cost} | rows))
    assert found.options.is_empty()
    assert told in reason(found)


def test_a_project_with_a_row_in_quarantine_is_set_aside():
    """A lost cost line would make it look cheaper than it is."""
    bad = {
        "table": "cost_lines",
        "source_file": "c.csv",
        "source_row": 7,
        "project_id": "P",
        "column": "amount_minor",
        "found": "12k4",
    }
    found = choices(projects=[P], cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 1}], quarantine=[bad])
    assert found.options.is_empty()
    assert "c.csv row 7: amount_minor is '12k4'" in reason(found)


def test_who_may_pay():
    """A fund without words pays for any; one with words only for those named; a word on the project beats one on its class."""
    projects = [{**P, "project_id": p, "project_class": kind} for p, kind in (("A", "IT"), ("B", "IT"), ("C", "Roads"))]
    found = choices(
        projects=projects,
        cost_lines=[{**LINE, "project_id": p, "period_offset": 0, "amount_minor": 1} for p in "ABC"],
        funds=[{"fund_id": f, "cost_class": "capex", "fiscal_year": 2027, "amount_minor": 1} for f in ("ANY", "ITF")],
        fund_eligibility=[
            {"fund_id": "ITF", "project_class": "IT", "is_eligible": True},
            {"fund_id": "ITF", "project_id": "B", "is_eligible": False},
        ],
    )
    assert found.payers.rows() == [("A", "ANY"), ("A", "ITF"), ("B", "ANY"), ("C", "ANY")]


def test_dependencies_on_delivered_projects_are_met():
    """A closed project needs no place in the plan to be depended on; a cancelled one is not delivered."""
    found = choices(
        projects=[P, {**P, "project_id": "Done", "status": "closed"}, {**P, "project_id": "Dead", "status": "cancelled"}],
        dependencies=[{"from_project_id": "P", "to_project_id": to, "type": "requires"} for to in ("Done", "Dead")],
    )
    assert found.dependencies["to_project_id"].to_list() == ["Dead"]


def test_expired_mandates_do_not_bind():
    """A mandate binds until its day; one on a cancelled project binds nobody."""
    law = {"mandate": "regulatory", "mandate_reason": "law"}
    rows = [
        {**P, **law}, {**P, **law, "project_id": "Old", "mandate_expires": date(2026, 12, 31)}, {**P, **law, "project_id": "Dead", "status": "cancelled"},
    ]  # fmt: skip
    assert choices(projects=rows).requirements["project_id"].to_list() == ["P"]


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


def test_discount_factors_are_the_formula_in_decimals():
    """(1.1) ** -1, -2, -3 for ends of years; half a period earlier in the middle."""
    year = Calendar("year", date(2027, 1, 1), 3)
    assert Discounting(((1, 1000),), "end").factors(year, 3) == [909090909091, 826446280992, 751314800902]
    assert Discounting(((1, 1000),), "mid").factors(year, 1) == [953462589246]
    assert Discounting(((1, 0),)).factors(year, 2) == [10**12, 10**12]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-(10**13), 10**13)), min_size=1, max_size=40), st.randoms())
def test_present_values_do_not_depend_on_row_order(lines, rng):
    """Each line is rounded by itself, so sums are the same to the cent however rows are shuffled."""
    calendar = Calendar("quarter", date(2027, 1, 1), 6)
    shuffled = rng.sample(lines, len(lines))
    schema = {"period_index": pl.Int64, "amount_minor": pl.Int64}
    sums = [
        present_value(
            pl.LazyFrame(rows, schema=schema, orient="row").with_columns(chance=pl.lit(10**8)),
            Discounting(((1, 800),)),
            calendar,
            6,
        )
        .collect()["present_minor"]
        .sum()
        for rows in (lines, shuffled)
    ]
    assert sums[0] == sums[1]


def test_a_mode_without_a_cost_line_is_not_free():
    """Its cost is unknown, not nothing: it is not offered, and a project without any priced mode is left out."""
    modes = [{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("full", "lite")]
    line = {**LINE, "mode_id": "full", "period_offset": 0, "amount_minor": 50}
    assert choices(projects=[P], modes=modes, cost_lines=[line]).options["mode_id"].to_list() == ["full"]
    bare = choices(projects=[P], modes=modes[1:], cost_lines=[{**line, "mode_id": None, "kind": "baseline"}])
    assert bare.options.is_empty()


@pytest.mark.parametrize("table", ["cost_lines", "benefits", "demand"])
def test_a_line_of_a_mode_nobody_has_sets_its_project_aside(table):
    """Dropped in silence it would make the project cheaper, poorer or lighter than it is."""
    row = {
        "cost_lines": {**LINE, "amount_minor": 5},
        "benefits": {**GAIN, "amount_minor": 5},
        "demand": {"project_id": "P", "role_id": "R", "milli_fte": 5},
    }
    typo = {**row[table], "mode_id": "typo", "period_offset": 0}
    rows = {"cost_lines": [{**LINE, "period_offset": 0, "amount_minor": 1}]}
    found = choices(projects=[P], **(rows | {table: [*rows.get(table, []), typo]}))
    assert found.options.is_empty()
    assert "names the mode 'typo'" in reason(found)


def test_work_before_the_start_may_not_fall_before_the_horizon():
    """A proposed project cannot hide a cost by starting so early that it is past: it starts when all of it lies ahead."""
    window = {**P, "earliest_start": date(2027, 1, 1), "latest_start": date(2028, 1, 1)}
    lines = [{**LINE, "period_offset": offset, "amount_minor": 100} for offset in (-1, 0)]
    found = choices(projects=[window], cost_lines=lines)
    assert found.options["start_index"].to_list() == [1]
    assert found.spend["amount_minor"].sum() == 200


def test_a_start_within_a_period_is_the_next_and_a_deadline_within_one_binds():
    """No start before 20 February means not on 1 January; to be finished by 30 December does not mean by 31 December."""
    cost = [{**LINE, "period_offset": 0, "amount_minor": 1}]
    late = {**P, "earliest_start": date(2027, 2, 20), "latest_start": date(2029, 6, 1)}
    assert choices(projects=[late], cost_lines=cost).options["start_index"].to_list() == [1, 2]
    due = {**P, "latest_start": date(2029, 1, 1), "deadline": date(2028, 12, 30)}
    assert choices(projects=[due], cost_lines=cost).options["finish_index"].to_list() == [1]
    exact = {**due, "deadline": date(2028, 12, 31)}
    assert choices(projects=[exact], cost_lines=cost).options["finish_index"].to_list() == [1, 2]


def test_a_line_is_in_its_own_currency_else_in_its_project_s():
    """The portfolio's is only the last resort."""
    rates = [
        {"kind": "currency", "from_currency": c, "to_currency": "EUR", "rate_date": date(2027, 1, 1), "rate_e9": r * 10**9}
        for c, r in (("USD", 2), ("GBP", 3))
    ]
    lines = [{**LINE, "period_offset": t, "amount_minor": 100, "currency": c} for t, c in enumerate((None, "GBP", "EUR"))]
    found = choices(projects=[{**P, "currency": "USD"}], cost_lines=lines, rates=rates)
    assert found.spend["amount_minor"].to_list() == [200, 300, 100]


def test_amounts_that_do_not_fit_together_are_refused():
    """Before any sum could wrap around."""
    from cutline.errors import DataBlocked

    lines = [{**LINE, "project_id": f"P{i}", "period_offset": 0, "amount_minor": 10**15} for i in range(9001)]
    with pytest.raises(DataBlocked, match="do not fit"):
        choices(projects=[P], cost_lines=lines)


def test_both_or_neither_binds_both_ways():
    """Whichever of the two the row names first; with one that is delivered it is met."""
    pair = [P, {**P, "project_id": "Q"}]
    edge = [{"from_project_id": "P", "to_project_id": "Q", "type": "together"}]
    assert sorted(choices(projects=pair, dependencies=edge).dependencies["from_project_id"]) == ["P", "Q"]
    met = choices(projects=[P, {**pair[1], "status": "closed"}], dependencies=edge).dependencies
    assert met["from_project_id"].to_list() == ["Q"]


def test_a_fund_that_expires_before_a_year_holds_nothing_in_it():
    """Money that is gone is not planned."""
    fund = {"fund_id": "F", "cost_class": "capex", "amount_minor": 5, "expires_on": date(2028, 6, 30)}
    found = choices(projects=[P], funds=[{**fund, "fiscal_year": year} for year in (2027, 2028, 2029)])
    assert found.budgets["fiscal_year"].to_list() == [2027, 2028]


def test_modes_that_may_not_be_chosen_are_the_reason():
    """Not the window."""
    modes = [{"project_id": "P", "mode_id": "full", "is_eligible": False}]
    assert "none of its modes may be chosen" in reason(
        choices(projects=[P], modes=modes, cost_lines=[{**LINE, "period_offset": 0, "amount_minor": 1}])
    )
