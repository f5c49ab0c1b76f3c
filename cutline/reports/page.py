"""Renders the web page of a night: one file that opens from a mail or a share without network, script or server."""

from collections.abc import Mapping
from functools import partial
from importlib.resources import files

import polars as pl
from jinja2 import Environment, select_autoescape
from markupsafe import Markup

from cutline.contracts.units import THOUSANDTHS_SCALE, Minor
from cutline.reports.charts import money_chart, people_chart, value_chart
from cutline.reports.headline.headline import Headline
from cutline.valuation.money import format_minor, format_short

SHOWN_FINDINGS = 25
SHOWN_FIELDS = 15


def _shown_health(health: pl.DataFrame) -> pl.DataFrame:
    """The projects whose reported rating contradicts the rules, and those that the rules call red."""
    rated = health.filter(pl.col("reported_rag").is_not_null())
    return rated.filter(pl.col("differs").fill_null(value=False) | (pl.col("computed_rag") == "red")).sort("differs", "project_id", descending=[True, False]).head(SHOWN_FINDINGS)  # fmt: skip


def _shown_over_allocations(over: pl.DataFrame) -> pl.DataFrame:
    """The largest over-allocations by work that is committed already and by the plan; over-allocations by work that is only
    asked for are left out.
    """
    committed = over.filter(pl.col("view").is_in(["committed", "planned"]))
    return committed.sort("excess_milli_fte_periods", "role_id", descending=[True, False]).head(SHOWN_FIELDS)


def _worth_text(amount: int | None, head: Headline) -> str:
    """An amount of the objective: money, points or whole units."""
    if amount is None:
        return "–"
    if head.is_money:
        return format_short(Minor(amount), head.currency, head.minor_digits)
    return f"{amount / THOUSANDTHS_SCALE:,.1f} points" if head.worth_unit == "milli_points" else f"{amount:,} {head.worth_unit}"


def render_page(frames: Mapping[str, pl.DataFrame], head: Headline) -> bytes:
    """The page of a night as UTF-8 HTML. Equal frames and headline give equal bytes."""
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)

    environment.filters["money"] = lambda amount: format_minor(amount, head.currency, head.minor_digits)
    environment.filters["short"] = lambda amount: format_short(amount, head.currency, head.minor_digits)
    environment.filters["worth"] = partial(_worth_text, head=head)
    charts = {
        "money": money_chart(frames["allocation"], head),
        "value": value_chart(frames["selected"], frames["not_selected"], head, frames["costs"]),
    }
    if frames["utilisation"].filter(pl.col("utilisation_bp").is_not_null()).height:
        charts["people"] = people_chart(frames["utilisation"])
    template = environment.from_string((files("cutline.reports") / "templates" / "page.html").read_text("utf-8"))
    text = template.render(
        head=head,
        charts={name: Markup(svg) for name, svg in charts.items()},  # noqa: S704 - made by us, from escaped JSON
        selected=frames["selected"].to_dicts(),
        not_selected=frames["not_selected"].to_dicts(),
        allocation=frames["allocation"].to_dicts(),
        moved=frames["money_moved"].to_dicts(),
        gates=frames["stage_gates"].to_dicts(),
        findings=frames["findings"].head(SHOWN_FINDINGS).to_dicts(),
        more_findings=max(frames["findings"].height - SHOWN_FINDINGS, 0),
        scores=frames["quality_scores"].to_dicts(),
        exceptions=frames["quality_exceptions"].to_dicts(),
        stale=frames["field_freshness"].sort("unchanged_since", "table", "column", nulls_last=True).head(SHOWN_FIELDS).to_dicts(),
        quality=frames["quality"].filter(pl.col("status") != "passed").to_dicts(),
        passed=frames["quality"].filter(pl.col("status") == "passed").height,
        quarantine=frames["quarantine"].to_dicts(),
        accounting=frames["row_accounting"].to_dicts(),
        health=_shown_health(frames["health"]).to_dicts(),
        progress=frames["earned_value_groups"].filter((pl.col("projects") > 0) & (pl.col("level") != "portfolio")).to_dicts(),
        over=_shown_over_allocations(frames["over_allocations"]).to_dicts(),
        within=frames["block_overloads"]
        .sort("over_milli_fte", "role_id", "period_index", descending=[True, False, False])
        .head(SHOWN_FIELDS)
        .to_dicts(),
    )
    return text.encode("utf-8")
