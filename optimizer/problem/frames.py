"""Checks that a choice frame has the columns that its schema names.

The schemas are in cutline/contracts/choice_frames.py.
"""

import polars as pl

from cutline.errors import Finding, UsageError


def checked_frame(name: str, frame: pl.DataFrame | None, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Returns the columns of a frame that its schema names, cast to their types. If `frame` is None, returns an empty frame.

    Raises UsageError if a column is missing.
    """
    if frame is None:
        return pl.DataFrame(schema=schema)
    if not set(schema) <= set(frame.columns):
        raise UsageError(
            f"frame {name} does not have the columns that the optimiser reads",
            [
                Finding(
                    f"frame {name}",
                    ", ".join(frame.columns),
                    ", ".join(schema),
                    "build it with cutline.choices.options.building.build_choices",
                )
            ],
        )
    return frame.select(pl.col(column).cast(dtype) for column, dtype in schema.items())
