"""The integer model in free MPS format, with its sense and all digits of every number."""

import numpy as np

from optimizer.linear.rows import IntegerModel
from optimizer.solver.model_files.row_sides import column_names, row_sides

KINDS = {"<=": "L", ">=": "G", "=": "E"}


def mps_text(model: IntegerModel, *, is_minimised: bool = False) -> str:
    """The model in MPS format. Without the sense, every reader would minimise. is_minimised: as of `write_model`."""
    names, sides = column_names(model), list(row_sides(model))
    objective = (-model.objective if is_minimised else model.objective).tolist()
    cols = np.concatenate([side.cols for side in sides] or [np.zeros(0, np.int64)])
    coefs = np.concatenate([side.coefs for side in sides] or [np.zeros(0, np.int64)])
    rows = np.repeat(np.arange(len(sides)), [len(side.cols) for side in sides])
    by_column = np.argsort(cols, kind="stable")
    ends = np.searchsorted(cols[by_column], np.arange(len(names) + 1)).tolist()
    numbers, sizes = rows[by_column].tolist(), coefs[by_column].tolist()
    lines = ["OBJSENSE", " MIN" if is_minimised else " MAX", "NAME          portfolio", "ROWS", " N  OBJ"]
    lines += [f" {KINDS[side.sense]}  {side.name}" for side in sides]
    lines += ["COLUMNS", "    MARK      'MARKER'                 'INTORG'"]
    for j, name in enumerate(names):
        lines.append(f"    {name}  OBJ  {objective[j]}")
        lines += [f"    {name}  {sides[numbers[k]].name}  {sizes[k]}" for k in range(ends[j], ends[j + 1])]
    lines += ["    MARK      'MARKER'                 'INTEND'", "RHS"]
    lines += [f"    RHS       {side.name}  {side.bound}" for side in sides]
    lines.append("BOUNDS")
    for j, (name, most) in enumerate(zip(names, model.upper_limits.tolist(), strict=True)):
        is_binary = j < model.options or most == 1
        lines.append(
            f" BV BND       {name}" if is_binary else f" UP BND       {name}  {most}" if most else f" FX BND       {name}  0"
        )
    return "\n".join([*lines, "ENDATA", ""])
