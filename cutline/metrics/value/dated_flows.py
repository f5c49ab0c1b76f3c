"""Net present value of cash flows that have a day each (XNPV), and the day that stands for a period.

Cash flows by period are in `period_flows.py`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import PER_PROJECT, sum_if_all_known
from cutline.metrics.value.internal_rates import DAYS_IN_YEAR
from cutline.valuation.discounting import FACTOR_SCALE, Timing


def xnpv(flows: pl.LazyFrame, rate_bp: int, first_day: date, by: Sequence[str] = PER_PROJECT) -> pl.LazyFrame:
    """The net present value on `first_day` of cash flows that have a day each, one row for each value of `by`.

    A year has 365 days. flows: day and amount_minor. `period_day` gives the day that stands for a period.

    - npv_minor: sum of amount / (1 + rate) ** (days / 365), each amount rounded half away from zero. From actuals.amount_minor,
      actuals.posted_on.

    Source: XNPV as spreadsheets define it. The factors are computed in decimal arithmetic, so that they are equal on every
    machine.

    Edges: a flow without a day or without an amount makes the value unknown. A flow before `first_day` is compounded instead of
    discounted.

    >>> flows = pl.LazyFrame({"project_id": ["P", "P"], "day": [date(2027, 1, 1), date(2028, 1, 1)], "amount_minor": [-100, 110]})
    >>> xnpv(flows, 1000, date(2027, 1, 1)).collect().row(0)
    ('P', 0)
    """

    def factor(days: pl.Series) -> pl.Series:
        base = 1 + Decimal(rate_bp) / SHARE_SCALE
        with localcontext() as context:
            context.prec = 40
            table = {d: round(base ** (-Decimal(d) / DAYS_IN_YEAR) * FACTOR_SCALE) for d in days.unique().drop_nulls().to_list()}
        return days.replace_strict(table, default=None, return_dtype=pl.Int64)

    away = (pl.col("day") - first_day).dt.total_days().map_batches(factor, return_dtype=pl.Int64)
    product = pl.col("amount_minor").cast(pl.Int128) * away
    present = ((product.abs() + FACTOR_SCALE // 2) // FACTOR_SCALE * product.sign()).cast(pl.Int64)
    return flows.group_by(*by).agg(npv_minor=sum_if_all_known(present)).sort(*by)


def period_day(calendar: Calendar, index: int, timing: Timing) -> date:
    """The day on which money of period `index` is taken to move: the first, the middle or the last day of the period.

    >>> [period_day(Calendar("quarter", date(2027, 1, 1), 4), 0, timing).isoformat() for timing in ("start", "mid", "end")]
    ['2027-01-01', '2027-02-15', '2027-03-31']
    """
    first, after = calendar.period_start(index), calendar.period_start(index + 1)
    days = {"start": 0, "mid": (after - first).days // 2, "end": (after - first).days - 1}
    return first + timedelta(days=days[timing])
