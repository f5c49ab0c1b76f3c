"""Writes the figures of objections with their unit: money in the portfolio's currency, people in FTE, points, shares."""

from collections.abc import Callable

import polars as pl

from cutline.contracts.tables.records import Column
from cutline.contracts.units import RATE_SCALE, THOUSANDTHS_SCALE, Minor
from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_minor

UNKNOWN = "unknown"


def money_words(column: str | pl.Expr, settings: Settings) -> pl.Expr:
    """Minor units as money, such as `£1,234.50`; an unknown amount is `unknown`."""
    p = settings.portfolio
    return _each(column, lambda amount: format_minor(Minor(int(amount)), p.currency, p.minor_digits))


def figure_text(value: int, column: Column, settings: Settings) -> str:
    """A stored number of a canonical column in the unit that people use: `$12.00`, `1.5 FTE`, `4 points`, `80 %`, `1.25`."""
    match column.kind:
        case "money":
            return format_minor(Minor(value), settings.portfolio.currency, settings.portfolio.minor_digits)
        case "fte":
            return f"{value / THOUSANDTHS_SCALE:,.10g} FTE"
        case "points":
            return f"{value / THOUSANDTHS_SCALE:,.10g} points"
        case "ratio" | "index":
            return f"{value / THOUSANDTHS_SCALE:,.10g}"
        case "share":
            return f"{value / 100:,.10g} %"
        case "rate":
            return f"{value / RATE_SCALE:,.10g}"
    return f"{value}"


def figure_words(column: Column, settings: Settings, of: str | pl.Expr | None = None) -> pl.Expr:
    """The cells of a canonical column as `figure_text` writes them. of: the expression to write, if not the column itself."""
    return _each(column.name if of is None else of, lambda value: figure_text(int(value), column, settings))


def _each(column: str | pl.Expr, write: Callable[[float], str]) -> pl.Expr:
    value = pl.col(column) if isinstance(column, str) else column
    return value.map_elements(write, return_dtype=pl.String).fill_null(UNKNOWN)
