"""A project in flight that may go on, go faster, pause or stop: from the tables to the reports, worked out by hand."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.building import build_choices
from cutline.contracts.modes import decision_words, planned_default_modes
from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import allocation_frame, chosen_frame
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify

RUNNING = {"project_id": "P", "name": "P", "status": "in_flight", "earliest_start": date(2026, 1, 1)}
# Period 0 of the project is 2026, before the horizon of 2027 to 2030.
MODES = [
    {"project_id": "P", "mode_id": "go_on", "intent": "full"},
    {"project_id": "P", "mode_id": "faster", "intent": "accelerate"},
    {"project_id": "P", "mode_id": "halt", "intent": "pause"},
    {"project_id": "P", "mode_id": "end", "intent": "stop", "exit_cost_minor": 30},
]
LINE = {"project_id": "P", "cost_class": "capex", "kind": "plan"}
COSTS = [
    {**LINE, "period_offset": 0, "amount_minor": 500},  # of every mode: spent in 2026
    {**LINE, "mode_id": "go_on", "period_offset": 0, "amount_minor": 70},  # and what only one of them had spent
    {**LINE, "period_offset": 1, "amount_minor": 20, "cost_class": "opex"},  # a contract that binds in 2027, paused or not
    {**LINE, "mode_id": "go_on", "period_offset": 1, "amount_minor": 40},
    {**LINE, "mode_id": "go_on", "period_offset": 2, "amount_minor": 60},
    {**LINE, "mode_id": "faster", "period_offset": 1, "amount_minor": 130},
    {**LINE, "mode_id": "halt", "period_offset": 3, "amount_minor": 110},
]
NEED = [{"project_id": "P", "role_id": "R", "period_offset": 1, "milli_fte": 1000, "mode_id": m} for m in ("go_on", "faster")]
FUNDS = {("capex", 2027): 200, ("capex", 2028): 200, ("capex", 2029): 200, ("opex", 2027): 200}


def gains(faster: int, go_on: int, halt: int) -> list[dict]:
    """The faster, the earlier: a benefit of each mode's own."""
    stated = {"faster": (2, faster), "go_on": (3, go_on), "halt": (4, halt)}
    return [
        {"project_id": "P", "mode_id": m, "category": "revenue", "period_offset": t, "amount_minor": a}
        for m, (t, a) in stated.items()
    ]


def decided(benefits: list[dict], people: int = 1000, projects: list[dict] | None = None, **funds: int):
    """Mode, value and spend by class and year of the plan; verified, booked to the cent; and the choices it was made from."""
    held = FUNDS | {(kind[:-4], int(kind[-4:])): amount for kind, amount in funds.items()}
    rows = {
        "projects": projects or [RUNNING], "modes": MODES, "cost_lines": COSTS, "benefits": benefits, "demand": NEED,
        "capacity": [{"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": people}],
        "funds": [{"fund_id": "F", "cost_class": k, "fiscal_year": y, "amount_minor": a} for (k, y), a in held.items()],
    }  # fmt: skip
    tables = {name: conform(name, pl.DataFrame(rows.get(name, []), infer_schema_length=None)) for name in EXPORTED}
    settings = settings_from({
        "calendar": {"grain": "year", "periods": 4}, "finance": {"discount_rate_bp": 0}, "planning": {"in_flight_must_continue": False},
    })  # fmt: skip
    choices = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), settings)
    plan = solve(build_problem(choices.frames()), Limits())
    assert isinstance(plan, Plan)
    assert verify(choices.frames(), plan).passed
    check_ledger(build_ledger(allocation_frame(plan.allocations)), chosen_frame(plan.chosen), tables, settings)
    [chosen] = plan.chosen
    return chosen.mode_id, plan.value, {(a.cost_class, a.fiscal_year): a.amount_minor for a in plan.allocations}, choices


CONTRACT = {("opex", 2027): 20}


@pytest.mark.parametrize(
    ("benefits", "limits", "expected"),
    [
        # Going on costs 20 + 40 + 60 = 120, faster 20 + 130 = 150, pausing 20 + 110 = 130, stopping 30.
        (gains(faster=200, go_on=180, halt=180), {}, ("go_on", 60, CONTRACT | {("capex", 2027): 40, ("capex", 2028): 60})),
        (gains(faster=211, go_on=180, halt=180), {}, ("faster", 61, CONTRACT | {("capex", 2027): 130})),
        (gains(faster=211, go_on=180, halt=180), {"people": 999}, ("halt", 50, CONTRACT | {("capex", 2029): 110})),  # nobody is there to go on with
        (gains(faster=211, go_on=180, halt=180), {"capex2027": 39}, ("halt", 50, CONTRACT | {("capex", 2029): 110})),  # nor money
        (gains(faster=119, go_on=89, halt=99), {}, ("end", -30, {("opex", 2027): 30})),  # each would lose 31; the contract is part of the exit cost
        (gains(faster=0, go_on=91, halt=0), {}, ("go_on", -29, CONTRACT | {("capex", 2027): 40, ("capex", 2028): 60})),  # a cent better than stopping
    ],
)  # fmt: skip
def test_each_course_in_turn_is_the_best(benefits, limits, expected):
    """What was spent before the horizon, by all modes or by one, has no say; what binds every mode that runs is paid by a pause as well."""
    assert decided(benefits, **limits)[:3] == expected


def test_a_faster_mode_is_finished_when_its_own_lines_are():
    """No durations stated: faster runs to the end of its second period, going on to its third, the pause to its fourth."""
    *_, choices = decided(gains(1, 1, 1))
    ends = dict(choices.options.select("mode_id", "finish_index").iter_rows())
    assert ends == {"faster": 1, "go_on": 2, "halt": 3, "end": 1}


def progress(estimate: int, status: date = date(2026, 12, 1)) -> list[dict]:
    """Half of 1,000 earned; `estimate` still to come."""
    return [{
        "project_id": "P", "period_start": status, "planned_minor": 500, "earned_minor": 500, "actual_minor": 500, "budget_at_completion_minor": 1000,
        "estimate_to_complete_minor": estimate,
    }]  # fmt: skip


def still(costs: list[dict], evm: list[dict]) -> dict[str | None, int]:
    """What each mode's own lines cost from 2027 on, and under None those of all."""
    given = {"projects": [RUNNING], "modes": MODES, "cost_lines": costs, "evm": evm}
    tables = {name: conform(name, pl.DataFrame(given.get(name, []), infer_schema_length=None)) for name in EXPORTED}
    lines = decision_costs(tables, settings_from({"calendar": {"grain": "year", "periods": 4}}))
    later = (pl.col("period_offset") > 0) | (pl.col("period_start") >= date(2027, 1, 1))
    return dict(lines.filter(later).group_by("mode_id").agg(pl.col("amount_minor").sum()).iter_rows())


def test_the_estimate_to_complete_feeds_every_mode_that_continues():
    """240 are still to come instead of 120: everything that runs costs twice its plan. Winding down is no work to complete and stays at 7."""
    own = {**LINE, "mode_id": "end", "period_offset": 1, "amount_minor": 7}
    assert still([*COSTS, own], progress(240)) == {None: 40, "go_on": 200, "faster": 260, "halt": 220, "end": 7}


def test_no_mode_is_finished_for_free():
    """By the plan everything was done in 2026; 90 are still to come: they come in 2027 whether the project goes on or goes faster."""
    over = [{**LINE, "mode_id": m, "period_offset": 0, "amount_minor": a} for m, a in (("go_on", 500), ("faster", 600))]
    paused = {**LINE, "mode_id": "halt", "period_offset": 3, "amount_minor": 500}
    assert still([*over, paused], progress(90)) == {"go_on": 90, "faster": 90, "halt": 90}


@pytest.mark.parametrize(("intent", "cost"), [("stop", None), ("pause", 30)])
def test_a_stop_without_an_exit_cost_and_an_exit_cost_without_a_stop_are_not_offered(intent, cost):
    """What it means, or what it costs, is not known."""
    modes = [
        {"project_id": "P", "mode_id": "go_on"},
        {"project_id": "P", "mode_id": "odd", "intent": intent, "exit_cost_minor": cost},
    ]
    rows = {"projects": [RUNNING], "modes": modes, "cost_lines": COSTS[2:3]}
    tables = {name: conform(name, pl.DataFrame(rows.get(name, []), infer_schema_length=None)) for name in EXPORTED}
    settings = settings_from({"calendar": {"grain": "year"}, "planning": {"in_flight_must_continue": False}})
    choices = build_choices(tables, pl.DataFrame(schema=QUARANTINE_SCHEMA), settings)
    assert choices.options["mode_id"].to_list() == ["go_on"]
    assert choices.stop_modes.is_empty()


def test_without_a_mark_the_default_is_the_mode_that_goes_on():
    """Not the first by name, which is the faster one."""
    assert planned_default_modes(conform("modes", pl.DataFrame(MODES, infer_schema_length=None)))["default_mode"].to_list() == [
        "go_on"
    ]


def test_the_reports_say_what_becomes_of_a_project():
    """By status and intent; an unknown intent is in full."""
    rows = [
        ("in_flight", None),
        ("in_flight", "accelerate"),
        ("in_flight", "pause"),
        ("in_flight", "lean"),
        ("approved", None),
        ("proposed", "accelerate"),
    ]
    frame = pl.DataFrame(rows, schema={"status": pl.String, "intent": pl.String}, orient="row")
    assert frame.select(decision_words()).to_series().to_list() == [
        "continued", "accelerated", "paused", "continued, leaner", "started", "started, accelerated",
    ]  # fmt: skip
