"""Polars expressions that read the status and the mandate of a project, such as `is_in_flight` and `is_mandated`.

No other module compares `projects.status` or `projects.mandate` with a value. The allowed values of these two columns are
listed in `cutline.contracts.tables`.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

IN_FLIGHT = "in_flight"
FINISHED = "closed"
CANCELLED = "cancelled"
NO_MANDATE = "none"  # an unknown mandate counts as no mandate, too

STATUS = pl.col("status")
MANDATE = pl.col("mandate")


def is_in_flight(status: pl.Expr = STATUS) -> pl.Expr:
    """Whether work on the project has begun; null if the status is null."""
    return status == IN_FLIGHT


def is_finished(status: pl.Expr = STATUS) -> pl.Expr:
    """Whether the project is delivered; null if the status is null."""
    return status == FINISHED


def is_cancelled(status: pl.Expr = STATUS) -> pl.Expr:
    """Whether the project was given up; null if the status is null."""
    return status == CANCELLED


def is_open(status: pl.Expr = STATUS) -> pl.Expr:
    """Whether the project is neither finished nor cancelled; null if the status is null."""
    return ~status.is_in([FINISHED, CANCELLED])


def is_candidate(candidate_status: Sequence[str], status: pl.Expr = STATUS) -> pl.Expr:
    """Whether the plan may choose the project; null if the status is null. candidate_status: the setting
    planning.candidate_status.
    """
    return status.is_in(candidate_status)


def is_mandated(mandate: pl.Expr = MANDATE) -> pl.Expr:
    """Whether a law, a contract or safety requires the project; false if the mandate is null."""
    return mandate.is_not_null() & (mandate != NO_MANDATE)


def mandate_binds(first_day: date) -> pl.Expr:
    """Whether the mandate has not expired before `first_day`, the start of the horizon. A mandate without a last day binds."""
    expires = pl.col("mandate_expires")
    return expires.is_null() | (expires >= first_day)
