"""Checks the regular expressions of the settings when the settings are read."""

import re

import polars as pl


def check_patterns(*patterns: str, for_cells: bool = False) -> None:
    """Raise ValueError for a pattern that is not a regular expression.

    for_cells: whether Polars runs the patterns over cells. Its grammar has no look-around and no back-references.
    """
    for pattern in patterns:
        try:
            re.compile(pattern)
            if for_cells:
                pl.Series([""]).str.contains(f"(?s)^(?:{pattern})$")
        except (re.error, pl.exceptions.ComputeError) as error:
            raise ValueError(
                f"{pattern!r} is not a regular expression that can be used here: {str(error).splitlines()[0]}"
            ) from None
