"""Everything that Dagster serves for one portfolio.

The environment variable CUTLINE_PORTFOLIO names the portfolio's folder. Without it, the folder is ./sample, which `make run` makes.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import dagster as dg
from upath import UPath

from assets.checks import checks_of
from assets.resources.portfolio import Portfolio
from assets.resources.stores import stores
from cutline.errors import SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from pipelines.clock import SystemClock
from pipelines.jobs import ASSETS, JOBS
from pipelines.schedules import night_schedule
from pipelines.sensors import drop_zone

PORTFOLIO_VARIABLE = "CUTLINE_PORTFOLIO"
DEFAULT_PORTFOLIO = "sample"


def build_definitions(
    folder: Path,
    *,
    work: UPath | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    is_attended: bool = False,
    can_be_continued: bool = True,
) -> dg.Definitions:
    """Assets, checks, jobs, schedule and sensor for one portfolio folder.

    work: the folder in which assets store their results between steps. is_attended: a person at a terminal waits for the run.
    can_be_continued: whether a run that is killed may be continued later, so that its results stay.
    """
    try:
        settings = load_settings(folder / "portfolio.toml")
    except SettingsError as error:
        # The graph can be viewed without a portfolio; an asset that is run then reports what is wrong.
        dg.get_dagster_logger().warning(f"{error}; the default schedule is shown")
        settings = Settings()
    portfolio = Portfolio(
        folder=str(folder.resolve()), results=str(work or ""), is_attended=is_attended, can_be_continued=can_be_continued
    )
    return dg.Definitions(
        assets=ASSETS,
        asset_checks=checks_of(settings),
        jobs=JOBS,
        schedules=[night_schedule(settings.schedule)],
        sensors=[drop_zone],
        loggers=loggers,
        resources={
            "portfolio": portfolio,
            "clock": SystemClock(),
            **stores(portfolio.lineage),
        },
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What workspace.yaml loads."""
    return build_definitions(Path(os.environ.get(PORTFOLIO_VARIABLE, DEFAULT_PORTFOLIO)))
