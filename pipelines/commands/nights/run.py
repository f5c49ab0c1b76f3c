"""`cutline run`: the whole night of a portfolio, published."""

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import Folder, Json
from pipelines.commands.json_answer import print_json
from pipelines.commands.nights.no_plan import answer_or_no_plan


def run(
    folder: Folder = Path(),
    /,
    *,
    quick: Annotated[
        bool, Parameter(help="a night without the effects of findings, the prices of reasons and the cards", negative=())
    ] = False,
    as_json: Json = False,
) -> None:
    """Run the whole night: read, check, plan, verify, explain, book, publish. It needs no daemon."""
    from pipelines.commands.nights.night_summary import engine_findings, show_findings, show_night
    from pipelines.night import run_job

    night = answer_or_no_plan(partial(run_job, "nightly", folder, is_quick=quick), as_json=as_json)
    if as_json:
        print_json({"certificate": night.certificate(), "seconds": night.seconds})
        return
    show_findings([*night.findings, *engine_findings(night.plan())])
    show_night(folder / "published", night.seconds)
