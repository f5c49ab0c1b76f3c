"""Text to typed values by contract. A cell that does not parse sends its row to quarantine with what was found and what was expected."""

import re
from dataclasses import dataclass

import polars as pl

from cutline.settings import ColumnMap, Settings, Source
from cutline.sources.mapping import INLINE
from cutline.tables import INT64_MAX, PROVENANCE, TABLES, Column, Table

# What may stand beside an amount besides its currency's ISO code. A dollar sign is that of whichever dollar the row is in.
SIGNS = {
    "GBP": ("£",), "EUR": ("€",), "JPY": ("¥",), "CNY": ("¥",), "USD": ("$", "US$"), "CAD": ("$", "C$"), "AUD": ("$", "A$"), "NZD": ("$",),
    "SGD": ("$",), "HKD": ("$",), "MXN": ("$",), "BRL": ("R$",),
}  # fmt: skip
SIGNED = [f"{code} {sign}" for code, signs in SIGNS.items() for sign in signs]
UNIT_EXPONENT = {"1": 0, "k": 3, "m": 6, "bn": 9}
SHARE_EXPONENT = {"percent": 2, "fraction": 4, "bp": 0}
YEARS = (1900, 2200)  # a date outside is a typing mistake in every export seen
TRUTH = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}
QUARANTINE_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(),
    "source_system": pl.String(),
    "source_file": pl.String(),
    "file_hash": pl.String(),
    "source_row": pl.Int64(),
    "record": pl.Int64(),
    "project_id": pl.String(),
    "may_be_required": pl.Boolean(),
    "column": pl.String(),
    "rule": pl.String(),
    "found": pl.String(),
    "expected": pl.String(),
    "raw": pl.String(),
}
ACCOUNTING_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(),
    "source_system": pl.String(),
    "source_file": pl.String(),
    "file_hash": pl.String(),
    "as_of_date": pl.Date(),
    "read": pl.Int64(),
    "accepted": pl.Int64(),
    "quarantined": pl.Int64(),
    "superseded": pl.Int64(),
}
INLINE_SOURCE = Source.model_validate({"name": "inline", "files": INLINE, "feeds": [{"table": "projects"}]})


@dataclass(frozen=True)
class Parsed:
    """What became of the rows of one table.

    accepted: the canonical table. quarantine: one row for each bad cell (QUARANTINE_SCHEMA).
    """

    accepted: pl.DataFrame
    quarantine: pl.DataFrame


def parse(name: str, raw: pl.DataFrame, settings: Settings) -> Parsed:
    """Parse the raw frame of table `name` (see mapping.raw_schema) by its contract and the formats its sources declare."""
    table = TABLES[name]
    raw = _numbered(raw)
    current = raw.filter(~pl.col("is_superseded"))
    groups = [
        _parse_feed(table, current.filter((pl.col("source_system") == system) & (pl.col("feed") == feed)), system, feed, settings)
        for system, feed in current.select("source_system", "feed").unique(maintain_order=True).iter_rows()
    ]
    accepted = pl.concat([table.empty(), *(good.select(list(table.schema)) for good, _ in groups)])
    quarantine = pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), *(bad for _, bad in groups)])
    return Parsed(accepted, quarantine)


def _numbered(raw: pl.DataFrame) -> pl.DataFrame:
    return raw.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))


def account(name: str, raw: pl.DataFrame, quarantine: pl.DataFrame) -> pl.DataFrame:
    """One row for each file of table `name` (ACCOUNTING_SCHEMA), in which read = accepted + quarantined + superseded."""
    raw = _numbered(raw)
    bad = pl.col("record").is_in(quarantine["record"].unique().implode())
    return (
        raw.group_by("source_system", "source_file", "file_hash", "as_of_date", maintain_order=True)
        .agg(
            read=pl.len().cast(pl.Int64),
            accepted=(~bad & ~pl.col("is_superseded")).sum().cast(pl.Int64),
            quarantined=bad.sum().cast(pl.Int64),
            superseded=pl.col("is_superseded").sum().cast(pl.Int64),
        )
        .with_columns(table=pl.lit(name))
        .select(list(ACCOUNTING_SCHEMA))
    )


def _parse_feed(table: Table, raw: pl.DataFrame, system: str, feed: int, settings: Settings) -> tuple[pl.DataFrame, pl.DataFrame]:
    source = INLINE_SOURCE if system == INLINE else settings.source(system)
    maps = {} if system == INLINE else source.feeds[feed].columns
    text = {column.name: _known_text(column.name, source, maps.get(column.plain)) for column in table.columns}
    readings = {column.name: _reading(column, text, source, maps.get(column.plain), settings) for column in table.columns}
    work = raw.with_columns(
        *(text[name].alias(f"text {name}") for name in text),
        *(value.alias(f"value {name}") for name, (value, _) in readings.items()),
    )
    broken: dict[tuple[str, str], tuple[pl.Expr, str]] = {
        ("", "shape"): (pl.col("shape_error").is_not_null(), "as many cells as the header")
    }
    for column in table.columns:
        known, value = pl.col(f"text {column.name}"), pl.col(f"value {column.name}")
        broken[column.name, _RULES[column.kind]] = (known.is_not_null() & value.is_null(), readings[column.name][1])
        if column.required:
            broken[column.name, "required"] = (known.is_null(), "a value")
        if column.minimum is not None or column.maximum is not None:
            low, high = column.minimum, column.maximum
            outside = ~value.is_between(-INT64_MAX if low is None else low, INT64_MAX if high is None else high)
            broken[column.name, "range"] = (outside.fill_null(value=False), f"{low} to {high} {column.unit}".strip())
    for group in table.one_of:
        count = pl.sum_horizontal(pl.col(f"text {name}").is_not_null() for name in group)
        broken[" or ".join(group), "one of"] = (count != 1, "exactly one of them")
    return _split(table, work, broken)


def _split(
    table: Table, work: pl.DataFrame, broken: dict[tuple[str, str], tuple[pl.Expr, str]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    bad_columns = {f"bad {i}": key for i, key in enumerate(broken)}
    work = work.with_columns(broken[key][0].alias(name) for name, key in bad_columns.items())
    cells = [column.name for column in table.columns]
    may_be_required = _may_be_required(table).alias("may_be_required")
    about = next((name for name in ("project_id", "from_project_id") if name in cells), None)
    bad = []
    for name, (column, rule) in bad_columns.items():
        found = pl.col("shape_error") if rule == "shape" else pl.col(column) if column in cells else pl.concat_str(
            *(pl.col(part).fill_null("") for part in column.split(" or ")), separator=" / "
        )  # fmt: skip
        bad.append(
            work.filter(pl.col(name)).select(
                pl.lit(table.name).alias("table"), "source_system", "source_file", "file_hash", "source_row", "record",
                (pl.col(f"text {about}") if about else pl.lit(None, pl.String)).alias("project_id"), may_be_required,
                pl.lit(column).alias("column"), pl.lit(rule).alias("rule"), found.fill_null("nothing").alias("found"),
                pl.lit(broken[column, rule][1]).alias("expected"), pl.struct(cells).struct.json_encode().alias("raw"),
            )
        )  # fmt: skip
    quarantine = pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), *bad]).sort("record", maintain_order=True)
    good = work.filter(~pl.any_horizontal(list(bad_columns))).select(
        *(pl.col(f"value {column.name}").cast(column.dtype).alias(column.name) for column in table.columns),
        *(column.name for column in PROVENANCE),
    )
    return good, quarantine


def _may_be_required(table: Table) -> pl.Expr:
    """Could this unreadable row be of a project that must be in the plan? Yes when it is in flight or mandated, or when that cannot be read."""
    if table.name != "projects":
        return pl.lit(value=False)
    status, mandate = pl.col("value status"), pl.col("value mandate")
    unread = status.is_null() | (mandate.is_null() & pl.col("text mandate").is_not_null())
    return unread | (status == "in_flight") | (mandate.is_not_null() & (mandate != "none"))


def _known_text(name: str, source: Source, wanted: ColumnMap | None) -> pl.Expr:
    """The cell without outer white space, null where the source declares that it means unknown."""
    text = pl.col(name).str.replace_all("[\u00a0\u202f\u2007]", " ").str.strip_chars().str.strip_chars("\u200b\ufeff")
    folded = text.str.to_lowercase()
    is_null = folded.is_in([word.lower() for word in source.null_words])
    for pattern in source.null_patterns:
        is_null = is_null | text.str.contains(f"(?s)^(?:{pattern})$")
    text = pl.when(is_null | (text == "")).then(None).otherwise(text)
    if wanted and wanted.values:
        synonyms = {" ".join(key.split()).lower(): value for key, value in wanted.values.items()}
        squeezed = text.str.replace_all(r"\s+", " ").str.to_lowercase()
        text = squeezed.replace_strict(list(synonyms), list(synonyms.values()), default=text, return_dtype=pl.String)
        text = pl.when(text != "").then(text)
    return text


_RULES = {
    "id": "text", "text": "text", "enum": "allowed values", "date": "date", "datetime": "date", "integer": "whole number",
    "money": "money", "fte": "number", "share": "share", "rate": "number", "boolean": "yes or no",
}  # fmt: skip


def _reading(
    column: Column, texts: dict[str, pl.Expr], source: Source, wanted: ColumnMap | None, settings: Settings
) -> tuple[pl.Expr, str]:
    """The typed value as an expression (null where the text is not understood), and what was expected, in words."""
    text, minor_digits = texts[column.name], settings.portfolio.minor_digits
    unit = wanted.unit if wanted else "1"
    match column.kind:
        case "id" | "text":
            return text, "text"
        case "enum":
            folded = text.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
            return pl.when(folded.is_in(column.values)).then(folded), f"one of {', '.join(column.values)}"
        case "boolean":
            return text.str.to_lowercase().replace_strict(TRUTH, default=None, return_dtype=pl.Boolean), "yes or no"
        case "date" | "datetime":
            formats = wanted.formats if wanted and wanted.formats else source.date_formats
            return _date(text, formats), f"a date written as {' or '.join(formats)}"
        case "share":
            return _share(text, source, unit)
    base = {"money": minor_digits, "fte": 3, "rate": 9, "integer": 0}[column.kind]
    what = {"money": f"an amount, at most {minor_digits} decimals of a unit", "fte": "a number, at most 3 decimals"}.get(
        column.kind, "a number"
    )
    marks = f"decimal mark {source.decimal!r}, thousands mark {source.thousands!r}"
    told = f"{what}; {marks}" + (f"; in {unit}" if unit != "1" else "")
    if column.kind != "money":
        return _scaled(text, base, unit, source), told
    currency = pl.coalesce(
        texts["currency"].str.to_uppercase() if "currency" in texts else pl.lit(None, pl.String),
        pl.lit(settings.portfolio.currency),
    )
    return _scaled(text, base, unit, source, currency), f"{told}; no currency but the row's, else {settings.portfolio.currency}"


def _share(text: pl.Expr, source: Source, unit: str) -> tuple[pl.Expr, str]:
    with_sign = _scaled(pl.when(text.str.ends_with("%")).then(text.str.strip_chars_end("%").str.strip_chars()), 2, "1", source)
    if unit not in SHARE_EXPONENT:
        return with_sign, "a share with its % sign, or a declared unit (percent, fraction, bp)"
    without = _scaled(pl.when(~text.str.ends_with("%")).then(text), SHARE_EXPONENT[unit], "1", source)
    return (pl.coalesce(with_sign, without) if unit == "percent" else without), f"a share in {unit}"


def _scaled(text: pl.Expr, exponent: int, unit: str, source: Source, currency: pl.Expr | None = None) -> pl.Expr:
    """Decimal text times ten to the `exponent` (plus that of the unit) as Int64, exactly; null where that is not a whole number.

    Signs, brackets for negatives, the sign or code of `currency` (a column of codes) before or after, and a suffix k, m or bn are
    understood. A suffix that contradicts the declared unit is not, nor another currency's sign, nor any in a column without currency
    (0.4 MIO is not 0.4 of a currency called MIO). Exponents are not.
    """
    decimal = re.escape(source.decimal)
    mark = re.escape(source.thousands)
    whole = rf"\d{{1,3}}(?:{mark}\d{{3}})+|\d+" if source.thousands else r"\d+"
    pattern = (
        rf"^(?P<open>\()?\s*(?P<sign>[-+\u2212])?\s*(?P<before>[£€¥]|[A-Z]{{0,2}}\$|[A-Z]{{3}})?\s*(?P<sign2>[-\u2212])?"
        rf"(?P<whole>{whole})(?:{decimal}(?P<part>\d+))?\s*(?P<suffix>k|m|bn|K|M|BN|Bn)?\s*(?P<after>[£€¥]|[A-Z]{{0,2}}\$|[A-Z]{{3}})?(?P<close>\))?$"
    )
    spaced = text.str.replace_all(r"\s", " ")
    groups = spaced.str.extract_groups(pattern)
    piece = {
        name: groups.struct.field(name)
        for name in ("open", "sign", "sign2", "whole", "part", "suffix", "close", "before", "after")
    }
    suffix = piece["suffix"].str.to_lowercase()
    allowed = ["k", "m", "bn"] if unit == "1" else [unit]
    balanced = piece["open"].is_null() == piece["close"].is_null()
    signs = pl.sum_horizontal(piece["open"].is_not_null(), piece["sign"].is_not_null(), piece["sign2"].is_not_null())
    value = _shift(piece["whole"], piece["part"], exponent + UNIT_EXPONENT.get(unit, 0), source.thousands)
    if unit == "1":
        for word in allowed:
            shifted = _shift(piece["whole"], piece["part"], exponent + UNIT_EXPONENT[word], source.thousands)
            value = pl.when(suffix == word).then(shifted).otherwise(value)
    negative = piece["open"].is_not_null() | piece["sign"].is_in(["-", "\u2212"]) | piece["sign2"].is_not_null()
    fits = balanced & (signs <= 1) & (suffix.is_null() | suffix.is_in(allowed))
    for token in (piece["before"], piece["after"]):
        own = (
            pl.lit(value=False)
            if currency is None
            else (token == currency) | pl.concat_str(currency, token, separator=" ").is_in(SIGNED)
        )
        fits = fits & (token.is_null() | own)
    return pl.when(fits).then(pl.when(negative).then(-value).otherwise(value))


def _shift(whole: pl.Expr, part: pl.Expr, exponent: int, thousands: str) -> pl.Expr:
    digits = whole.str.replace_all(thousands, "", literal=True) if thousands else whole
    fraction = part.fill_null("").str.strip_chars_end("0")
    fits = fraction.str.len_chars() <= exponent
    return pl.when(fits).then(pl.concat_str(digits, fraction.str.pad_end(exponent, "0"))).cast(pl.Int64, strict=False)


def _date(text: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
    # A workbook hands dates over as ISO text whatever the formats for typed text are.
    tries = [_quarter(text, form) if "%q" in form else text.str.to_date(form, strict=False) for form in (*formats, "%Y-%m-%d")]
    value = pl.coalesce(tries)
    return pl.when(value.dt.year().is_between(*YEARS)).then(value)


def _quarter(text: pl.Expr, form: str) -> pl.Expr:
    pattern = "^" + re.escape(form).replace("%Y", r"(?P<year>\d{4})").replace("%q", "(?P<quarter>[1-4])") + "$"
    groups = text.str.extract_groups(pattern)
    month = groups.struct.field("quarter").cast(pl.Int32) * 3 - 2
    return pl.date(groups.struct.field("year").cast(pl.Int32), month, 1)
