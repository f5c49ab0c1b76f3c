"""Writes the integer model into a file, in the format that the file's ending names."""

from collections.abc import Callable
from pathlib import Path

from optimizer.linear.rows import IntegerModel
from optimizer.solver.model_files.lp_file import lp_text
from optimizer.solver.model_files.mps_file import mps_text
from optimizer.solver.model_files.pulp_model import json_text

WRITERS: dict[str, Callable[..., str]] = {".lp": lp_text, ".mps": mps_text, ".json": json_text}


def write_model(model: IntegerModel, path: Path, *, is_minimised: bool = False) -> None:
    """Writes the model in unscaled integers, with all their digits. Rows without columns are left out.

    path: ends in .lp, .mps or .json (the form of PuLP). is_minimised: whether the file minimises the negated objective, for a
    model that was read as a minimisation. Raises ValueError for another ending.
    """
    if path.suffix not in WRITERS:
        raise ValueError(f"{path.name}: a model is written as {', '.join(WRITERS)}")
    path.write_text(WRITERS[path.suffix](model, is_minimised=is_minimised), "utf-8")
