"""Cleans the text of a cell before it is typed: white space, texts that mean unknown, declared synonyms and patterns."""

import re

import polars as pl

from cutline.settings.sources import ColumnMap, Source

SPACES = "[\u00a0\u202f\u2007]"


def cleaned_text(text: pl.Expr, source: Source, wanted: ColumnMap | None) -> pl.Expr:
    """The text without outer white space and with its declared synonyms resolved; null if the source declares that it
    means unknown.
    """
    text = text.str.replace_all(SPACES, " ").str.strip_chars().str.strip_chars("\u200b\ufeff").str.strip_chars()
    is_null = text.str.to_lowercase().is_in([word.lower() for word in source.null_words])
    for pattern in source.null_patterns:
        is_null = is_null | text.str.contains(f"(?s)^(?:{pattern})$")
    text = pl.when(is_null | (text == "")).then(None).otherwise(text)
    if wanted and wanted.values:
        synonyms = {" ".join(key.split()).lower(): value for key, value in wanted.values.items()}
        squeezed = text.str.replace_all(r"\s+", " ").str.to_lowercase()
        text = squeezed.replace_strict(list(synonyms), list(synonyms.values()), default=text, return_dtype=pl.String)
        text = pl.when(text != "").then(text)
    return text


def matched_text(text: pl.Expr, pattern: str, write: str | None) -> pl.Expr:
    """The text that matches a pattern as a whole, rewritten as `write` says; null for other text. write: with the groups as
    $1, $2.
    """
    whole = f"(?s)^(?:{pattern})$"
    found = text if write is None else text.str.replace(whole, re.sub(r"\$(\d+)", r"${\1}", write))
    return pl.when(text.str.contains(whole) & (found.str.strip_chars() != "")).then(found)
