"""Every project that is left out has a true reason."""

import random
from dataclasses import replace

import pytest

from optimizer.explain.prices import ProofLimits
from optimizer.explain.reasons import BrokenLimit, reasons, reasons_frame
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search import stopping_rules
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


def check_against_enumeration(frames: dict) -> None:
    """Every reason says what trying every selection says: price, who enters, leaves and runs otherwise, and who must leave."""
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    if not isinstance(plan, Plan):
        return
    found = {reason.project_id: reason for reason in reasons(problem, plan, Limits())}
    stops = set(frames["stop_modes"].iter_rows())
    offered = {p for p, mode, *_ in frames["options"].iter_rows() if (p, mode) not in stops}
    before = ways({(c.project_id, c.mode_id, c.start_index) for c in plan.chosen}, stops, offered)
    assert set(found) == offered - before.keys()
    for project, reason in found.items():
        forced = enumerate_best(with_project(frames, project), at_any_spend=True)
        if forced is None:
            assert (reason.code, reason.state, reason.loss, reason.loss_at_most) == ("never_fits", "proven", None, None)
            continue
        assert reason.loss == reason.loss_at_most == plan.value - forced.value
        assert reason.state == "proven"
        assert reason.code != "worth_nothing" or reason.best_value <= 0
        moved = reason.displacement
        assert moved is not None
        assert sum(each.amount for each in moved.differences) == forced.value - plan.value
        after = [ways(keys, stops, offered) for keys in forced.best]
        assert moved.must_leave == tuple(sorted(p for p in before if not any(p in each for each in after)))
        projects = {frozenset(key for key in keys if key[0] in set(frames["options"]["project_id"])) for keys in forced.best}
        assert moved.is_one_of_several is (len(projects) > 1)
        told = {project, *reason.added}, set(reason.displaced), {p for p in reason.otherwise if p in before}
        least = min(changes(before, each) for each in after)
        assert told in [moves(before, each) for each in after if changes(before, each) == least]


def ways(keys, stops: set, offered: set) -> dict[str, tuple[str, int]]:
    """The mode and the start of each project that a selection runs."""
    return {p: (mode, start) for p, mode, start in keys if p in offered and (p, mode) not in stops}


def moves(before: dict, after: dict) -> tuple[set, set, set]:
    """Who enters, who leaves, who runs otherwise."""
    both = before.keys() & after.keys()
    return after.keys() - before.keys(), before.keys() - after.keys(), {p for p in both if before[p] != after[p]}


def changes(before: dict, after: dict) -> int:
    """2 for each project that enters or leaves, 1 for each that runs otherwise."""
    enter, leave, other = moves(before, after)
    return 2 * (len(enter) + len(leave)) + len(other)


@pytest.mark.parametrize("portfolio", [random_frames, hiring_frames])
@pytest.mark.parametrize("seed", range(50))
def test_a_reason_is_what_enumeration_says(seed, portfolio):
    """The price is z* - z_in(p) exactly, and the displacement is one of the least changes at that value."""
    check_against_enumeration(portfolio(seed))


@pytest.mark.parametrize("seed", range(8))
def test_a_reason_among_ties_is_what_enumeration_says(seed):
    """With coarse values many plans are worth the same: the reason says that its plan is one of several."""
    check_against_enumeration(coarse_values(random_frames(seed)))


@pytest.mark.long
@pytest.mark.parametrize("portfolio", [random_frames, hiring_frames])
@pytest.mark.parametrize("seed", range(50, 150))
def test_two_hundred_more_reasons_are_what_enumeration_says(seed, portfolio):
    """As above, with other seeds, and each portfolio with coarse values as well."""
    check_against_enumeration(portfolio(seed))
    check_against_enumeration(coarse_values(portfolio(seed)))


def coarse_values(frames: dict) -> dict:
    """The same portfolio with option values cut to tens of what the greatest allows, so that many selections tie."""
    import polars as pl

    unit = max(int(frames["options"]["value"].abs().max() or 0) // 3, 1)
    return {**frames, "options": frames["options"].with_columns(value=(pl.col("value") // unit) * unit)}


def crowded_problem() -> Problem:
    """Thirty projects of much the same return, and money for two fifths of them."""
    cost = {f"P{i:02d}": 1000 + (i * 7919) % 997 for i in range(30)}
    return build_problem(one_fund(cost, {p: c + (c * 31) % 17 for p, c in cost.items()}, sum(cost.values()) * 2 // 5))


def test_where_no_proof_is_allowed_no_displacement_is_told():
    """One node for each price and none for proofs: nobody is named, and no interval contradicts what more nodes prove."""
    problem = crowded_problem()
    plan = solve(problem, Limits(2000, 50))
    assert isinstance(plan, Plan)
    more = {each.project_id: each for each in reasons(problem, plan, Limits(2000, 20), proof=ProofLimits(400, 40))}
    short = reasons(problem, plan, Limits(2000, 1), proof=ProofLimits(nodes=0))
    assert any(each.state != "proven" for each in short)
    for each in short:
        assert each.displacement is None
        assert each.code != "displaces" or each.loss > 0
        other = more[each.project_id]
        if each.loss is not None and other.loss is not None:
            ends = [x.loss_at_most for x in (each, other) if x.loss_at_most is not None]
            assert max(each.loss, other.loss) <= min(ends, default=other.loss + 1)


@pytest.mark.parametrize("work", [1e6, pytest.param(ProofLimits().work, marks=pytest.mark.long)])
def test_no_clock_decides_what_is_told(monkeypatch, work):
    """An hour passes between any two looks at the clock: the reasons are the same, also where the limit of work stops them."""
    problem = crowded_problem()
    plan = solve(problem, Limits(2000, 50))
    limits, proof = Limits(2000, 20, seconds=1.0), ProofLimits(400, 40, work)
    found = reasons(problem, plan, limits, proof=proof)
    assert any(each.state != "proven" for each in found)
    now = iter(range(0, 10**9, 3600))
    monkeypatch.setattr(stopping_rules.time, "monotonic", lambda: float(next(now)))
    assert reasons(problem, plan, limits, proof=proof) == found
    assert next(now) > 0


@pytest.mark.long
def test_the_number_of_processes_changes_nothing():
    """Also where the limits of nodes and work stop the searches."""
    problem = crowded_problem()
    plan = solve(problem, Limits(2000, 50))
    limits, proof = Limits(2000, 20), ProofLimits(2000, 200)
    found = reasons(problem, plan, limits, proof=proof)
    assert len({each.state for each in found}) > 1
    assert reasons(problem, plan, limits, proof=proof, processes=2) == found
    assert reasons(problem, plan, limits, proof=proof, processes=3) == found


def check_that_upper_ends_agree(frames: dict, limits: Limits, proof: ProofLimits) -> int:
    """No row's upper end is above what the plan that another row tells proves. Returns how many pairs of rows were compared."""
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    if not isinstance(plan, Plan):
        return 0
    found, pairs = {each.project_id: each for each in reasons(problem, plan, limits, proof=proof)}, 0
    for each in found.values():
        for other in (found[p] for p in each.added if p in found):
            assert other.loss_at_most is not None
            assert other.loss_at_most <= each.loss
            pairs += 1
    return pairs


def crowded_frames(seed: int) -> dict:
    """Twelve projects of random cost and much the same return, and money for two fifths of them."""
    rng = random.Random(seed)
    cost = {f"P{i:02d}": rng.randint(100, 400) for i in range(12)}
    return one_fund(cost, {p: c + rng.randint(0, 60) for p, c in cost.items()}, sum(cost.values()) * 2 // 5)


def test_no_upper_end_is_above_one_that_another_row_proves():
    """The searches stop early, so prices stay intervals; what one row finds counts for every project that its plan runs."""
    pairs = [check_that_upper_ends_agree(crowded_frames(seed), Limits(200_000, 1), ProofLimits(40, 6)) for seed in range(9)]
    assert sum(pairs) >= 10


def test_a_project_without_value_has_the_price_of_what_it_drags_in():
    """X is worth -2 by itself and needs Y, which is worth -90: the price of X is 92, and Y enters with it."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 50), ("X", "full", 0, 1, -2), ("Y", "full", 0, 1, -90)],
        names=[("A", "Alpha"), ("X", "Xi"), ("Y", "Upsilon")], dependencies=[("requires", "Y", "X", 0, None)],
    )  # fmt: skip
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    found = {each.project_id: each for each in reasons(problem, plan, Limits())}
    needing, needed = (found["X"], found["Y"]) if found["X"].loss == 92 else (found["Y"], found["X"])
    assert (needing.code, needing.state, needing.loss, needing.loss_at_most) == ("worth_nothing", "proven", 92, 92)
    assert needing.added == (needed.project_id,)
    assert needed.loss == -needed.best_value


def test_a_better_plan_that_a_reason_finds_is_told():
    """The recommended plan leaves B out although it fits. Its price is negative and exact, and the code says why."""
    problem = build_problem(one_fund({"A": 10, "B": 10}, {"A": 9, "B": 8}, 20))
    short = solve(build_problem(one_fund({"A": 10, "B": 10}, {"A": 9, "B": 8}, 10)), Limits())
    assert isinstance(short, Plan)
    [reason] = reasons(problem, replace(short, bound=20), Limits())
    assert (reason.project_id, reason.code, reason.state, reason.loss, reason.loss_at_most) == (
        "B",
        "within_gap",
        "proven",
        -8,
        -8,
    )


def test_a_tie_is_no_reason_to_call_others_better():
    """A and B are alike, and the money is enough for one of them: putting B in costs nothing, and A leaves."""
    problem = build_problem(one_fund({"A": 10, "B": 10}, {"A": 9, "B": 9}, 10))
    plan = solve(problem, Limits())
    [reason] = reasons(problem, plan, Limits())
    assert (reason.code, reason.loss, reason.loss_at_most) == ("as_good", 0, 0)
    assert reason.displaced == reason.displacement.must_leave


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
    [reason] = reasons(problem, plan, Limits())
    assert (reason.project_id, reason.code, reason.loss, reason.loss_at_most) == ("A", "kept_close", -2, -2)


def test_a_project_left_for_a_later_objective_says_so():
    """B adds 30 and was left because one project fewer may cost 30; C is worth what A is, and the order of ties decided."""
    frames = one_fund(
        {"A": 10, "B": 5, "C": 10}, {"A": 400, "B": 30, "C": 400}, 15,
        objectives=[(0, "value", "minor", False, 0, None, None), (1, "projects", "projects", True, 0, None, 30)],
        objective_terms=[(1, p, "full", 0, 1) for p in "ABC"],
    )  # fmt: skip
    problem = build_problem(frames)
    plan = solve(problem, Limits())
    assert isinstance(plan, Plan)
    found = {each.project_id: each.code for each in reasons(problem, plan, Limits())}
    assert len(found) == 2
    assert set(found.values()) == {"later_objective"}
