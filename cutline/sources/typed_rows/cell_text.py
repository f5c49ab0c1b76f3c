"""Cleans the text of a cell before it is typed: white space, texts that mean unknown, declared synonyms and patterns."""

import re

import polars as pl

from cutline.settings.sources import ColumnMap, Source
from cutline.sources.formats.header_text import UNSEEN
from cutline.sources.typed_rows.locale_words import UNKNOWN

SPACES = "[\u00a0\u202f\u2007]"


def cleaned_text(text: pl.Expr, source: Source, wanted: ColumnMap | None) -> pl.Expr:
    """The text in Unicode's composed form, without outer white space and with its declared synonyms resolved; null if the
    source declares that it means unknown.

    A synonym that the mapping declares counts before a text that means unknown: with `values = { "-" = "0" }` a dash is
    zero, and with `values = { "" = "closed" }` an empty cell means closed.
    """
    known = _known(pl.col("text"), source, wanted)
    return text.map_batches(
        lambda cells: _stripped(cells).to_frame("text").select(known.alias(cells.name)).to_series(),
        return_dtype=pl.String,
        is_elementwise=True,
    )


def unknown_words(source: Source) -> list[str]:
    """The texts that mean unknown in every column of a source, in lower case."""
    return [word.lower() for word in (*source.null_words, *UNKNOWN[source.locale])]


def _known(text: pl.Expr, source: Source, wanted: ColumnMap | None) -> pl.Expr:
    is_null = text.str.to_lowercase().is_in(unknown_words(source))
    for pattern in source.null_patterns:
        is_null = is_null | text.str.contains(f"(?s)^(?:{pattern})$")
    known = pl.when(is_null | (text == "")).then(None).otherwise(text)
    if wanted and wanted.values:
        synonyms = {" ".join(key.split()).lower(): value for key, value in wanted.values.items()}
        squeezed = text.str.replace_all(r"\s+", " ").str.to_lowercase()
        meant = squeezed.replace_strict(list(synonyms), list(synonyms.values()), default=None, return_dtype=pl.String)
        known = pl.when(squeezed.is_in(list(synonyms))).then(meant).otherwise(known)
        known = pl.when(known != "").then(known)
    return known


def _stripped(text: pl.Series) -> pl.Series:
    """The texts in Unicode's composed form (NFC), in which an accented letter has one spelling, without outer white space. A
    part of a column that holds only ASCII is in this form already.
    """
    if text.str.len_bytes().sum() == text.str.len_chars().sum():
        return text.str.strip_chars()
    text = text.str.normalize("NFC").str.replace_all(SPACES, " ")
    return text.str.strip_chars().str.strip_chars(UNSEEN).str.strip_chars()


def matched_text(text: pl.Expr, pattern: str, write: str | None) -> pl.Expr:
    """The text that matches a pattern as a whole, rewritten as `write` says; null for other text. write: with the groups as
    $1, $2.
    """
    whole = f"(?s)^(?:{pattern})$"
    found = text if write is None else text.str.replace(whole, re.sub(r"\$(\d+)", r"${\1}", write))
    return pl.when(text.str.contains(whole) & (found.str.strip_chars() != "")).then(found)
