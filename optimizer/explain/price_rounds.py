"""Runs the two passes of the prices in rounds: the projects of one round are independent of one another and of the process.

Every project of a round begins from what was known before the round, with limits of its own. What all of them found is put together
after the round, in the order of the projects. So the reasons are the same with one process and with several.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from optimizer.explain.displacement import Displacement, displacement
from optimizer.explain.prices import Known, PriceSearch, ProofLimits
from optimizer.explain.workers.worker_pool import WorkerPool
from optimizer.linear.rows import Selection
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, Progress

ROUND = 4  # projects of one round
LEAST_NODES = 500  # the proofs end when a project would get fewer nodes
Shared = tuple[Problem, Plan, Selection, Limits, ProofLimits]  # the selection is that of the plan


@dataclass(frozen=True)
class Found:
    """What one search found of a project. selections: with their values. nodes, work: what it took. moved: the plan with it."""

    known: Known
    selections: tuple[tuple[Selection, int], ...]
    nodes: int
    work: float
    moved: Displacement | None = None


def first_pass(prices: PriceSearch, projects: Sequence[int], pool: WorkerPool, progress: Progress) -> None:
    """The first pass of the prices of `projects`. pool: of workers that share a `Shared`."""
    done = 0
    for p in projects:
        prices.take(p, Known(None, prices.plan.bound, is_impossible=False))
    for some in _rounds(projects):
        if prices.search.work_limit.is_reached:
            break
        calls = [(p, prices.known(p), prices.search.work_limit.left) for p in some]
        for p, found in zip(some, pool.map(force_in, calls), strict=True):
            _take(prices, p, found)
        done += len(some)
        progress(f"prices of {done} of {len(projects)} projects left out")
    prices.pass_bounds_on()


def proofs(prices: PriceSearch, projects: Sequence[int], pool: WorkerPool, progress: Progress) -> dict[int, Displacement | None]:
    """The second pass: for each project the plan with it, or None if that is not proven. The narrowest interval comes first."""
    moved: dict[int, Displacement | None] = dict.fromkeys(projects)
    for some in _rounds(prices.narrowest_first(projects)):
        nodes, work = prices.nodes_left // ROUND, prices.search.work_limit.left
        if nodes < min(LEAST_NODES, prices.proof.nodes_of_one) or work <= 0:
            break
        calls = [(p, prices.known(p), nodes, work) for p in some if prices.may_be_proven(p)]
        for (p, *_), found in zip(calls, pool.map(prove, calls), strict=True):
            _take(prices, p, found)
            moved[p] = found.moved
        progress(f"{sum(each is not None for each in moved.values())} plans with a project left out are proven")
    prices.pass_bounds_on()
    return moved


def force_in(shared: Shared, p: int, known: Known, work: float) -> Found:
    """The first pass of one project, in any process."""
    own = _search(shared, p, known, nodes=0, work=work)
    own.force_in(p, shared[2])
    return _found(own, p, 0, work)


def prove(shared: Shared, p: int, known: Known, nodes: int, work: float) -> Found:
    """The second pass of one project, in any process."""
    own = _search(shared, p, known, nodes=nodes, work=work)
    best = own.prove(p)
    moved = displacement(own, shared[2], p, best) if best is not None and own.price(p).is_exact else None
    return replace(_found(own, p, nodes, work), moved=moved)


def _search(shared: Shared, p: int, known: Known, *, nodes: int, work: float) -> PriceSearch:
    problem, plan, _, limits, proof = shared
    own = PriceSearch(problem, plan, limits, replace(proof, nodes=nodes, work=work))
    own.take(p, known)
    return own


def _found(own: PriceSearch, p: int, nodes: int, work: float) -> Found:
    selections = tuple((each, own.search.value(each)) for each in own.pool.selections())
    return Found(own.known(p), selections, nodes - own.nodes_left, work - own.search.work_limit.left)


def _take(prices: PriceSearch, p: int, found: Found) -> None:
    for chosen, value in found.selections:
        prices.pool.add(chosen, value)
    prices.take(p, found.known)
    prices.nodes_left -= found.nodes
    prices.search.work_limit.spend(found.work)


def _rounds(projects: Sequence[int]) -> Iterator[Sequence[int]]:
    return (projects[i : i + ROUND] for i in range(0, len(projects), ROUND))
