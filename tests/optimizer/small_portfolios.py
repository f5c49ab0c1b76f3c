"""Portfolios small enough to be solved by hand, which the tests of several rooms use, and the verified plan of a portfolio."""

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of


def plan_of(frames) -> Plan:
    """The plan of a portfolio: proven, and passed by the verifier."""
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert plan.outcome == "proven"
    assert verify(frames, plan).violations == ()
    return plan


def selected(frames) -> str:
    """The ids of the projects in the plan of a portfolio, in one word."""
    return "".join(chosen.project_id for chosen in plan_of(frames).chosen)


def needs_people(*offers, opex: int = 1000, **rest) -> dict:
    """A is worth 500 and needs 2,500 milli-FTE of Dev where there are 2,000."""
    return frames_of(
        options=[("A", "full", 0, 1, 500)], demand=[("A", "full", 0, "Dev", 0, 2500)], capacity=[("Dev", 0, 2000)], years=[(2027,)],
        budgets=[("F", "opex", 2027, opex)], elastic=list(offers), elastic_payers=[("F",)], **rest,
    )  # fmt: skip


OVERTIME, CONTRACTOR = ("Dev", 0, "overtime", 100, 3, 30, 25, 2027), ("Dev", 0, "contractor", 100, 9, 40, 35, 2027)


def steps_at_most(offer: tuple, most: int) -> tuple:
    """The offer with another number of steps."""
    return (*offer[:4], most, *offer[5:])


TOGETHER = [(1, 1), (2, 1)]  # period 0 by itself, periods 1 and 2 as a block


def two_projects(grain=TOGETHER, *, need: int = 1500, **rest) -> dict:
    """A and B each need `need` of Dev in period 1 and 500 in period 2; 2,000 are there in each period."""
    return frames_of(
        options=[("A", "full", 1, 3, 500), ("B", "full", 1, 3, 400)], years=[(2027,)], budgets=[("F", "opex", 2027, 1000)], elastic_payers=[("F",)],
        demand=[(p, "full", 1, "Dev", t, need if t == 1 else 500) for p in "AB" for t in (1, 2)],
        capacity=[("Dev", t, 2000) for t in range(3)], grain=grain, **rest,
    )  # fmt: skip


def offer(period: int, cost: int, loss: int, kind: str = "overtime", year: int = 2027) -> tuple:
    """Three steps of 100 milli-FTE of Dev for a period."""
    return ("Dev", period, kind, 100, 3, cost, loss, year)


def one_fund(costs: dict[str, int], values: dict[str, int], budget: int, **rest) -> dict:
    """Projects with their costs and values, which one fund may pay in one class and year."""
    return frames_of(
        options=[(p, "full", 0, 1, v) for p, v in values.items()],
        spend=[(p, "full", 0, "capex", 2027, c) for p, c in costs.items()],
        budgets=[("F", "capex", 2027, budget)], years=[(2027,)], payers=[(p, "F") for p in costs], **rest,
    )  # fmt: skip
