"""Judges the reply of an engine against the model that the engine got: its status, its point and its bound.

An engine may say "optimal" of a point that breaks a rule, "infeasible" of a model that has a solution, or "optimal" of a point that
is worth less than the start that it was given. Each such reply is refused with the reason. A point that passes here has still to
pass the integer check, because the scaled model admits a few more points than the integer rows.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from optimizer.linear.arrays import FloatArray
from optimizer.solver.engines.trouble import EngineFailed, EngineTrouble, TroubleKind, share_text
from optimizer.solver.scaled_model import WHOLE, ScaledModel

EngineStatus = Literal["optimal", "infeasible", "limit"]
VALUE_TOLERANCE = 1e-6  # two values that differ by less than this share are told apart by no engine


@dataclass(frozen=True)
class Judged:
    """A reply that contradicts nothing that is known.

    status: the engine's word. figures: the whole numbers of the columns, in the units of the scaled model; None without a point.
    bound: the engine's word in the unit of the objective; None if it told none. version: of the engine. was_asked: whether
    the engine was asked at all; it is not asked about a model without rows, nor after the time limit.
    """

    status: EngineStatus
    figures: FloatArray | None
    bound: float | None
    version: str
    was_asked: bool = True


def judge(name: str, model: ScaledModel, reply: dict[str, Any], *, gap: float, start: FloatArray | None) -> Judged:
    """Returns the reply in Cutline's terms. Raises EngineFailed if the reply contradicts itself, the model or the start.

    gap: the gap up to which the engine was to solve. start: a point that keeps every row; None if none is known.
    """
    version = str(reply["version"])
    bound = _bound(model, reply["bound"])

    def failed(kind: TroubleKind, said: str) -> EngineFailed:
        return EngineFailed(EngineTrouble(kind, name, said, version))

    status = _status(reply)
    if status is None:
        raise failed("false_status", f'it says "{reply["status"]}", and every model of Cutline is bounded')
    if status == "infeasible":
        if start is not None:
            raise failed("false_status", 'it says "infeasible" of a model that has the solution which it was given as a start')
        return Judged(status, None, None, version)
    if status == "unknown":
        return Judged("limit", _point_if_any(model, reply), bound, version)
    figures = _figures(reply)
    if figures is None:
        raise failed("false_status", f'it says "{reply["sol_status"]}" and gives no point')
    rounded = np.rint(figures)
    distance = float(np.abs(figures - rounded).max(initial=0.0))
    if distance > WHOLE:
        raise failed("not_whole", f"a figure is {distance:.6f} from a whole number")
    worst = _break(model, figures)
    if worst:
        raise failed("broken_rule", f'it says "{reply["sol_status"]}" of a point that breaks {worst}')
    if status == "limit" and _has_closed_gap(model, figures, bound, gap):
        status = "optimal"
    if status == "optimal" and start is not None:
        reached, known = model.value_at(figures) - model.offset, model.value_at(start) - model.offset
        if reached < known - (gap + VALUE_TOLERANCE) * abs(known) - VALUE_TOLERANCE * model.value_unit:
            words = f'it says "optimal" of a point that is worse by {share_text(known - reached, known)} than the start which it was given'
            raise failed("false_status", words)
    return Judged(status, np.clip(rounded, 0, model.most), bound, version)


def _status(reply: dict[str, Any]) -> Literal["optimal", "infeasible", "limit", "unknown"] | None:
    """The engine's word. PuLP says "Optimal" of a stopped run as well; its second status tells the two apart."""
    if reply["status"] == "Optimal":
        return "optimal" if reply["sol_status"] == "Optimal Solution Found" else "limit"
    if reply["status"] == "Infeasible":
        return "infeasible"
    return None if reply["status"] == "Unbounded" else "unknown"


def _figures(reply: dict[str, Any]) -> FloatArray | None:
    figures = reply["figures"]
    if any(each is None for each in figures):
        return None
    found = np.array(figures, dtype=np.float64)
    return found if np.isfinite(found).all() else None


def _has_closed_gap(model: ScaledModel, figures: FloatArray, bound: float | None, gap: float) -> bool:
    """Whether a run stopped because it had reached the gap that it was given. SCIP's class in PuLP calls that a stop at a limit."""
    value = model.value_at(figures) - model.offset
    return bound is not None and bound - model.offset - value <= (gap + VALUE_TOLERANCE) * abs(value)


def _point_if_any(model: ScaledModel, reply: dict[str, Any]) -> FloatArray | None:
    """The point of a run that claims nothing: some interfaces leave the best point of a stopped run in the columns."""
    figures = _figures(reply)
    if figures is None or float(np.abs(figures - np.rint(figures)).max(initial=0.0)) > WHOLE or _break(model, figures):
        return None
    return np.clip(np.rint(figures), 0, model.most)


def _break(model: ScaledModel, figures: FloatArray) -> str:
    """The rule that a point breaks most, in words; an empty text if it keeps every row and limit."""
    outside = np.maximum(figures - model.most, -figures)
    if outside.max(initial=0.0) > WHOLE:
        return f"the limits of a column by {outside.max():,.0f}"
    row, excess = model.largest_excess(figures)
    return "" if row < 0 else f'the rule "{model.labels[row]}" by {excess:,.6g} in the scaled model'


def _bound(model: ScaledModel, told: float | None) -> float | None:
    if told is None or not np.isfinite(told) or abs(told) > 1e18:
        return None
    return told * model.value_unit + model.offset
