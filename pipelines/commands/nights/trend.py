"""`cutline trend`: ratings, cost and finish dates from night to night, or from edition to edition."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import Json, check_place_of
from pipelines.commands.json_answer import print_json


def trend(
    *folders: Annotated[
        Path,
        Parameter(
            help="one portfolio: all its nights; several portfolios: the published night of each, as editions of one portfolio"
        ),
    ],
    by_name: Annotated[bool, Parameter(negative="", help="several portfolios: match projects by name instead of id")] = False,
    out: Annotated[Path | None, Parameter(help="also write a page with the chart, such as trend.html")] = None,
    as_json: Json = False,
) -> None:
    """Show how ratings, cost and finish dates change from night to night, or from edition to edition."""
    from assets.published_nights.editions import published_trend
    from cutline.reports.trend import render_trend
    from pipelines.commands.nights.trend_table import show_trend

    frame, settings = published_trend(folders or (Path(),), by_name=by_name)
    check_place_of(out, "--out", "the page")
    p = settings.portfolio
    if out:
        out.write_bytes(render_trend(frame, f"{p.name}: trend", p.currency, p.minor_digits))
    if as_json:
        print_json(frame.to_dicts())
        return
    show_trend(frame, settings)
    if out:
        print(f"written {out}")
