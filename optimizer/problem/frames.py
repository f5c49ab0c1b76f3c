"""The schemas of the frames that describe a problem, and the check that a frame follows its schema."""

import polars as pl

from cutline.errors import Finding, UsageError


def checked_frame(name: str, frame: pl.DataFrame | None, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema=schema)
    if not set(schema) <= set(frame.columns):
        raise UsageError(
            f"frame {name} is not what the optimiser reads",
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
