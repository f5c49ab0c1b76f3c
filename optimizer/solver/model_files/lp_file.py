"""The integer model in LP format, laid out as PuLP lays it out, with all digits of every number."""

from collections.abc import Iterable

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel
from optimizer.solver.model_files.row_sides import column_names, row_sides

LINE = 78  # characters of a line before it is broken


def lp_text(model: IntegerModel, *, is_minimised: bool = False) -> str:
    """The model in LP format; rows and columns are in the order of their names. is_minimised: as of `write_model`."""
    names = column_names(model)
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.zeros(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    objective = -model.objective if is_minimised else model.objective
    lines = ["\\* portfolio *\\", "Minimize" if is_minimised else "Maximize"]
    lines += _broken("OBJ:", [*_terms(np.arange(len(names)), objective, names, place)])
    lines.append("Subject To")
    for side in sorted(row_sides(model), key=lambda each: each.name):
        lines += _broken(f"{side.name}:", [*_terms(side.cols, side.coefs, names, place), f" {side.sense} {side.bound}"])
    most = model.upper_limits.tolist()
    is_binary = [j < model.options or most[j] == 1 for j in range(len(names))]
    general = [j for j in order if not is_binary[j]]
    if general:
        lines += ["Bounds", *(f" {names[j]} = 0" if not most[j] else f" 0 <= {names[j]} <= {most[j]}" for j in general)]
        lines += ["Generals", *(names[j] for j in general)]
    if any(is_binary):
        lines += ["Binaries", *(names[j] for j in order if is_binary[j])]
    return "\n".join([*lines, "End", ""])


def _terms(cols: IntArray, coefs: IntArray, names: list[str], place: IntArray) -> Iterable[str]:
    """The terms of a sum in the order of the names; a first positive term has no sign."""
    ordered = np.argsort(place[cols], kind="stable")
    first = True
    for j, a in zip(cols[ordered].tolist(), coefs[ordered].tolist(), strict=True):
        sign = " -" if a < 0 else "" if first else " +"
        yield f"{sign} {names[j]}" if abs(a) == 1 else f"{sign} {abs(a)} {names[j]}"
        first = False


def _broken(head: str, terms: list[str]) -> list[str]:
    """The lines of one sum."""
    lines, line, length = [], [head], len(head)
    for term in terms:
        if length + len(term) > LINE:
            lines.append("".join(line))
            line, length = [], 0
        line.append(term)
        length += len(term)
    return [*lines, "".join(line)]
