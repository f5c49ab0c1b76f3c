"""What a project is taken to cost from now on: its deciding cost lines, the estimate to complete in place of the plan, corrections of estimates."""

import polars as pl

from cutline.choices.costing.dated_lines import dated_at_own_start
from cutline.contracts.calendar import MONTHS
from cutline.contracts.modes import running_modes
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.records import Tables
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import time_phased
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.price_basis import in_prices

C = pl.col
MONEY = ("amount_minor", "low_minor", "high_minor")
_CONTENT = ("period_index", "cost_class", "cost_type", "mode_id", *MONEY)


def estimates_to_complete(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, etc_minor, status_finish of every project in flight whose estimate to complete is known (settings evm.estimate)."""
    evm = in_portfolio_currency("evm", tables, settings).lazy()
    running = tables["projects"].filter(is_in_flight()).lazy().select("project_id")
    found = earned_value(time_phased(evm.join(running, on="project_id", how="semi")), estimate=settings.evm.estimate)
    return found.drop_nulls("etc_minor").select("project_id", C("etc_minor").clip(lower_bound=0), "status_finish").collect()


def with_estimates_to_complete(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`costs` (deciding lines) in which the plan of a project in flight still spends what its estimate to complete says.

    What the default mode, with the lines of every mode, still had to spend after the status is scaled so that it is the estimate to the minor
    unit (largest remainder), in the prices of finance; a line whose period the status falls into is split by months. Other modes overrun in the
    same proportion. Where nothing is left of the plan, or the plan is nothing, the estimate falls into the next period. What lies before the
    status stays as planned. A mode whose own lines all lie before the status costs the estimate as the default mode does: nothing is finished for
    free. What a way to stop costs is no work to complete and stays as stated. A project with a forecast, or with an unknown amount, is left as it
    is: a forecast is an estimate already.
    """
    if not settings.evm.replaces_plan:
        return costs
    estimates = estimates_to_complete(tables, settings)
    settled = costs.filter((C("kind") == "forecast") | C("amount_minor").is_null()).select("project_id").unique()
    estimates = estimates.join(settled, on="project_id", how="anti")
    of_stops = tables["modes"].join(running_modes(tables["modes"]), on=["project_id", "mode_id"], how="anti")
    is_touched = costs.join(of_stops, on=["project_id", "mode_id"], how="anti", maintain_order="left")
    touched = is_touched.join(estimates, on="project_id", how="semi", maintain_order="left")
    if touched.is_empty():
        return costs
    lines = dated_at_own_start(touched, tables, settings)
    lines = in_prices(lines, settings.finance.prices, tables, settings, MONEY).with_columns(
        price_basis=pl.lit(settings.finance.prices)
    )
    lines = lines.join(estimates, on="project_id", how="left", maintain_order="left")
    past, still = _split_at_status(lines, settings)
    estimated = _scaled_to_estimate(pl.concat([still, _plan_after_status(lines, still, settings)]))
    untouched = is_touched.join(estimates, on="project_id", how="anti")
    stops = costs.join(of_stops, on=["project_id", "mode_id"], how="semi")
    return pl.concat(
        [
            frame.select(costs.columns)
            for frame in (untouched, stops, past, estimated, _lines_of_finished_modes(estimated, still, touched))
        ]
    )


def _split_at_status(lines: pl.DataFrame, settings: Settings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The part of each line that lies before the status, and the part after it, by months of its period."""
    calendar = settings.horizon()
    length = MONTHS[calendar.grain]
    start = calendar.start.year * 12 + calendar.start.month - 1
    end = start + (C("period_index") + 1) * length  # the month after the period
    status = C("status_finish").dt.year().cast(pl.Int64) * 12 + C("status_finish").dt.month().cast(pl.Int64)
    counted = lines.with_columns(months_left=(end - status).clip(0, length))
    after = {name: C(name) * C("months_left") // length for name in MONEY}
    past = counted.with_columns(**{name: C(name) - part for name, part in after.items()}).filter(C("months_left") < length)
    return past, counted.with_columns(**after).filter(C("months_left") > 0)


def _plan_after_status(lines: pl.DataFrame, still: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The whole plan of the default mode again, in the period after the status, of projects of which nothing is left to spend."""
    calendar = settings.horizon()
    left = still.filter(C("is_default_mode") & (C("amount_minor") > 0)).select("project_id")
    over = lines.join(left, on="project_id", how="anti").filter("is_default_mode")
    spends = (C("amount_minor") > 0).any().over("project_id")
    after = (calendar.index_expr(C("status_finish")) + 1).clip(lower_bound=0)
    first_day = after.map_elements(calendar.period_start, return_dtype=pl.Date)
    # A plan of nothing has no shape: each of its lines takes an equal part.
    return over.with_columns(
        pl.when(spends).then("amount_minor").otherwise(1).alias("amount_minor"), period_index=after, period_start=first_day,
        period_offset=pl.lit(None, pl.Int64), months_left=pl.lit(1, pl.Int64),
    ).select(still.columns)  # fmt: skip


def _lines_of_finished_modes(estimated: pl.DataFrame, still: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
    """The estimated lines of the default mode again, for each other mode whose own lines all lie before the status."""
    live = estimated.filter(C("amount_minor") != 0)
    shared, own = live.filter(C("mode_id").is_null()), live.filter(C("mode_id") == C("default_mode"))
    named = touched.filter(C("mode_id").is_not_null()).select("project_id", "mode_id").unique().sort("project_id", "mode_id")
    idle = (
        named.join(still, on=["project_id", "mode_id"], how="anti", maintain_order="left")
        .join(own, on=["project_id", "mode_id"], how="anti", maintain_order="left")
        .join(shared, on="project_id", how="anti", maintain_order="left")
    )
    return idle.join(own.drop("mode_id"), on="project_id", maintain_order="left_right").select(estimated.columns)


def _scaled_to_estimate(lines: pl.DataFrame) -> pl.DataFrame:
    """Amounts in proportion to what they were that are the estimate together in the default mode; lows, highs and other modes in the same proportion."""
    weight = C("amount_minor").clip(lower_bound=0).cast(pl.Int128)
    total = weight.filter(C("is_default_mode")).sum().over("project_id")
    product = weight * C("etc_minor")
    shares = lines.sort("project_id", *_CONTENT, nulls_last=True).with_columns(total=total, weight=weight).filter(C("total") > 0)
    shares = shares.with_columns(part=product // C("total"), remainder=product % C("total"))
    own = C("is_default_mode")
    left = C("etc_minor") - C("part").filter(own).sum().over("project_id")
    place = pl.when(own).then("remainder").otherwise(-1).rank("ordinal", descending=True).over("project_id")
    amount = (C("part") + (own & (place <= left)).cast(pl.Int128)).cast(pl.Int64)

    def alike(name: str) -> pl.Expr:
        return pl.when(C("weight") > 0).then((C(name).cast(pl.Int128) * C("etc_minor") // C("total")).cast(pl.Int64))

    return shares.with_columns(amount_minor=amount, low=alike("low_minor"), high=alike("high_minor")).with_columns(
        low_minor=pl.min_horizontal("low", pl.when(C("low").is_not_null()).then("amount_minor")),
        high_minor=pl.max_horizontal("high", pl.when(C("high").is_not_null()).then("amount_minor")),
    )  # fmt: skip
