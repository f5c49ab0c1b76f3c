"""The exact search with another engine: the engine proposes selections, and the built-in engine proves what can be told of them.

Each selection of the engine is checked in integers and cut off if it violates a row, as a selection of HiGHS is. Then the built-in
engine begins from the selection and proves a bound, or finds a better selection. So no bound and no "optimal" of an engine is
told as a fact: the status and the bound of an answer are the built-in engine's. What the engine itself said is in `report`.
"""

import math
from dataclasses import replace

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Point, Selection
from optimizer.model.consequences import point_of
from optimizer.plan import EngineReport
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, OnBetterPlan, required_value
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.solver.engines.engine_process import EngineProcess
from optimizer.solver.engines.judging import VALUE_TOLERANCE, Judged, judge
from optimizer.solver.engines.trouble import EngineFailed, EngineTrouble, TroubleKind, share_text
from optimizer.solver.live_model import Answer, OnBound, Propose
from optimizer.solver.scaled_model import ScaledModel

ENGINE_SHARE = 0.75  # the share of the time that is left which a run of the engine may take; the rest is for the proof


def model_for_engines(problem: Problem, limits: Limits) -> ScaledModel:
    """The model as an engine gets it at first, before any cut."""
    return ExactSearch(problem, limits)._live.scaled_model(problem.objective, required_value(problem))


class EngineSearch(ExactSearch):
    """An exact search whose runs ask another engine first.

    process: a process of this engine that is there already; None starts one. The search closes it if the engine fails.
    report: what the engine said of the first run, and its version. Every run raises EngineFailed if the engine gives no answer
    that can be used.
    """

    def __init__(self, problem: Problem, limits: Limits, engine: EngineChoice, *, process: EngineProcess | None = None) -> None:
        super().__init__(problem, replace(limits, max_nodes=max(min(limits.max_nodes, engine.proof_nodes), 1)))
        self.engine = engine
        self.report: EngineReport | None = None
        self._process: EngineProcess | None = process or EngineProcess(engine)
        self._told_infeasible = False

    def close(self) -> None:
        """Ends the process of the engine. Later runs ask the built-in engine alone."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def restart_without_presolve(self) -> None:
        """As of `ExactSearch`; the second configuration is the built-in engine alone."""
        super().restart_without_presolve()
        self.close()

    def run(
        self,
        objective: IntArray,
        start: Selection | None = None,
        *,
        gap_ppm: int | None = None,
        on_bound: OnBound | None = None,
        on_better_plan: OnBetterPlan | None = None,
        cutoff: float | None = None,
        propose: Propose | None = None,
    ) -> Answer:
        """As of `ExactSearch`. Raises EngineFailed as well."""
        if self._process is None:
            answer = super().run(
                objective,
                start,
                gap_ppm=gap_ppm,
                on_bound=on_bound,
                on_better_plan=on_better_plan,
                cutoff=cutoff,
                propose=propose,
            )
            self._compare(None, answer, objective, 0.0)
            return answer
        gap = (self.limits.gap_target_ppm if gap_ppm is None else gap_ppm) / 1e6
        chosen, told = self.ask(objective, start, gap=gap)
        if told.was_asked and told.status == "limit" and chosen is None and start is None and self.report is None:
            raise self._failed("no_plan", "its run ended without a point")
        rounds = self.cut_rounds
        if chosen is not None and on_better_plan is not None:
            on_better_plan(chosen, self.value(chosen), float(np.maximum(objective, 0) @ self.problem.layout.upper_limits))
        best = self._better(chosen, start, objective)
        proof = super().run(
            objective, best, gap_ppm=gap_ppm, on_bound=on_bound, on_better_plan=on_better_plan, cutoff=cutoff, propose=propose
        )
        self.cut_rounds += rounds
        self._told_infeasible = told.status == "infeasible"
        self._compare(chosen if told.status == "optimal" else None, proof, objective, gap)
        self._sign(chosen, told, objective)
        ceiling = float(np.maximum(objective, 0) @ self.problem.layout.upper_limits)
        return replace(proof, chosen=self._better(proof.chosen, chosen, objective), bound=min(proof.bound, ceiling))

    def ask(self, objective: IntArray, start: Selection | None = None, *, gap: float) -> tuple[Selection | None, Judged]:
        """Asks the engine until its selection keeps every integer row, and returns it with what the engine said of it.

        The selection is None if the engine said "infeasible" or stopped without a point. The engine is not asked about a model whose
        rows have no columns, nor after the time limit; `was_asked` is then False.
        """
        assert self._process is not None
        constant = required_value(self.problem) if objective is self.problem.objective else 0
        known = None if start is None or self.broken_or_unfunded(start) else point_of(self.problem, start)
        self.cut_rounds = 0
        while True:
            model = self._live.scaled_model(objective, constant)
            point = None if known is None else self._scaled(known, model)
            if model.is_contradictory or not len(model.coefs) or self.time_limit.is_reached:
                return None, Judged("infeasible" if model.is_contradictory else "limit", None, None, "", was_asked=False)
            reply = self._process.solve(
                model, seconds=self.time_limit.seconds_left * ENGINE_SHARE, gap=gap, threads=self.limits.threads,
                seed=self.limits.seed, start=None if point is None else point.tolist(),
            )  # fmt: skip
            told = judge(self.engine.name, model, reply, gap=gap, start=point)
            if told.figures is None:
                return None, told
            chosen = frozenset(np.flatnonzero(told.figures[: self._live.options] > 0.5).tolist())
            cuts = self._cuts(chosen)
            if not cuts:
                return chosen, told
            self.cut_rounds += 1
            self._live.add_rows(cuts)

    def _scaled(self, point: Point, model: ScaledModel) -> FloatArray | None:
        """A point in the units of the scaled model; None if presolve has fixed one of its columns at another figure."""
        figures = np.zeros(len(model.most))
        for column, figure in point.items():
            figures[column] = figure // int(model.column_units[column])
        return None if (figures > model.most).any() or model.largest_excess(figures)[0] >= 0 else figures

    def _better(self, one: Selection | None, other: Selection | None, objective: IntArray) -> Selection | None:
        """The selection of the greater objective; the first one if they tie."""
        if one is None or other is None:
            return other if one is None else one
        return other if self.value(other, objective) > self.value(one, objective) else one

    def _compare(self, optimum: Selection | None, proof: Answer, objective: IntArray, gap: float) -> None:
        """Raises EngineFailed if the built-in engine found what the engine had called impossible.

        optimum: the selection that the engine called optimal.
        """
        if proof.chosen is None:
            return
        if self._told_infeasible:
            raise self._failed(
                "false_status", 'it says "infeasible" of a problem that has a plan, which was found and keeps every rule'
            )
        if optimum is None:
            return
        found, claimed = self.value(proof.chosen, objective), self.value(optimum, objective)
        if found - claimed > gap * abs(found) + VALUE_TOLERANCE * abs(claimed) + 1:
            words = (
                f'it says "optimal", and a selection that is better by {share_text(found - claimed, claimed)} keeps every rule'
            )
            raise self._failed("false_status", words)

    def _sign(self, chosen: Selection | None, told: Judged, objective: IntArray) -> None:
        """Keeps what the engine said of the first run that had a selection, which is the run for the greatest value."""
        if self.report is not None or chosen is None:
            return
        value = self.value(chosen, objective)
        bound = None if told.bound is None or told.bound < value * (1 - VALUE_TOLERANCE) - 1 else math.ceil(told.bound)
        self.report = EngineReport(self.engine.name, told.version, "planned", told.status, value, bound)

    def _failed(self, kind: TroubleKind, said: str) -> EngineFailed:
        self.close()
        return EngineFailed(EngineTrouble(kind, self.engine.name, said, self.report.version if self.report else ""))
