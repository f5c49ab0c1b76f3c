"""`cutline scenario`: the plan of a what-if scenario beside the plan of the night."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cutline.errors import NoPlan
from pipelines.commands.arguments import Folder, Json, NightFolder, night_in
from pipelines.commands.json_answer import print_json

if TYPE_CHECKING:
    from assets.answers.scenario_plan import ScenarioPlan


def scenario(
    name: Annotated[str, Parameter(help="the name of a file in scenarios/ of the portfolio, without .toml")],
    folder: Folder = Path(),
    /,
    *,
    night: Annotated[NightFolder | None, Parameter(help="the night to start from; without it, the published one")] = None,
    seconds: Annotated[float, Parameter(validator=Number(gt=0), help="the most time of the search")] = 120.0,
    as_json: Json = False,
) -> None:
    """Plan a what-if scenario from a published night, and show its plan beside the plan of the night. It publishes nothing.

    A scenario changes money, people, single projects or settings. If no plan keeps every rule, the exit code is 4, and the answer
    names the conflict and the cheapest way out.
    """
    from assets.answers.scenario_plan import plan_scenario

    try:
        found = plan_scenario(folder, night_in(night or folder), name, seconds=seconds, progress=partial(print, file=sys.stderr))
    except NoPlan as error:
        if as_json:
            print_json({"planned": False, "findings": [vars(each) for each in error.findings], "way_out": error.way_out})
        raise
    if as_json:
        print_json({"planned": True, **found.as_values()})
        return
    print("\n".join(_lines(found)))


def _lines(found: "ScenarioPlan") -> Iterator[str]:
    from cutline.reports.amounts import amount_text

    worth = partial(amount_text, settings=found.settings)
    difference = found.values[1] - found.values[0]
    yield f"{found.name}" + (f": {found.scenario.title}" if found.scenario.title else "")
    gap = f", to within {worth(found.gap)}" if found.gap else ""
    yield f"value     {worth(found.values[0])} to {worth(found.values[1])} ({'+' if difference > 0 else ''}{worth(difference)}){gap}"
    kept = "breaks a rule of the scenario" if found.kept is None else f"would be worth {worth(found.kept)}"
    yield f"unchanged the plan of the night {kept}"
    for verb, projects in (("enters", found.entered), ("leaves", found.left), ("otherwise", found.otherwise)):
        for each in projects:
            yield f"{verb:<9} {each} {found.names[each]}"
    if not found.names:
        yield "projects  the same projects, each in the same way"
