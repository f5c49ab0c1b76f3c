"""Shuffles the rows of a frame, for tests that the order of rows does not matter."""

import polars as pl


def shuffled(frame: pl.LazyFrame, seed: int) -> pl.LazyFrame:
    """The same rows in a random order."""
    return frame.collect().sample(fraction=1.0, shuffle=True, seed=seed).lazy()
