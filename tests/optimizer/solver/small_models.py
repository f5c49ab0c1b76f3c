"""Integer models of a few columns and rows, for the tests of the solver's room."""

import numpy as np

from optimizer.linear.rows import IntegerModel, Row


def model_of(values: list[int], rows: list[Row], most: list[int] | None = None) -> IntegerModel:
    """A model whose columns are all options, worth `values`."""
    return IntegerModel(
        columns=tuple(f"w{j}" for j in range(len(values))),
        objective=np.array(values, dtype=np.int64),
        rows=tuple(rows),
        options=len(values),
        upper_limits=np.array(most or [1] * len(values), dtype=np.int64),
    )
