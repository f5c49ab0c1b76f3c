"""People bought, money carried, shares of funds: portfolios small enough to solve by hand."""

from dataclasses import replace

import pytest

from cutline.errors import UsageError
from optimizer.plan import Allocation, Bought, Moved, Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of


def plan_of(frames) -> Plan:
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert verify(frames, plan).passed
    return plan


def needs_people(*offers, opex: int = 1000, **rest) -> dict:
    """A is worth 500 and needs 2,500 milli-FTE of Dev where there are 2,000."""
    return frames_of(
        options=[("A", "full", 0, 1, 500)], demand=[("A", "full", 0, "Dev", 0, 2500)], capacity=[("Dev", 0, 2000)], years=[(2027,)],
        budgets=[("F", "opex", 2027, opex)], elastic=list(offers), elastic_payers=[("F",)], **rest,
    )  # fmt: skip


OVERTIME, CONTRACTOR = ("Dev", 0, "overtime", 100, 3, 30, 25, 2027), ("Dev", 0, "contractor", 100, 9, 40, 35, 2027)


def test_the_cheaper_kind_is_bought_first_and_the_price_comes_off_the_value():
    """Five steps are short: three of overtime at 30, two of contractors at 40; 500 - 3 x 25 - 2 x 35 = 355, paid by F."""
    plan = plan_of(needs_people(OVERTIME, CONTRACTOR))
    assert plan.value == 355
    assert plan.bought == (Bought("Dev", 0, "contractor", 200, 2027, 80), Bought("Dev", 0, "overtime", 300, 2027, 90))
    assert plan.allocations == (Allocation(None, "F", "opex", 2027, 170),)


def test_a_step_is_bought_whole():
    """451 milli-FTE are short of capacity: five steps of 100."""
    frames = needs_people(replace_steps(OVERTIME, 9))
    frames["capacity"] = frames_of(capacity=[("Dev", 0, 2049)])["capacity"]
    assert plan_of(frames).bought == (Bought("Dev", 0, "overtime", 500, 2027, 150),)


def replace_steps(offer: tuple, most: int) -> tuple:
    return (*offer[:4], most, *offer[5:])


@pytest.mark.parametrize(
    "frames",
    [
        needs_people(OVERTIME, CONTRACTOR, opex=169),  # a cent short of what they cost
        needs_people(OVERTIME, replace_steps(CONTRACTOR, 1)),  # a step short of what is needed
        {**needs_people(OVERTIME, CONTRACTOR), "elastic_payers": frames_of()["elastic_payers"]},  # nobody may pay
        needs_people(
            (*OVERTIME[:5], 100, 101, 2027), replace_steps(CONTRACTOR, 0)
        ),  # dearer than the project is worth, and too few
        needs_people(("Dev", 0, "overtime", 100, 5, 150, 101, 2027)),  # 505 for 500
    ],
)
def test_people_that_cannot_be_had_or_paid_are_not_planned_with(frames):
    """The project is left out."""
    assert plan_of(frames).chosen == ()


def test_a_required_project_is_bought_for_at_a_loss():
    """A must be in, whatever the overtime costs: the value is what is left."""
    plan = plan_of(needs_people(("Dev", 0, "overtime", 100, 5, 150, 101, 2027), requirements=[("A", "mandate", "law")]))
    assert plan.value == -5


def test_people_too_few_even_when_all_are_bought_are_named():
    """Infeasible says the role and what is missing beyond everything that can be had."""
    found = solve(build_problem(needs_people(OVERTIME, requirements=[("A", "mandate", "law")])), Limits())
    assert isinstance(found, Failed)
    assert [(b.label, b.excess, b.unit) for b in found.broken] == [("Dev in period 0", 200, "milli_fte")]


def test_offers_without_an_order_are_refused():
    """Cheaper in money and dearer in value: neither comes first."""
    with pytest.raises(UsageError):
        build_problem(needs_people(("Dev", 0, "overtime", 100, 3, 30, 99, 2027), CONTRACTOR))


def carried(most: int, *, first: int = 100, second: int = 50) -> dict:
    """A costs 120 in 2028, for which the fund holds `second`, and `first` in 2027."""
    return frames_of(
        options=[("A", "full", 1, 2, 500)], spend=[("A", "full", 1, "capex", 2028, 120)], years=[(2027,), (2028,)], payers=[("A", "F")],
        budgets=[("F", "capex", 2027, first), ("F", "capex", 2028, second)], transfers=[("F", "capex", 2027, "F", "capex", 2028, most)],
    )  # fmt: skip


def test_what_is_needed_is_carried_and_no_more():
    """70 are short in 2028: 70 come from 2027."""
    assert plan_of(carried(90)).moved == (Moved("F", "capex", 2027, "F", "capex", 2028, 70),)


@pytest.mark.parametrize("frames", [carried(69), carried(90, first=69)])
def test_no_more_is_carried_than_may_be_or_than_is_there(frames):
    """One cent less, in the limit or in the fund, and the project is out."""
    assert plan_of(frames).chosen == ()


def test_money_is_carried_over_several_years():
    """Each year's limit counts; what is carried in may be carried on."""
    frames = frames_of(
        options=[("A", "full", 2, 3, 500)], spend=[("A", "full", 2, "capex", 2029, 30)], years=[(2027,), (2028,), (2029,)], payers=[("A", "F")],
        budgets=[("F", "capex", 2027, 20), ("F", "capex", 2028, 10)],
        transfers=[("F", "capex", 2027, "F", "capex", 2028, 20), ("F", "capex", 2028, "F", "capex", 2029, 30)],
    )  # fmt: skip
    assert [m.amount_minor for m in plan_of(frames).moved] == [20, 30]


def vired(most: int) -> dict:
    """A costs 120 opex, for which F holds 50, and 100 capex of which `most` may be spent as opex."""
    return frames_of(
        options=[("A", "full", 0, 1, 500)], spend=[("A", "full", 0, "opex", 2027, 120)], years=[(2027,)], payers=[("A", "F")],
        budgets=[("F", "opex", 2027, 50), ("F", "capex", 2027, 100)], transfers=[("F", "capex", 2027, "F", "opex", 2027, most)],
    )  # fmt: skip


def test_money_of_another_class_is_spent_as_far_as_it_may_be():
    """70 are short in opex: 70 come from capex, or the project is out."""
    assert plan_of(vired(70)).moved == (Moved("F", "capex", 2027, "F", "opex", 2027, 70),)
    assert plan_of(vired(69)).chosen == ()


@pytest.mark.parametrize(
    "moved",
    [
        (Moved("F", "capex", 2027, "F", "opex", 2027, 71),),  # a cent more than may be
        (Moved("F", "opex", 2027, "F", "capex", 2027, 70),),  # the way back, which nobody declared
        (Moved("F", "capex", 2027, "F", "opex", 2027, 35),) * 2,  # one move in two halves
        (),
    ],
)
def test_the_verifier_knows_the_direction_and_the_limit(moved):
    """Whatever the bookings say."""
    frames = vired(70)
    assert not verify(frames, replace(plan_of(frames), moved=moved)).passed


def shared(*limits, cost: int = 101, f: int = 100, g: int = 100) -> dict:
    """A costs `cost`; F and G may pay, within `limits`."""
    return frames_of(
        options=[("A", "full", 0, 1, 500)], spend=[("A", "full", 0, "capex", 2027, cost)], years=[(2027,)], payers=[("A", "F"), ("A", "G")],
        budgets=[("F", "capex", 2027, f), ("G", "capex", 2027, g)], payer_limits=list(limits),
    )  # fmt: skip


def test_a_share_is_rounded_down_and_the_rest_is_anothers():
    """Half of 101 is 50: F pays at most 50, so G pays at least 51."""
    paid = {a.fund_id: a.amount_minor for a in plan_of(shared(("A", "F", 5000))).allocations}
    assert paid["F"] <= 50
    assert sum(paid.values()) == 101


@pytest.mark.parametrize(
    "frames",
    [
        shared(("A", "F", 5000), g=50),  # G would have to pay 51
        shared(("A", "F", 5000), ("A", "G", 5000), cost=101),  # both halves rounded down are a cent short
        shared(("A", "F", 0), g=100),  # F may pay nothing, G holds a cent less than the cost
    ],
)
def test_what_shares_leave_unpaid_cannot_be_chosen(frames):
    """No fund may pay the rest."""
    assert plan_of(frames).chosen == ()


def test_many_funds_find_their_rows_when_they_are_needed():
    """Eight funds and eight ways to pay, with carry-over: more sets than are written at once, and still a plan that can be paid."""
    funds = [f"F{i}" for i in range(8)]
    frames = frames_of(
        options=[(f"P{i}", "full", i % 2, i % 2 + 1, 100 + i) for i in range(12)],
        spend=[(f"P{i}", "full", i % 2, "capex", 2027 + i % 2, 10 + i) for i in range(12)],
        years=[(2027,), (2028,)], payers=[(f"P{i}", f) for i in range(12) for j, f in enumerate(funds) if (i + j) % 3 and (i * j) % 4 != 1],
        budgets=[(f, "capex", 2027 + y, 9 + y) for f in funds for y in range(2)],
        transfers=[(f, "capex", 2027, f, "capex", 2028, 5) for f in funds[::2]],
    )  # fmt: skip
    plan = plan_of(frames)
    assert plan.outcome == "proven"
    assert len(plan.chosen) > 5


def test_a_plan_with_people_and_moves_survives_json():
    """What is published is what was found."""
    plan = replace(plan_of(needs_people(OVERTIME, CONTRACTOR)), moved=plan_of(carried(90)).moved)
    assert Plan.from_json(plan.to_json()) == plan
