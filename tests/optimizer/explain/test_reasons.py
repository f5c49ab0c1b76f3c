"""Every project that is left out has a true reason."""

import pytest

from optimizer.explain.reasons import BrokenLimit, reasons, reasons_frame
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, hiring_frames, random_frames
from tests.optimizer.small_portfolios import one_fund


def with_project(frames: dict, project: str) -> dict:
    """The same portfolio with the project required."""
    import polars as pl

    extra = pl.DataFrame([(project, "force_in", "test")], schema=frames["requirements"].schema, orient="row")
    return {**frames, "requirements": pl.concat([frames["requirements"], extra])}


@pytest.mark.parametrize("portfolio", [random_frames, hiring_frames])
@pytest.mark.parametrize("seed", range(60))
def test_the_price_of_a_project_is_what_enumeration_says(seed, portfolio):
    """z* - z_in(p), exactly; a project that no plan can hold is said not to fit, one of no value to be worth nothing."""
    frames = portfolio(seed)
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    if not isinstance(plan, Plan):
        return
    found = {reason.project_id: reason for reason in reasons(problem, plan, Limits())}
    stops = set(frames["stop_modes"].iter_rows())
    run = {c.project_id for c in plan.chosen if (c.project_id, c.mode_id) not in stops}
    left_out = {p for p, mode, *_ in frames["options"].iter_rows() if (p, mode) not in stops} - run
    assert set(found) == left_out
    for project, reason in found.items():
        forced = enumerate_best(with_project(frames, project))
        if reason.code == "worth_nothing":
            assert reason.best_value <= 0
        elif reason.code == "never_fits":
            assert forced is None
        else:
            assert forced is not None
            assert reason.loss == reason.loss_at_most == plan.value - forced.value


def test_what_is_displaced_and_what_blocks_is_named():
    """A and B exclude one another and the fund lacks a cent for both: B would displace A, and both limits block B."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 50), ("B", "full", 0, 1, 40)],
        spend=[("A", "full", 0, "capex", 2027, 100), ("B", "full", 0, "capex", 2027, 1)],
        budgets=[("F", "capex", 2027, 100)], years=[(2027,)], payers=[("A", "F"), ("B", "F")],
        names=[("A", "Alpha"), ("B", "Beta")], dependencies=[("excludes", "A", "B", 0, None)],
    )  # fmt: skip
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    [reason] = reasons(problem, plan, Limits())
    assert (reason.project_id, reason.code, reason.loss, reason.displaced) == ("B", "displaces", 10, ("A",))
    assert sorted(each.rule for each in reason.blocking) == ["at most one of A Alpha, B Beta", "capex FY2027, F"]
    assert reasons_frame([reason])["blocking"].item()[0]["unit"] in ("minor", "count")


def test_a_role_that_is_short_is_named_with_its_period():
    """Two projects need the only engineer of period 2: the weaker one's limit has role, period and missing milli-FTE."""
    frames = frames_of(
        options=[("A", "full", 0, 3, 50), ("B", "full", 0, 3, 40)], demand=[("A", "full", 0, "eng", 2, 700), ("B", "full", 0, "eng", 2, 500)],
        capacity=[("eng", 2, 1000)], names=[("A", "Alpha"), ("B", "Beta")],
    )  # fmt: skip
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    [reason] = reasons(problem, plan, Limits())
    assert reason.blocking == (BrokenLimit("eng in period 2", 200, "milli_fte", "eng", 2),)
    [row] = reasons_frame([reason])["blocking"].item()
    assert row == {"rule": "eng in period 2", "excess": 200, "unit": "milli_fte", "role_id": "eng", "period_index": 2}


def test_what_stability_gives_up_is_no_gap_and_its_reason_says_so():
    """A is worth 2 more than the approved B: the plan is proven, gives up 2 on purpose, and names this as A's reason."""
    frames = one_fund({"A": 10, "B": 10}, {"A": 1000, "B": 998}, 10, approved=[("B", "full", 0)])
    problem = build_problem(frames)
    plan = solve(problem, Limits(), value_tolerance_bp=30)
    assert (plan.outcome, plan.gap, plan.given_up) == ("proven", 0, 2)
    assert verify(frames, plan).passed
    from optimizer.explain.reasons import reasons

    [reason] = reasons(problem, plan, Limits())
    assert (reason.project_id, reason.code, reason.loss, reason.loss_at_most) == ("A", "kept_close", 0, 0)
