"""Selects the lines of the mode in which a project is measured: its default mode, or its only mode."""

import polars as pl

from cutline.contracts.modes import unambiguous_default_mode


def default_lines(lines: pl.LazyFrame, modes: pl.LazyFrame) -> pl.LazyFrame:
    """The lines of each project's default or only mode, and its lines that name no mode, which apply to every mode.

    If a project declares no modes, its modes are those that its lines name, and none of them is a default. A project with one
    mode is measured in that mode. A project with several modes and no default, or with two defaults, has no mode in which it
    can be measured. The lines of such a project that name a mode are kept with a
    null amount_minor, so that every sum of these lines is unknown.

    >>> modes = pl.LazyFrame({"project_id": ["P", "P"], "mode_id": ["a", "b"], "is_default": [None, True]})
    >>> lines = pl.LazyFrame({"project_id": ["P", "P", "P"], "mode_id": ["a", "b", None], "amount_minor": [1, 2, 4]})
    >>> default_lines(lines, modes).select("amount_minor").collect().to_series().sort().to_list()
    [2, 4]
    """
    named = lines.filter(pl.col("mode_id").is_not_null())
    implied = named.select("project_id", "mode_id").unique().join(modes, on="project_id", how="anti")
    declared = pl.concat(
        [modes.select("project_id", "mode_id", "is_default"), implied.with_columns(is_default=pl.lit(value=False))]
    )
    counts = declared.group_by("project_id").agg(counting_mode=unambiguous_default_mode())
    mode = pl.col("mode_id")
    counted = lines.join(counts, on="project_id", how="left").filter(
        mode.is_null() | pl.col("counting_mode").is_null() | (mode == pl.col("counting_mode"))
    )
    is_known = mode.is_null() | pl.col("counting_mode").is_not_null()
    return counted.with_columns(amount_minor=pl.when(is_known).then("amount_minor")).drop("counting_mode")
