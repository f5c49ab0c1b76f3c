"""Costs and benefits in four views side by side: as baselined, as planned, as forecast, and as they came."""

import polars as pl

KINDS = ("baseline", "plan", "forecast", "actual")


def cost_views(lines: pl.LazyFrame, actuals: pl.LazyFrame) -> pl.LazyFrame:
    """Whole-life cost of the default mode in every view, one row for each project and cost class.

    lines: project_id, cost_class, kind and amount_minor of the default mode. lines and actuals are in the prices that finance
    uses.

    - cost_class: capex or opex. From cost_lines.cost_class.
    - baseline_minor, plan_minor, forecast_minor: sum of the lines of that kind; null if there is no such line or if the
      amount of one is unknown. From cost_lines.amount_minor, cost_lines.kind.
    - actual_minor: amounts posted so far; null if nothing was posted. From actuals.amount_minor.
    - expected_minor: the forecast, if the project has one, because a forecast replaces the whole plan; otherwise the plan. From
      cost_lines.amount_minor, cost_lines.kind.
    - variance_minor: expected_minor less baseline_minor; a positive variance means a higher cost than baselined. From
      cost_lines.amount_minor, cost_lines.kind.
    - left_minor: expected_minor less actual_minor. From cost_lines.amount_minor, cost_lines.kind, actuals.amount_minor.

    Source: PMI, PMBOK Guide, 7th edition, on baselines and variance.

    Edges: all views have the same price basis. A cost class without any line and any posting has no row.

    >>> lines = pl.LazyFrame({"project_id": ["P", "P"], "cost_class": ["capex"] * 2, "kind": ["baseline", "plan"], "amount_minor": [100, 120]})
    >>> actuals = pl.LazyFrame({"project_id": ["P"], "cost_class": ["capex"], "amount_minor": [30]})
    >>> cost_views(lines, actuals).collect().row(0)
    ('P', 'capex', 100, 120, None, 30, 120, 20, 90)
    """
    posted = actuals.select("project_id", "cost_class", "amount_minor", kind=pl.lit("actual"))
    keys = ("project_id", "cost_class")
    views = _by_kind(pl.concat([lines.select(*keys, "amount_minor", "kind"), posted]), keys)
    return _expected(views, lines).with_columns(
        variance_minor=pl.col("expected_minor") - pl.col("baseline_minor"), left_minor=pl.col("expected_minor") - pl.col("actual_minor")
    )  # fmt: skip


def benefit_views(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Benefits of the default mode in every view, one row for each project and category of benefit.

    lines: project_id, category, kind (null means plan) and amount_minor of the default mode, in the prices that finance uses.
    Amounts are not multiplied by their probability.

    - category: kind of benefit. From benefits.category.
    - baseline_minor, plan_minor, forecast_minor, actual_minor: sum of the lines of that view; null if there is no such line
      or if the amount of one is unknown. From benefits.amount_minor, benefits.kind.
    - expected_minor: the forecast, if the project has one, because a forecast replaces the whole plan; otherwise the plan. From
      benefits.amount_minor, benefits.kind.
    - variance_minor: expected_minor less baseline_minor; a negative variance means a lower benefit than baselined. From
      benefits.amount_minor, benefits.kind.

    Source: PMI, Benefits Realization Management: A Practice Guide (2019).

    Edges: as in `cost_views`.

    >>> lines = pl.LazyFrame({"project_id": ["P", "P"], "category": ["revenue"] * 2, "kind": ["baseline", None], "amount_minor": [100, 90]})
    >>> benefit_views(lines).collect().row(0)
    ('P', 'revenue', 100, 90, None, None, 90, -10)
    """
    stated = lines.with_columns(pl.col("kind").fill_null("plan"))
    views = _expected(_by_kind(stated, ("project_id", "category")), stated)
    return views.with_columns(variance_minor=pl.col("expected_minor") - pl.col("baseline_minor"))


def _expected(views: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """`views` with expected_minor: the forecast or the plan.

    A forecast replaces the whole plan: if a project has any forecast line, its expected amount is the forecast in every row,
    even in a row where the forecast is null.
    """
    forecast = (
        lines.filter(pl.col("kind") == "forecast").select("project_id").unique().with_columns(has_forecast=pl.lit(value=True))
    )
    joined = views.join(forecast, on="project_id", how="left")
    return (
        joined.with_columns(expected_minor=pl.when("has_forecast").then("forecast_minor").otherwise("plan_minor"))
        .drop("has_forecast")
        .sort(views.collect_schema().names()[:2])
    )


def _by_kind(lines: pl.LazyFrame, keys: tuple[str, ...]) -> pl.LazyFrame:
    def total(kind: str) -> pl.Expr:
        amounts = pl.col("amount_minor").filter(pl.col("kind") == kind)
        return pl.when((amounts.len() > 0) & amounts.is_not_null().all()).then(amounts.sum()).alias(f"{kind}_minor")

    return lines.group_by(keys).agg(map(total, KINDS)).sort(keys)
