"""Exceptions of portfolio.toml: whether one is in force on a day, and which objections it covers."""

from datetime import date
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import polars as pl

from cutline.settings.all_settings import Settings
from cutline.settings.quality import RuleException
from data_quality.rule_model.rule import Rule


def is_in_force(exception: RuleException, day: date | None) -> bool:
    """Whether an exception holds on `day`. Without a known day it does not hold, because nobody can tell whether it has
    expired.
    """
    return day is not None and day <= exception.expires


def excepted_until(rule: Rule, objections: pl.DataFrame, settings: Settings, day: date | None) -> pl.Series:
    """The day until which an exception covers each objection; null if no exception covers it."""
    until = pl.Series("until", [None] * objections.height, dtype=pl.Date)
    for exception in settings.quality.exceptions:
        if exception.rule == rule.id and is_in_force(exception, day):
            covered = objections.select(is_covered(exception, objections)).to_series()
            until = until.zip_with(~covered, pl.Series("until", [exception.expires] * objections.height, dtype=pl.Date))
    return until


def is_covered(exception: RuleException, objections: pl.DataFrame) -> pl.Expr:
    """An expression over `objections`: whether an objection belongs to the exception's project and files."""
    inside = pl.repeat(value=True, n=pl.len())
    if exception.project is not None:
        inside = inside & pl.col("project_id").eq_missing(pl.lit(exception.project))
    if exception.file is not None:
        names = [
            name for name in objections["source_file"].unique() if name is not None and _matches_pattern(name, exception.file)
        ]
        inside = inside & pl.col("source_file").is_in(names).fill_null(value=False)
    return inside


def _matches_pattern(name: str, pattern: str) -> bool:
    """Whether `pattern` fits the file's own name or its path in the drop zone.

    The pattern is first compared as plain text, because brackets in a file's name would otherwise be read as a character set.
    """
    own = PurePosixPath(name).name
    return pattern in (name, own) or fnmatchcase(name, pattern) or fnmatchcase(own, pattern)
