"""Whether a run is a quick night: one without the effects of findings, the prices of reasons and the cards of projects.

A tag of the run says so, so that a person can also ask for a quick night on Dagster's page.
"""

import dagster as dg

QUICK = "cutline/quick"  # the tag; its value is "yes"


def is_quick(context: dg.AssetExecutionContext) -> bool:
    """Whether the run is a quick night."""
    return context.run.tags.get(QUICK) == "yes"
