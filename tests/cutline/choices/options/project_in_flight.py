"""A project in flight that may go on, go faster, pause or stop; and what is decided about it."""

from datetime import date

from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import allocation_frame, chosen_frame
from cutline.settings.loading import settings_from
from tests.cutline.choices.solving import choices_of, verified_plan
from tests.cutline.few_projects import LINE, tables_of

BEGUN = {"project_id": "P", "name": "P", "status": "in_flight", "earliest_start": date(2026, 1, 1)}


# Period 0 of the project is 2026, before the horizon of 2027 to 2030.
MODES = [
    {"project_id": "P", "mode_id": "go_on", "intent": "full"},
    {"project_id": "P", "mode_id": "faster", "intent": "accelerate"},
    {"project_id": "P", "mode_id": "halt", "intent": "pause"},
    {"project_id": "P", "mode_id": "end", "intent": "stop", "exit_cost_minor": 30},
]


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
    """The benefit of each mode; the faster the mode, the earlier its benefit."""
    stated = {"faster": (2, faster), "go_on": (3, go_on), "halt": (4, halt)}
    return [
        {"project_id": "P", "mode_id": m, "category": "revenue", "period_offset": t, "amount_minor": a}
        for m, (t, a) in stated.items()
    ]


def decided(benefits: list[dict], people: int = 1000, projects: list[dict] | None = None, **funds: int):
    """The mode, the value and the spend by class and year of the plan, verified and booked to the minor unit; and the choices."""
    held = FUNDS | {(kind[:-4], int(kind[-4:])): amount for kind, amount in funds.items()}
    rows = {
        "projects": projects or [BEGUN], "modes": MODES, "cost_lines": COSTS, "benefits": benefits, "demand": NEED,
        "capacity": [{"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": people}],
        "funds": [{"fund_id": "F", "cost_class": k, "fiscal_year": y, "amount_minor": a} for (k, y), a in held.items()],
    }  # fmt: skip
    tables = tables_of(**rows)
    settings = settings_from({
        "calendar": {"grain": "year", "periods": 4}, "finance": {"discount_rate_bp": 0}, "planning": {"in_flight_must_continue": False},
    })  # fmt: skip
    choices = choices_of(tables, settings)
    plan = verified_plan(choices.frames())
    check_ledger(build_ledger(allocation_frame(plan.allocations)), chosen_frame(plan.chosen), tables, settings)
    [chosen] = plan.chosen
    return chosen.mode_id, plan.value, {(a.cost_class, a.fiscal_year): a.amount_minor for a in plan.allocations}, choices
