"""The actual cost of a project in flight inside the horizon, as cost lines in place of its plan up to the status.

What the project still costs is in `estimate_to_complete`, which adds these lines. What was spent before the horizon is in
no line of this module, because the plan decides on no money of that time.
"""

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.modes import stopping_modes
from cutline.contracts.tables.records import Tables
from cutline.metrics.earned_value.time_phased import time_phased
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency

C = pl.col
ACTUAL = "actual"  # the kind of these lines; no line of the table `cost_lines` has it
PROVENANCE = ("source_system", "source_file", "source_row", "as_of_date")


def lines_of_cost_to_date(
    planned: pl.DataFrame, before: pl.DataFrame, estimates: pl.DataFrame, tables: Tables, settings: Settings
) -> pl.DataFrame:
    """The actual cost (AC) of each project of `estimates` in each period from the horizon's start to the status, as lines of
    the table `cost_lines` with kind ACTUAL, in nominal prices of the portfolio's currency.

    A line without a mode belongs to every mode that runs the project. A copy of it belongs to each mode that stops the
    project, because the money is spent whatever is decided.

    planned: the plan of the projects (project_id, cost_class, period_index, amount_minor, is_default_mode). before: the parts
      of it before the status. estimates: project_id, status_period, status_finish.

    The table `evm` does not say what is capex. The classes of the postings in the period (table `actuals`) count; if there
    are none, those of the plan in the period; if it has none, those of the whole plan. The split is by largest remainder.
    """
    calendar = settings.horizon()
    evm = in_portfolio_currency("evm", tables, settings)
    spent = spent_by_period(evm, estimates, calendar)
    by_class = _split_by_class(spent, _class_weights(planned, before, tables["actuals"], calendar))
    told = evm.select("project_id", *PROVENANCE).unique("project_id", keep="first", maintain_order=True)
    lines = by_class.join(told, on="project_id", how="left", maintain_order="left").with_columns(
        period_start=C("period_index").map_elements(calendar.period_start, return_dtype=pl.Date),
        currency=pl.lit(settings.portfolio.currency),
        price_basis=pl.lit("nominal"),
        kind=pl.lit(ACTUAL),
        mode_id=pl.lit(None, pl.String),
    )
    of_stops = lines.drop("mode_id").join(
        stopping_modes(tables["modes"]).select("project_id", "mode_id"), on="project_id", maintain_order="left_right"
    )
    return pl.concat([lines, of_stops], how="diagonal")


def spent_by_period(evm: pl.DataFrame, estimates: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """project_id, period_index, spent_minor: the actual cost in each period of the horizon up to the status.

    The amount of a row is spread evenly over the months that the row stands for; as many as the status period has.
    """
    length = _months(C("status_finish")) - _months(C("status_period")) + 1
    rows = (
        time_phased(evm.join(estimates, on="project_id", how="semi").lazy())
        .collect()
        .join(estimates.select("project_id", "status_period", length=length), on="project_id")
        .filter(C("period_start") <= C("status_period"))
        .with_columns(month=pl.int_ranges(0, C("length")))
        .explode("month")
    )
    amount, number = C("actual_minor").cast(pl.Int128), C("month")
    part = (amount * (number + 1) // C("length") - amount * number // C("length")).cast(pl.Int64)
    period = calendar.index_expr(C("period_start").dt.offset_by(pl.format("{}mo", number)))
    sums = (
        rows.with_columns(spent_minor=part, period_index=period)
        .group_by("project_id", "period_index")
        .agg(C("spent_minor").sum())
    )
    return sums.filter((C("period_index") >= 0) & (C("spent_minor") != 0)).sort("project_id", "period_index")


def _months(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month()


def _class_weights(planned: pl.DataFrame, before: pl.DataFrame, postings: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """project_id, period_index (null: every period), cost_class, weight, rank: what the cost of a period is split by, the
    lowest rank first.
    """
    posted = postings.select("project_id", "cost_class", "amount_minor", period_index=calendar.index_expr(C("period_start")))
    own = planned.filter("is_default_mode")
    sources = [
        posted,
        before.filter("is_default_mode"),
        own.with_columns(period_index=pl.lit(None, pl.Int64)),
        planned.with_columns(period_index=pl.lit(None, pl.Int64), amount_minor=pl.lit(1, pl.Int64)).unique(
            ["project_id", "cost_class"]
        ),
    ]
    keys = ("project_id", "period_index", "cost_class")
    sums = [
        source.group_by(keys).agg(weight=C("amount_minor").sum()).filter(C("weight") > 0).with_columns(rank=pl.lit(rank))
        for rank, source in enumerate(sources)
    ]
    return pl.concat([each.select(*keys, "weight", "rank") for each in sums])


def _split_by_class(spent: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """project_id, period_index, cost_class, amount_minor: `spent` by class, to the minor unit by largest remainder."""
    each_period = weights.drop_nulls("period_index")
    every_period = weights.filter(C("period_index").is_null()).drop("period_index")
    place = ["project_id", "period_index"]
    found = pl.concat(
        [
            spent.join(each_period, on=place),
            spent.join(every_period, on="project_id").select(*spent.columns, "cost_class", "weight", "rank"),
        ]
    )
    best = found.filter(C("rank") == C("rank").min().over(place)).sort(*place, "cost_class")
    product, total = C("spent_minor").cast(pl.Int128) * C("weight"), C("weight").cast(pl.Int128).sum().over(place)
    parts = best.with_columns(part=product // total, remainder=product % total)
    missing = C("spent_minor") - C("part").sum().over(place)
    is_next = C("remainder").rank("ordinal", descending=True).over(place) <= missing
    return parts.select(*place, "cost_class", amount_minor=(C("part") + is_next.cast(pl.Int128)).cast(pl.Int64))
