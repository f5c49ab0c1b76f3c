"""Renders the page of a trend: ratings, cost and finish dates over the nights, or over portfolios.

The editions are the nights of one portfolio, or the published nights of several portfolios.
"""

from importlib.resources import files

import altair as alt
import polars as pl
from jinja2 import Environment, select_autoescape
from markupsafe import Markup

from cutline.reports.charts import svg
from cutline.valuation.money import format_short

RATINGS = {"green": "#2e7d32", "amber_green": "#9bbf4d", "amber": "#f2c14e", "amber_red": "#e07b39", "red": "#b3261e"}
NAMES = {rating: rating.replace("_", "/") for rating in RATINGS}


def rating_chart(trend: pl.DataFrame) -> str:
    """The share of each rating among the rated projects, edition by edition, as SVG.

    trend: as `cutline.metrics.progress.confidence_trend.confidence_trend` makes it.
    """
    rated = pl.sum_horizontal(*RATINGS)
    long = trend.select(edition=pl.col("as_of_date").dt.strftime("%b %Y"), rated=rated, **{n: pl.col(r) for r, n in NAMES.items()}).unpivot(
        list(NAMES.values()), index=["edition", "rated"], variable_name="rating", value_name="projects"
    )  # fmt: skip
    order = {name: i for i, name in enumerate(NAMES.values())}
    rows = long.with_columns(
        share=pl.col("projects") / pl.col("rated") * 100, place=pl.col("rating").replace_strict(order, return_dtype=pl.Int64)
    ).drop_nulls("share")
    editions = rows["edition"].unique(maintain_order=True).to_list()
    base = alt.Chart(alt.Data(values=rows.to_dicts())).encode(
        x=alt.X("edition:O", sort=editions, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("share:Q", title="% of rated projects", stack="zero", scale=alt.Scale(domain=[0, 100])),
        order="place:Q",
    )
    scale = alt.Scale(domain=list(order), range=list(RATINGS.values()))
    return svg(
        base.mark_bar()
        .encode(color=alt.Color("rating:N", sort=list(order), scale=scale, title=None))
        .properties(width=max(90 * len(editions), 160), height=240)
    )


def render_trend(trend: pl.DataFrame, title: str, currency: str, minor_digits: int) -> bytes:
    """The trend as UTF-8 HTML without network and script. Equal frames give equal bytes."""
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    environment.filters["short"] = lambda amount: format_short(amount, currency, minor_digits)
    environment.filters["percent"] = lambda bp: "–" if bp is None else f"{bp / 100:.1f} %"
    template = environment.from_string((files("cutline.reports") / "templates" / "trend.html").read_text("utf-8"))
    chart = Markup(rating_chart(trend))  # noqa: S704 - made by us, from escaped JSON
    return template.render(title=title, rows=trend.to_dicts(), chart=chart).encode("utf-8")
