"""Tells what most bad cells of a table have in common, so that the advice fits the cause."""

import polars as pl

from cutline.sources.typed_rows.quarantine import BY_RULE, EMPTIED, OUTRANKED

SHOWN = 3  # how many texts a message names


def commonest_bad_cells(quarantine: pl.DataFrame, table: str) -> str:
    """The column in which most rows of a table have a bad cell, with its commonest texts and what was expected, in words; empty if
    reading has set no row aside.

    quarantine: the cells in quarantine (`quarantine.QUARANTINE_SCHEMA`), and the rows that rules have set aside.
    """
    is_other = pl.col("action").is_in([EMPTIED, OUTRANKED, BY_RULE]).fill_null(value=False)
    cells = quarantine.filter((pl.col("table") == table) & ~is_other)
    if cells.is_empty():
        return ""
    counted = cells.group_by("column", "expected", maintain_order=True).agg(rows=pl.col("record").n_unique())
    column, expected, _ = counted.sort("rows", descending=True, maintain_order=True).row(0)
    own = cells.filter((pl.col("column") == column) & (pl.col("expected") == expected))
    texts = (
        own.group_by("found", maintain_order=True)
        .agg(rows=pl.col("record").n_unique())
        .sort("rows", descending=True, maintain_order=True)
    )
    told = [f"'{text}' in {rows:,}" for text, rows in texts.head(SHOWN).rows()]
    others = f" and {texts.height - SHOWN:,} other texts" if texts.height > SHOWN else ""
    return f"most often {column or 'the row'} is {', '.join(told)}{others}, expected {expected}"
