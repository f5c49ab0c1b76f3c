"""Draws the charts of a plan as SVG, without scripts and without references to other files."""

import hashlib
import re

import altair as alt
import polars as pl
import vl_convert

from cutline.reports.headline.headline import Headline

INK, FUNDED, LEFT, TRACK = "#12324a", "#1f7a8c", "#c44536", "#dfe6eb"


def money_chart(allocation: pl.DataFrame, headline: Headline) -> str:
    """The allocated and the free part of the budget, by fiscal year and class."""
    scale = 10**headline.minor_digits * 1_000_000
    rows = (
        allocation.group_by("fiscal_year", "cost_class")
        .agg(pl.col("budget_minor", "allocated_minor").sum() / scale)
        .sort("fiscal_year", "cost_class")
        .with_columns(label=pl.format("FY{} {}", "fiscal_year", "cost_class"))
    )
    data = alt.Data(values=rows.to_dicts())
    y = alt.Y("label:N", title=None, sort=rows["label"].to_list())
    axis = f"{headline.currency} million"
    budget = alt.Chart(data).mark_bar(color=TRACK, height=20).encode(y=y, x=alt.X("budget_minor:Q", title=axis))
    drawn = alt.Chart(data).mark_bar(color=FUNDED, height=11).encode(y=y, x="allocated_minor:Q")
    return svg((budget + drawn).properties(width=430, height=34 * max(rows.height, 1)))


def value_chart(selected: pl.DataFrame, not_selected: pl.DataFrame, headline: Headline, spend: pl.DataFrame) -> str:
    """Every project that could have been chosen: its own value against its cost, and whether it is funded.

    spend: project_id, spend_minor of the chosen option, or of the best option if none is chosen.
    """
    unit = 10**headline.minor_digits * 1_000_000
    is_points = headline.worth_unit == "milli_points"
    worth = unit if headline.is_money else 1000 if is_points else 1
    chosen = selected.select("project_id", "name", value="value", kind=pl.lit("funded"))
    out = not_selected.filter(pl.col("best_value").is_not_null()).select(
        "project_id", "name", value="best_value", kind=pl.lit("not funded")
    )
    rows = (
        pl.concat([chosen, out])
        .join(spend, on="project_id")
        .select("kind", "name", cost=pl.col("spend_minor") / unit, value=pl.col("value") / worth)
    )
    told = f"{headline.currency} million" if headline.is_money else "points" if is_points else headline.worth_unit
    title = f"own value ({told})"
    chart = (
        alt.Chart(alt.Data(values=rows.to_dicts()))
        .mark_circle(size=55, opacity=0.8)
        .encode(
            x=alt.X("cost:Q", title=f"cost in the horizon ({headline.currency} million)"),
            y=alt.Y("value:Q", title=title),
            color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=["funded", "not funded"], range=[FUNDED, LEFT])),
        )
    )
    return svg(chart.properties(width=430, height=260))


def people_chart(utilisation: pl.DataFrame) -> str:
    """Utilisation by role and period. The darker a cell, the fuller the role."""
    rows = utilisation.filter(pl.col("utilisation_bp").is_not_null()).select(
        "role_id", "period", "period_index", percent=(pl.col("utilisation_bp") / 100).round(0)
    )
    periods = rows.select("period", "period_index").unique().sort("period_index")["period"].to_list()
    base = alt.Chart(alt.Data(values=rows.to_dicts())).encode(
        x=alt.X("period:O", sort=periods, title=None), y=alt.Y("role_id:N", title=None)
    )
    cells = base.mark_rect().encode(
        color=alt.Color("percent:Q", title="%", scale=alt.Scale(domain=[0, 60, 100], range=["#f4f7f9", "#8fc1cb", INK]))
    )
    light = alt.condition("datum.percent > 75", alt.value("white"), alt.value(INK))
    text = base.mark_text(fontSize=10).encode(text="percent:Q", color=light)
    return svg((cells + text).properties(width=max(46 * len(periods), 120), height=26 * max(rows["role_id"].n_unique(), 1)))


def svg(chart: alt.Chart | alt.LayerChart) -> str:
    """A chart as SVG text. Equal charts give equal bytes."""
    styled = (
        chart.configure(font="Helvetica, Arial, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, grid=False)
    )
    text = str(vl_convert.vegalite_to_svg(styled.to_dict()))
    # The renderer counts clips and gradients over the life of the process. Names by position make equal charts equal in
    # bytes.
    names = list(dict.fromkeys(re.findall(r'id="((?:clip|gradient)\w*)"', text)))
    digest = hashlib.sha256(re.sub(r"(clip|gradient)\w*", "", text).encode()).hexdigest()[:8]
    for i, name in enumerate(names):
        text = re.sub(rf'(id="|#){name}\b', rf"\g<1>c{digest}-{i}", text)
    return text
