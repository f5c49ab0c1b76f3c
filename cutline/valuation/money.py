"""Money is int64 minor units (cents) of a stated currency. Conversion, allocation and display; nothing here uses a float to hold money."""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.units import MONEY_MAX
from cutline.errors import DataBlocked, Finding

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CAD": "C$", "JPY": "¥"}
RATE_SCALE = 10**9  # a locked rate is an int64 in units of 1e-9


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` minor units in proportion to `weights` by largest remainder: the parts sum to the total exactly.

    Ties between remainders go to the earlier part. Raises ValueError when the weights are negative or sum to zero.

    >>> allocate(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError(f"weights must be non-negative with a positive sum, got {list(weights)}")
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[: total - sum(parts)]:
        parts[index] += 1
    return parts


def format_minor(amount: int | None, currency: str, digits: int = 2) -> str:
    """The amount in full, for people: `£1,234.50`; unknown is an en dash, never zero.

    >>> format_minor(-123450, "GBP")
    '-£1,234.50'
    """
    if amount is None:
        return "–"
    whole, rest = divmod(abs(amount), 10**digits)
    symbol = SYMBOLS.get(currency, currency + " ")
    tail = f".{rest:0{digits}d}" if digits else ""
    return f"{'-' if amount < 0 else ''}{symbol}{whole:,}{tail}"


def format_short(amount: int | None, currency: str, digits: int = 2) -> str:
    """The amount to three or four figures for headlines: `£12.3m`."""
    if amount is None:
        return "–"
    value = abs(amount) / 10**digits
    symbol = SYMBOLS.get(currency, currency + " ")
    sign = "-" if amount < 0 else ""
    for size, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if value >= size * 0.9995:
            return f"{sign}{symbol}{value / size:,.1f}{word}"
    return f"{sign}{symbol}{value:,.0f}"


def convert(lines: pl.LazyFrame, rates: pl.LazyFrame, currency: str, columns: Sequence[str]) -> pl.LazyFrame:
    """Bring `columns` of `lines` from their `currency` into the portfolio's at the locked rates, half away from zero, in integers.

    lines: a frame with `currency` (null means the portfolio's) and int64 money columns.
    rates: canonical `rates`; the newest row of each pair is the locked one.
    Raises DataBlocked naming every currency without a rate.
    """
    locked = (
        rates.filter((pl.col("kind") == "currency") & (pl.col("to_currency") == currency))
        .sort("rate_date")
        .group_by("from_currency")
        .agg(pl.col("rate_e9").last())
    )
    joined = lines.join(locked, left_on="currency", right_on="from_currency", how="left", maintain_order="left")
    foreign = pl.col("currency").is_not_null() & (pl.col("currency") != currency)
    missing = joined.filter(foreign & pl.col("rate_e9").is_null()).select("currency").unique().sort("currency").collect()
    if missing.height:
        raise DataBlocked(
            "currencies without a locked rate",
            [
                Finding(f"rates, {code} to {currency}", "no row", "one rate", f"add a rates row for {code} to {currency}")
                for code in missing["currency"]
            ],
        )
    _check_range(joined.filter(foreign), columns)
    half = RATE_SCALE // 2
    product = [pl.col(name).cast(pl.Int128) * pl.col("rate_e9") for name in columns]
    rounded = [(p.abs() + half) // RATE_SCALE * p.sign() for p in product]
    return joined.with_columns(
        pl.when(foreign).then(value.cast(pl.Int64)).otherwise(pl.col(name)).alias(name)
        for name, value in zip(columns, rounded, strict=True)
    ).drop("rate_e9")


def _check_range(lines: pl.LazyFrame, columns: Sequence[str]) -> None:
    beyond = [pl.col(name).cast(pl.Int128).abs() * pl.col("rate_e9") // RATE_SCALE > MONEY_MAX for name in columns]
    bad = lines.filter(pl.any_horizontal(beyond)).select("currency", *columns).head(5).collect()
    if bad.height:
        raise DataBlocked(
            "converted amounts beyond any money",
            [
                Finding(
                    f"{currency}, locked rate",
                    f"{amounts[0]:,} minor units",
                    f"at most {MONEY_MAX:,} after conversion",
                    "check the rate and the amount",
                )
                for currency, *amounts in bad.iter_rows()
            ],
        )
