"""The conformance cases: each asks one engine several questions and counts its answers.

An answer is "right", or "refused" with the kind of trouble that Cutline told, or "stopped" where the engine kept a time limit. Any
other word is a fault of Cutline: a wrong answer that it would have taken.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import polars as pl

from optimizer.linear.rows import IntegerModel, broken_rows, value_of
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.engine_search import EngineSearch
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.solver.engines.engine_process import EngineProcess
from optimizer.solver.engines.judging import judge
from optimizer.solver.engines.trouble import EngineFailed
from optimizer.solver.live_model import LiveModel
from tests.optimizer.conformance.models import BEST_OF_BILLIONS, WRONG_STATUS, billions_of_cents, greatest_value, market_split
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.exact import better
from tests.optimizer.random_portfolios import competing_frames, frames_of, random_frames, short_by_a_cent
from tests.optimizer.test_golden import INSTANCES, TWO

Frames = dict[str, pl.DataFrame]
LIMIT_SECONDS = 1.0


class Engine:
    """One engine whose process is kept from question to question, and started again after a failure."""

    def __init__(self, choice: EngineChoice) -> None:
        self.choice = choice
        self._process: EngineProcess | None = None

    @contextmanager
    def process(self) -> Iterator[EngineProcess]:
        """The process. It is not used again after trouble."""
        self._process = self._process or EngineProcess(self.choice)
        try:
            yield self._process
        except EngineFailed:
            self.close()
            raise

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.close()
        self._process = None


def answer_on_frames(engine: Engine, frames: Frames, expected: Callable[[int | None], bool]) -> str:
    """The word for the greatest value that the search with an engine finds. expected: whether a value (None: infeasible) is right."""
    problem = build_problem(frames)
    try:
        with engine.process() as process:
            answer = EngineSearch(problem, Limits(), engine.choice, process=process).run(problem.objective)
    except EngineFailed as error:
        return f"refused ({error.trouble.kind})"
    if answer.chosen is None:
        return "right" if answer.status == "infeasible" and expected(None) else f"wrong ({answer.status} without a plan)"
    value = ExactSearch(problem, Limits()).value(answer.chosen)
    return "right" if answer.status == "optimal" and expected(value) else f"wrong ({answer.status}, value {value})"


def answer_on_model(engine: Engine, model: IntegerModel) -> str:
    """The word for what an engine says of a model, judged, proven by HiGHS and compared with the enumeration."""
    live = LiveModel(model, threads=1, seed=0)
    scaled, best = live.scaled_model(model.objective), greatest_value(model)
    proof = live.maximise(model.objective, gap=0.0, max_nodes=1000, seconds=20.0)
    try:
        with engine.process() as process:
            told = judge(
                engine.choice.name, scaled, process.solve(scaled, seconds=20.0, gap=0.0, threads=1, seed=0), gap=0.0, start=None
            )
    except EngineFailed as error:
        return f"refused ({error.trouble.kind})"
    if told.figures is None:
        if told.status != "infeasible" or best is None:
            return "right" if told.status == "infeasible" else f"wrong ({told.status})"
        return "refused (false_status)" if proof.chosen is not None else "wrong (false infeasible)"
    point = dict(enumerate(np.asarray(told.figures, dtype=np.int64).tolist()))
    if broken_rows(model.rows, point):
        return "refused (integer check)"
    value = value_of(model.objective, point)
    if value == best:
        return "right"
    return "refused (false_status)" if proof.bound >= (best or 0) > value else f"wrong (value {value}, best {best})"


def golden_models(engine: Engine, count: int) -> Counter[str]:
    """The instance of each golden file: every rule family by itself."""
    found: Counter[str] = Counter()
    for rows in list(INSTANCES.values())[:count]:
        frames = frames_of(options=TWO, **rows)
        own = solve(build_problem(frames), Limits())
        value = own.value if isinstance(own, Plan) else None
        found[answer_on_frames(engine, frames, lambda each, value=value: each == value)] += 1
    return found


def brute_force(engine: Engine, count: int) -> Counter[str]:
    """Random portfolios with all rules, against the enumeration of all selections."""
    found: Counter[str] = Counter()
    for seed in range(count):
        best = enumerate_best(random_frames(seed))
        value = None if best is None else best.value
        found[answer_on_frames(engine, random_frames(seed), lambda each, value=value: each == value)] += 1
    return found


def a_cent_short(engine: Engine, count: int) -> Counter[str]:
    """Every budget a cent short of what the best selection costs, against an exact judge that is no solver."""
    found: Counter[str] = Counter()
    seed = 0
    while found.total() < count:
        frames = competing_frames(seed)
        seed += 1
        own = solve(build_problem(frames), Limits())
        if isinstance(own, Plan):
            short = short_by_a_cent(frames, own.allocations)
            found[answer_on_frames(engine, short, lambda value, short=short: better(short, value) is None)] += 1
    return found


def over_a_billion(engine: Engine, count: int) -> Counter[str]:
    """Coefficients over 1e9, of which one unit decides; then random portfolios of billions."""
    found = Counter([answer_on_frames(engine, billions_of_cents(), lambda value: value == BEST_OF_BILLIONS)])
    seed = 0
    while found.total() < count:
        frames = random_frames(seed)
        seed += 1
        if not frames["spend"].is_empty() and int(frames["spend"]["amount_minor"].max()) > 10**9:  # type: ignore[arg-type]
            best = enumerate_best(frames)
            value = None if best is None else best.value
            found[answer_on_frames(engine, frames, lambda each, value=value: each == value)] += 1
    return found


def reported_models(engine: Engine, _: int) -> Counter[str]:
    """The models of the issue trackers, rebuilt: false infeasible, false optimal, a point one unit too large."""
    return Counter(answer_on_model(engine, make()) for make in WRONG_STATUS.values())


def time_limit(engine: Engine, _: int) -> Counter[str]:
    """A model that no engine finishes in a second: the engine keeps its limit, and a point that it gives keeps every row."""
    model = market_split()
    scaled = LiveModel(model, threads=1, seed=0).scaled_model(model.objective)
    choice = replace(engine.choice, grace_seconds=10.0)
    begun = time.monotonic()
    try:
        with EngineProcess(choice) as process:
            reply = process.solve(scaled, seconds=LIMIT_SECONDS, gap=0.0, threads=1, seed=0)
        told = judge(choice.name, scaled, reply, gap=0.0, start=None)
    except EngineFailed as error:
        return Counter([f"refused ({error.trouble.kind})"])
    if told.status == "limit":
        return Counter(["stopped" if time.monotonic() - begun < 60 else "wrong (too late)"])
    return Counter(["right"] if told.figures is not None else ["wrong (infeasible)"])


# The name of each case, what it asks, and how many questions it asks in the table and in a quick run.
CASES: dict[str, tuple[Callable[[Engine, int], Counter[str]], int, int]] = {
    "golden models": (golden_models, len(INSTANCES), 2),
    "brute-force portfolios": (brute_force, 40, 3),
    "budgets a cent short": (a_cent_short, 10, 1),
    "coefficients over 1e9": (over_a_billion, 10, 1),
    "models of the issue trackers": (reported_models, 5, 5),
    "time limit of a second": (time_limit, 1, 1),
}
