"""From canonical tables to the optimiser's input, and from that to a plan that the verifier has passed."""

from collections.abc import Mapping

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.choices.options.choices import Choices
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify


def choices_of(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Choices:
    """What `tables` offer to choose from, with nothing in quarantine."""
    return build_choices(dict(tables), pl.DataFrame(schema=QUARANTINE_SCHEMA), settings)


def verified_plan(frames: Mapping[str, pl.DataFrame]) -> Plan:
    """The plan of a problem that has one, verified."""
    plan = solve(build_problem(dict(frames)), Limits())
    assert isinstance(plan, Plan)
    assert verify(dict(frames), plan).passed
    return plan
