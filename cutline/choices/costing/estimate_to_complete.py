"""Replaces the plan of a project in flight by what it has cost and by what it still costs.

Up to the status, the actual cost counts (`cost_to_date`). After the status, the estimate to complete counts; this module
spreads it over the lines of the plan. Both are measured in `cutline.metrics.earned_value`.
"""

import polars as pl

from cutline.choices.costing.cost_to_date import lines_of_cost_to_date
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
LEFT_OVER = "left_over"  # the kind of a line whose plan is over and whose work is not; no line of the table `cost_lines` has it
# Lines are ordered by their content, so that the order of rows in an export does not decide which line gets the last minor unit.
_CONTENT = ("period_index", "cost_class", "cost_type", "mode_id", *MONEY)


def estimates_to_complete(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, etc_minor, status_period, status_finish of every project in flight whose estimate to complete is known
    (the setting `estimate` of [evm]).
    """
    evm = in_portfolio_currency("evm", tables, settings).lazy()
    running = tables["projects"].filter(is_in_flight()).lazy().select("project_id")
    found = earned_value(time_phased(evm.join(running, on="project_id", how="semi")), estimate=settings.evm.estimate)
    known = found.drop_nulls("etc_minor")
    return known.select("project_id", C("etc_minor").clip(lower_bound=0), "status_period", "status_finish").collect()


def with_estimates_to_complete(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`costs` (deciding lines), in which each project in flight has its actual cost up to the status and its estimate to
    complete after it, instead of its plan.

    - The part of a line after the status is found by months, if the status lies inside the period of the line. The part
      before the status costs 0 inside the horizon, where `cost_to_date` adds the actual cost. Before the horizon it stays
      as planned: it is sunk, and nothing reads its amount.
    - The default mode pays its own lines and the lines of the whole project. The parts of these lines after the status are
      scaled so that their sum equals the estimate to the minor unit (largest remainder), in the prices of finance. The
      lines of other modes are scaled by the same factor.
    - If no part of a line lies after the status, or the amounts of these parts sum to zero, the estimate falls into the
      period of the month after the status.
    - If no line of another mode spends after the status, that mode pays what the default mode's own lines pay: its work is
      not finished for free.
    - The lines of a mode that stops the project pay for no work to complete, so they stay as they are. Such a mode still
      pays the actual cost.
    - A project with a forecast keeps its lines, because a forecast already is an estimate. A project with an unknown amount
      or an unknown estimate keeps its lines, too.
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
    of_these = estimates.join(replaced, on="project_id", how="semi")
    parts = (
        of_work.join(estimates, on="project_id", how="anti"),
        costs.join(not_running, on=["project_id", "mode_id"], how="semi"),
        _without_plan_to_date(before),
        lines_of_cost_to_date(lines, before, of_these, tables, settings),
        estimated,
        _lines_of_finished_modes(estimated, after, replaced),
    )
    return pl.concat([_as_cost_lines(part, costs) for part in parts])


def _as_cost_lines(part: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """`part` with the columns of `costs`; a column that it does not have is unknown."""
    return part.select(name if name in part.columns else pl.lit(None, dtype).alias(name) for name, dtype in costs.schema.items())


def _without_plan_to_date(before: pl.DataFrame) -> pl.DataFrame:
    """The parts before the status, of which those inside the horizon cost 0. They still say how long a mode takes, and that
    it has a cost line.
    """
    is_inside = C("period_index") >= 0
    return before.with_columns(
        pl.when(is_inside).then(0).otherwise("amount_minor").alias("amount_minor"),
        *(pl.when(~is_inside).then(name).alias(name) for name in ("low_minor", "high_minor")),
    )


def _estimates_that_count(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """The rows of `estimates_to_complete` for projects that have neither a forecast nor an unknown amount in `costs`."""
    kept = costs.filter((C("kind") == "forecast") | C("amount_minor").is_null()).select("project_id").unique()
    return estimates_to_complete(tables, settings).join(kept, on="project_id", how="anti")


def _split_at_status(lines: pl.DataFrame, settings: Settings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The part of each line before the status, and the part after it, in proportion to the months of the line's period."""
    calendar = settings.horizon()
    length = MONTHS[calendar.grain]
    end = calendar.first_month + (C("period_index") + 1) * length  # the month after the period
    status = C("status_finish").dt.year().cast(pl.Int64) * 12 + C("status_finish").dt.month().cast(pl.Int64)
    counted = lines.with_columns(months_left=(end - status).clip(0, length))
    after = {name: C(name) * C("months_left") // length for name in MONEY}
    before = counted.with_columns(**{name: C(name) - part for name, part in after.items()}).filter(C("months_left") < length)
    return before, counted.with_columns(**after).filter(C("months_left") > 0)


def _plan_after_status(lines: pl.DataFrame, after: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The whole plan of the default mode, moved to the period of the month after the status, for each project whose plan spends nothing
    after the status.
    """
    calendar = settings.horizon()
    spends_after = after.filter(C("is_default_mode") & (C("amount_minor") > 0)).select("project_id")
    spent = lines.join(spends_after, on="project_id", how="anti").filter("is_default_mode")
    spends = (C("amount_minor") > 0).any().over("project_id")
    period = calendar.index_expr(C("status_finish") + pl.duration(days=1)).clip(lower_bound=0)
    first_day = period.map_elements(calendar.period_start, return_dtype=pl.Date)
    # A plan of nothing gives no proportions: each of its lines then gets an equal share.
    return spent.with_columns(
        pl.when(spends).then("amount_minor").otherwise(1).alias("amount_minor"), period_index=period, period_start=first_day, kind=pl.lit(LEFT_OVER),
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
    """A copy of the default mode's own estimated lines for each other mode that has `lines`, of which none spends after the
    status.

    Lines of the whole project need no copy, because every mode pays them.
    """
    own = estimated.filter((C("amount_minor") != 0) & (C("mode_id") == C("default_mode")))
    named = lines.filter(C("mode_id").is_not_null()).select("project_id", "mode_id").unique().sort("project_id", "mode_id")
    finished = named.join(
        after.filter(C("amount_minor") > 0), on=["project_id", "mode_id"], how="anti", maintain_order="left"
    ).join(own, on=["project_id", "mode_id"], how="anti", maintain_order="left")
    return finished.join(own.drop("mode_id"), on="project_id", maintain_order="left_right").select(estimated.columns)
