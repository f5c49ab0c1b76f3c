"""`cutline solve`: a verified plan from the exports as they are; nothing is published."""

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cutline.errors import Finding, UsageError
from pipelines.commands.arguments import Folder, Json, check_place_of
from pipelines.commands.nights.no_plan import answer_or_no_plan


def solve(
    folder: Folder = Path(),
    /,
    *,
    model: Annotated[Path | None, Parameter(help="also write the model, as .lp or .mps by the ending of the name")] = None,
    as_json: Json = False,
) -> None:
    """Plan and verify from the exports as they are now. It publishes nothing."""
    from pipelines.commands.nights.night_summary import show_plan
    from pipelines.night import run_job, write_model_of

    if model and model.suffix not in (".lp", ".mps"):
        raise UsageError(
            "a model is written as .lp or .mps", [Finding("--model", str(model), "a name ending in .lp or .mps", "rename it")]
        )
    check_place_of(model, "--model", "the model")
    night = answer_or_no_plan(partial(run_job, "decision", folder), as_json=as_json)
    if model:
        write_model_of(night, model)
    if as_json:
        print(night.plan().to_json(), end="")
        return
    show_plan(night.plan(), night.settings())
    if model:
        print(f"model written to {model}")
