"""What a project is taken to cost from now on: its deciding cost lines, the estimate to complete in place of the plan, corrections of estimates."""

import polars as pl

from cutline.calendar import MONTHS
from cutline.metrics.accuracy import outcomes, reference_corrections
from cutline.metrics.evm import earned_value, time_phased
from cutline.settings import Settings
from cutline.tables import SHARE_SCALE
from cutline.valuation import Tables, deciding_costs, in_portfolio_currency

C = pl.col
# The tables that decision_costs reads.
COSTING_TABLES = ("actuals", "cost_lines", "deflators", "evm", "milestones", "modes", "optimism_bias", "projects", "rates")
_CONTENT = ("period_index", "cost_class", "cost_type", "mode_id", "amount_minor", "low_minor", "high_minor")


def decision_costs(tables: Tables, settings: Settings) -> pl.DataFrame:
    """The cost lines a decision rests on, in the portfolio's currency: forecast, else plan with what its estimate to complete says of the rest,
    corrected as settings.forecasting says. In the prices their lines say.

    Raises DataBlocked when a currency has no rate.
    """
    costs = deciding_costs(in_portfolio_currency("cost_lines", tables, settings))
    return corrected(with_estimates(costs, tables, settings), tables, settings)


def estimates_to_complete(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, etc_minor, status_finish of every project in flight whose estimate to complete is known (settings evm.estimate)."""
    evm = in_portfolio_currency("evm", tables, settings).lazy()
    running = tables["projects"].filter(C("status") == "in_flight").lazy().select("project_id")
    found = earned_value(time_phased(evm.join(running, on="project_id", how="semi")), estimate=settings.evm.estimate)
    return found.drop_nulls("etc_minor").select("project_id", C("etc_minor").clip(lower_bound=0), "status_finish").collect()


def with_estimates(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`costs` (deciding lines) in which the plan of a project in flight still spends what its estimate to complete says.

    Every line of the default mode, or of the whole project, whose period ends after the status is scaled so that together they are the estimate
    to the minor unit (largest remainder); where no such line is left, the whole plan's shape falls into the next period. A project with a
    forecast, or with an unknown amount, is left as it is: a forecast is an estimate already.
    """
    if not settings.evm.replaces_plan:
        return costs
    estimates = estimates_to_complete(tables, settings)
    settled = costs.filter((C("kind") == "forecast") | C("amount_minor").is_null()).select("project_id").unique()
    estimates = estimates.join(settled, on="project_id", how="anti")
    lines = dated(costs, tables, settings).join(estimates, on="project_id", how="left", maintain_order="left")
    lines = lines.with_columns(is_open=_is_open(settings) & C("is_default_mode"), weight=C("amount_minor").clip(lower_bound=0))
    moved = _moved(lines, settings)
    kept = lines.filter(~C("is_open").fill_null(value=False))
    estimated = _scaled(pl.concat([lines.filter("is_open"), moved]))
    return pl.concat([kept.select(costs.columns), estimated.select(costs.columns)])


def dated(lines: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """Lines of costs or benefits with period_index, counted from the project's own earliest start, and is_default_mode: whether they are of its
    default mode or of the whole project.
    """
    calendar = settings.horizon()
    starts = (
        tables["projects"]
        .select("project_id", start_index=calendar.index_expr(C("earliest_start")).fill_null(0))
        .unique("project_id", keep="first")
    )
    when = pl.coalesce(C("start_index") + C("period_offset"), calendar.index_expr(C("period_start")))
    return (
        lines.join(starts, on="project_id", how="left", maintain_order="left")
        .join(default_modes(tables), on="project_id", how="left", maintain_order="left")
        .with_columns(
            period_index=when, is_default_mode=C("mode_id").is_null() | (C("mode_id") == C("default_mode")).fill_null(value=True)
        )
    )


def default_modes(tables: Tables) -> pl.DataFrame:
    """project_id, default_mode: the mode marked as the default, else the first by id; projects without modes are absent."""
    order = (C("is_default").fill_null(value=False), C("mode_id"))
    first = (
        tables["modes"]
        .sort("project_id", *order, descending=[False, True, False])
        .unique("project_id", keep="first", maintain_order=True)
    )
    return first.select("project_id", default_mode="mode_id")


def _is_open(settings: Settings) -> pl.Expr:
    """Whether a line's period ends after the status of its project."""
    calendar = settings.horizon()
    start = calendar.start.year * 12 + calendar.start.month - 1
    end = start + (C("period_index") + 1) * MONTHS[calendar.grain]  # the month after the period
    status = C("status_finish").dt.year().cast(pl.Int64) * 12 + C("status_finish").dt.month().cast(pl.Int64)
    return end > status


def _moved(lines: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The whole plan again, in the period after the status, of projects whose plan is over and whose work is not."""
    calendar = settings.horizon()
    has_open = (C("is_open").fill_null(value=False) & (C("weight") > 0)).any().over("project_id")
    over = lines.filter(C("etc_minor").is_not_null() & ~has_open & C("is_default_mode") & (C("weight") > 0))
    after = (calendar.index_expr(C("status_finish")) + 1).clip(lower_bound=0)
    first_day = after.map_elements(calendar.period_start, return_dtype=pl.Date)
    return over.with_columns(
        period_index=after, period_start=first_day, period_offset=pl.lit(None, pl.Int64), is_open=pl.lit(value=True)
    )


def _scaled(lines: pl.DataFrame) -> pl.DataFrame:
    """Amounts in proportion to their weights that are the estimate together; lows and highs in the same proportion."""
    total = C("weight").sum().over("project_id").cast(pl.Int128)
    product = C("weight").cast(pl.Int128) * C("etc_minor")
    shares = lines.sort("project_id", *_CONTENT, nulls_last=True).with_columns(total=total).filter(C("total") > 0).with_columns(
        part=product // C("total"), remainder=product % C("total")
    )  # fmt: skip
    left = C("etc_minor") - C("part").sum().over("project_id")
    place = C("remainder").rank("ordinal", descending=True).over("project_id")

    def alike(name: str) -> pl.Expr:
        return (C(name).cast(pl.Int128) * C("etc_minor") // C("total")).cast(pl.Int64)

    return shares.with_columns(
        low_minor=alike("low_minor"),
        high_minor=alike("high_minor"),
        amount_minor=(C("part") + (place <= left).cast(pl.Int128)).cast(pl.Int64),
    )


def corrected(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`costs` times the correction of their project's class, half up, when settings.forecasting.correction asks for one.

    Projects in flight are left out: their progress speaks for itself. A class without a correction stays as submitted.
    """
    if settings.forecasting.correction == "none":
        return costs
    about = tables["projects"].select("project_id", "project_class", "status").unique("project_id", keep="first")
    lines = costs.join(about, on="project_id", how="left", maintain_order="left")
    factors = correction_factors(tables, settings)
    for keys in (["project_class", "cost_class"], ["project_class"]):
        own = factors.filter(C("cost_class").is_not_null() == (len(keys) == 2)).select(
            *keys, C("factor_bp").alias(f"factor_{len(keys)}")
        )
        lines = lines.join(own, on=keys, how="left", maintain_order="left")
    factor = pl.when(C("status") != "in_flight").then(pl.coalesce("factor_2", "factor_1")).fill_null(SHARE_SCALE)
    raised = [
        ((C(name).cast(pl.Int128) * factor * 2 + SHARE_SCALE) // (2 * SHARE_SCALE)).cast(pl.Int64).alias(name)
        for name in ("amount_minor", "low_minor", "high_minor")
    ]
    return lines.with_columns(raised).select(costs.columns)


def correction_factors(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_class, cost_class (null: both), factor_bp: what submitted costs are multiplied with, by settings.forecasting.correction."""
    if settings.forecasting.correction == "optimism_bias":
        return tables["optimism_bias"].select("project_class", "cost_class", factor_bp=C("uplift_bp") + SHARE_SCALE)
    lazy = {name: in_portfolio_currency(name, tables, settings).lazy() for name in ("actuals", "cost_lines", "evm")}
    found = outcomes({name: tables[name].lazy() for name in COSTING_TABLES} | lazy)
    known = reference_corrections(found, settings.forecasting).drop_nulls(["project_class", "multiplier_bp"])
    return known.select("project_class", cost_class=pl.lit(None, pl.String), factor_bp="multiplier_bp").collect()
