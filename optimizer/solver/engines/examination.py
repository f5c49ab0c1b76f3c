"""Looks for the engines on this machine, and tries each on a model of three columns."""

import importlib.util
import shutil
from dataclasses import dataclass

import numpy as np

from optimizer.solver.engines.catalogue import INTERFACES, EngineChoice
from optimizer.solver.engines.engine_process import EngineProcess
from optimizer.solver.engines.judging import judge
from optimizer.solver.engines.trouble import KINDS, EngineFailed
from optimizer.solver.scaled_model import ScaledModel

TRIAL_SECONDS = 10.0
# Engines of which Cutline reads no bound: their interface in PuLP tells none, or only that of a stopped run.
WITHOUT_BOUND = tuple(
    set(INTERFACES) - {"HiGHS", "SCIP_PY", "GUROBI", "CPLEX_PY", "XPRESS_PY", "COPT", "PULP_CBC_CMD", "COIN_CMD"}
)


@dataclass(frozen=True)
class FoundEngine:
    """What the trial of an engine showed.

    trouble: why it cannot be used, in words; empty if it solved the trial model. is_here: whether it is on this machine at all.
    lacks: what it cannot be told, or does not tell.
    """

    name: str
    version: str
    trouble: str
    lacks: tuple[str, ...]
    is_here: bool = True


def engines_here() -> tuple[str, ...]:
    """The engines whose package or program is on this machine. Whether they run is not known before `try_engine`."""
    return tuple(name for name in INTERFACES if _is_here(name))


def try_engine(choice: EngineChoice) -> FoundEngine:
    """Solves the trial model with an engine, in a process that is killed if it does not answer."""
    interface = INTERFACES[choice.name]
    lacks = (*interface.lacks, *(("a bound",) if choice.name in WITHOUT_BOUND else ()))
    model = trial_model()
    try:
        with EngineProcess(choice) as process:
            reply = process.solve(model, seconds=TRIAL_SECONDS, gap=0.0, threads=1, seed=0)
        told = judge(choice.name, model, reply, gap=0.0, start=np.array([1.0, 0.0, 0.0]))
    except EngineFailed as error:
        trouble = error.trouble
        words = f"{KINDS[trouble.kind][0]}: {trouble.said}"
        return FoundEngine(choice.name, trouble.version, words, lacks, is_here=trouble.kind != "not_found")
    reached = None if told.figures is None else model.value_at(told.figures)
    wrong = "" if reached == 5.0 else f"gave a wrong answer: the greatest value is 5, it found {reached}"
    return FoundEngine(choice.name, told.version, wrong, lacks)


def trial_model() -> ScaledModel:
    """Maximise 4 x0 + 3 x1 + 2 x2 where 2 x0 + x1 + x2 <= 2: the best point is x1 = x2 = 1, worth 5."""
    return ScaledModel(
        values=np.array([4.0, 3.0, 2.0]), most=np.ones(3), starts=np.array([0, 3]), cols=np.arange(3), coefs=np.array([2.0, 1.0, 1.0]),
        low=np.array([-np.inf]), high=np.array([2.0]), value_unit=1, offset=0, column_units=np.ones(3, dtype=np.int64), labels=("weight",),
    )  # fmt: skip


def _is_here(name: str) -> bool:
    interface = INTERFACES[name]
    if interface.package:
        return importlib.util.find_spec(interface.package) is not None
    return shutil.which(interface.program) is not None
