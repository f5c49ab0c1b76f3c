"""Splits the figures of a week that lies in two months between them, by its working days from Monday to Friday.

The months are fiscal months: calendar months, unless fiscal years have whole weeks.
"""

import polars as pl

from cutline.contracts.fiscal_years import FiscalYears
from cutline.contracts.tables.records import Table
from cutline.sources.mapping.week_columns import DAYS_IN_WEEK

C = pl.col
# As the JSON of the raw column `columns` states it: the day of a row is the first or the last of its week.
WEEK_MARKS = (
    pl.col("columns").str.contains('"weeks": "', literal=True).alias("is_week"),
    pl.col("columns").str.contains('"weeks": "last"', literal=True).alias("ends_week"),
)


def with_weeks_split(rows: pl.LazyFrame, table: Table, fiscal: FiscalYears) -> pl.LazyFrame:
    """`rows` (typed columns of `table`, is_week, ends_week), in which a week that lies in two months is two rows.

    The day of every row becomes the first day of its week, also if the delivered day is the last one of the week. If a week is
    split, the first of its two rows keeps this first day, and the second row has the first day of the next month. Amounts of
    money and FTE are split in proportion to the working days, and the two parts sum to the whole. A part of 0 working days
    makes no row.
    """
    amounts = [column.name for column in table.columns if column.kind in ("money", "fte")]
    day = C("period_start")
    if fiscal.weeks is None:
        next_month = day.dt.month_start().dt.offset_by("1mo")
    else:
        next_month = fiscal.first_day_expr(fiscal.month_expr(day) + 1)
    end = day + pl.duration(days=DAYS_IN_WEEK)
    first_of_week = day - pl.duration(days=pl.when("ends_week").then(DAYS_IN_WEEK - 1).otherwise(0))
    counted = (
        rows.with_columns(period_start=first_of_week)
        .with_columns(
            next_month=next_month,
            whole=pl.business_day_count(day, end).cast(pl.Int64),
            first=pl.business_day_count(day, pl.min_horizontal(end, next_month)).cast(pl.Int64),
        )
        .with_columns(is_split=(C("is_week") & (C("first") < C("whole"))).fill_null(value=False))
    )

    def first_part(name: str) -> pl.Expr:
        return ((C(name).cast(pl.Int128) * C("first") * 2 + C("whole")) // (C("whole") * 2)).cast(pl.Int64)

    split = counted.filter("is_split").with_columns(first_part(name).alias(f"first {name}") for name in amounts)
    earlier = split.filter(C("first") > 0).with_columns(C(f"first {name}").alias(name) for name in amounts)
    later = split.with_columns(
        C("next_month").alias("period_start"), *((C(name) - C(f"first {name}")).alias(name) for name in amounts)
    )
    names = rows.collect_schema().names()
    return pl.concat([part.select(names) for part in (counted.filter(~C("is_split")), earlier, later)])
