"""The schedule of the night."""

import dagster as dg

from cutline.settings.general import ScheduleSection
from pipelines.jobs import nightly


def night_schedule(section: ScheduleSection) -> dg.ScheduleDefinition:
    """Runs the night by the cron expression of the portfolio, in its time zone."""
    return dg.ScheduleDefinition(
        name="nightly_schedule", job=nightly, cron_schedule=section.cron, execution_timezone=section.time_zone,
        description="Runs the night; switch it on in Dagster's Automation page.",
    )  # fmt: skip
