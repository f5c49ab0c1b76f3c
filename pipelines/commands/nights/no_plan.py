"""Prints the answer of `run` and `solve` for machines when the night has no plan."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cutline.errors import NoPlan
from pipelines.commands.json_answer import print_json

if TYPE_CHECKING:
    from pipelines.night import Night


def answer_or_no_plan(job: Callable[[], "Night"], *, as_json: bool) -> "Night":
    """The night of a job. If there is no plan, print the findings and the way out as one JSON object (as_json), and raise NoPlan again."""
    try:
        return job()
    except NoPlan as error:
        if as_json:
            print_json({"planned": False, "findings": [vars(each) for each in error.findings], "way_out": error.way_out})
        raise
