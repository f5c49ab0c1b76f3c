"""Spreads the estimate to complete of a project in flight over its cost lines, in place of the rest of its plan.

The rest of the plan is what the plan would still spend after the status date. The estimate to complete follows from the
progress of the project and is measured in `cutline.metrics.earned_value`.
"""

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
# Lines are ordered by their content, so that the order of rows in an export does not decide which line gets the last minor unit.
_CONTENT = ("period_index", "cost_class", "cost_type", "mode_id", *MONEY)


def estimates_to_complete(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, etc_minor, status_finish of every project in flight whose estimate to complete is known (settings
    evm.estimate).
    """
    evm = in_portfolio_currency("evm", tables, settings).lazy()
    running = tables["projects"].filter(is_in_flight()).lazy().select("project_id")
    found = earned_value(time_phased(evm.join(running, on="project_id", how="semi")), estimate=settings.evm.estimate)
    return found.drop_nulls("etc_minor").select("project_id", C("etc_minor").clip(lower_bound=0), "status_finish").collect()


def with_estimates_to_complete(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`costs` (deciding lines), in which each project in flight spends its estimate to complete instead of the rest of its plan.

    - The part of a line that lies before the status stays as planned. A line whose period contains the status is split by
      months.
    - The default mode pays its own lines and the lines of the whole project. The parts of these lines after the status are
      scaled so that their sum equals the estimate to the minor unit (largest remainder), in the prices of finance. The
      lines of other modes are scaled by the same factor.
    - If no part of a line lies after the status, or the amounts of these parts sum to zero, the estimate falls into the
      period after the status.
    - If all lines of another mode lie before the status, that mode costs the estimate as well: its work is not finished for
      free.
    - The lines of a mode that stops the project pay for no work to complete, so they stay as they are.
    - A project with a forecast keeps its lines, because a forecast already is an estimate. A project with an unknown amount
      keeps its lines, too.
    """
    if not settings.evm.replaces_plan:
        return costs
    not_running = tables["modes"].join(running_modes(tables["modes"]), on=["project_id", "mode_id"], how="anti")
    of_work = costs.join(not_running, on=["project_id", "mode_id"], how="anti", maintain_order="left")
    estimates = _estimates_that_count(costs, tables, settings)
    replaced = of_work.join(estimates, on="project_id", how="semi", maintain_order="left")
    if replaced.is_empty():
        return costs
    dated = dated_at_own_start(replaced, tables, settings)
    lines = (
        in_prices(dated, settings.finance.prices, tables, settings, MONEY)
        .with_columns(price_basis=pl.lit(settings.finance.prices))
        .join(estimates, on="project_id", how="left", maintain_order="left")
    )
    before, after = _split_at_status(lines, settings)
    estimated = _scaled_to_estimate(pl.concat([after, _plan_after_status(lines, after, settings)]))
    parts = (
        of_work.join(estimates, on="project_id", how="anti"),
        costs.join(not_running, on=["project_id", "mode_id"], how="semi"),
        before,
        estimated,
        _lines_of_finished_modes(estimated, after, replaced),
    )
    return pl.concat([part.select(costs.columns) for part in parts])


def _estimates_that_count(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """The rows of `estimates_to_complete` for projects that have neither a forecast nor an unknown amount in `costs`."""
    kept = costs.filter((C("kind") == "forecast") | C("amount_minor").is_null()).select("project_id").unique()
    return estimates_to_complete(tables, settings).join(kept, on="project_id", how="anti")


def _split_at_status(lines: pl.DataFrame, settings: Settings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The part of each line before the status, and the part after it, in proportion to the months of the line's period."""
    calendar = settings.horizon()
    length = MONTHS[calendar.grain]
    start = calendar.start.year * 12 + calendar.start.month - 1
    end = start + (C("period_index") + 1) * length  # the month after the period
    status = C("status_finish").dt.year().cast(pl.Int64) * 12 + C("status_finish").dt.month().cast(pl.Int64)
    counted = lines.with_columns(months_left=(end - status).clip(0, length))
    after = {name: C(name) * C("months_left") // length for name in MONEY}
    before = counted.with_columns(**{name: C(name) - part for name, part in after.items()}).filter(C("months_left") < length)
    return before, counted.with_columns(**after).filter(C("months_left") > 0)


def _plan_after_status(lines: pl.DataFrame, after: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The whole plan of the default mode, moved to the period after the status, for each project whose plan spends nothing
    after the status.
    """
    calendar = settings.horizon()
    spends_after = after.filter(C("is_default_mode") & (C("amount_minor") > 0)).select("project_id")
    spent = lines.join(spends_after, on="project_id", how="anti").filter("is_default_mode")
    spends = (C("amount_minor") > 0).any().over("project_id")
    period = (calendar.index_expr(C("status_finish")) + 1).clip(lower_bound=0)
    first_day = period.map_elements(calendar.period_start, return_dtype=pl.Date)
    # A plan of nothing gives no proportions: each of its lines then gets an equal share.
    return spent.with_columns(
        pl.when(spends).then("amount_minor").otherwise(1).alias("amount_minor"), period_index=period, period_start=first_day,
        period_offset=pl.lit(None, pl.Int64), months_left=pl.lit(1, pl.Int64),
    ).select(after.columns)  # fmt: skip


def _scaled_to_estimate(lines: pl.DataFrame) -> pl.DataFrame:
    """`lines` scaled so that the amounts of the default mode sum to the estimate. Lows, highs and other modes are scaled by the
    same factor.
    """
    weight = C("amount_minor").clip(lower_bound=0).cast(pl.Int128)
    total = weight.filter(C("is_default_mode")).sum().over("project_id")
    product = weight * C("etc_minor")
    shares = lines.sort("project_id", *_CONTENT, nulls_last=True).with_columns(total=total, weight=weight).filter(C("total") > 0)
    shares = shares.with_columns(part=product // C("total"), remainder=product % C("total"))
    own = C("is_default_mode")
    missing = C("etc_minor") - C("part").filter(own).sum().over("project_id")
    rank = pl.when(own).then("remainder").otherwise(-1).rank("ordinal", descending=True).over("project_id")
    amount = (C("part") + (own & (rank <= missing)).cast(pl.Int128)).cast(pl.Int64)

    def scaled(name: str) -> pl.Expr:
        return pl.when(C("weight") > 0).then((C(name).cast(pl.Int128) * C("etc_minor") // C("total")).cast(pl.Int64))

    return shares.with_columns(amount_minor=amount, low=scaled("low_minor"), high=scaled("high_minor")).with_columns(
        low_minor=pl.min_horizontal("low", pl.when(C("low").is_not_null()).then("amount_minor")),
        high_minor=pl.max_horizontal("high", pl.when(C("high").is_not_null()).then("amount_minor")),
    )  # fmt: skip


def _lines_of_finished_modes(estimated: pl.DataFrame, after: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """A copy of the estimated lines of the default mode for each other mode that has `lines`, but none of them after the
    status.

    If lines of the whole project carry the estimate, every mode pays these lines anyway, and no copy is made.
    """
    live = estimated.filter(C("amount_minor") != 0)
    shared, own = live.filter(C("mode_id").is_null()), live.filter(C("mode_id") == C("default_mode"))
    named = lines.filter(C("mode_id").is_not_null()).select("project_id", "mode_id").unique().sort("project_id", "mode_id")
    finished = (
        named.join(after, on=["project_id", "mode_id"], how="anti", maintain_order="left")
        .join(own, on=["project_id", "mode_id"], how="anti", maintain_order="left")
        .join(shared, on="project_id", how="anti", maintain_order="left")
    )
    return finished.join(own.drop("mode_id"), on="project_id", maintain_order="left_right").select(estimated.columns)
