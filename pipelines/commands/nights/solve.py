"""`cutline solve`: a verified plan from the exports as they are; nothing is published."""

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cutline.errors import Finding, UsageError
from cutline.settings.section import nearest
from cutline.settings.solver import BUILT_IN_ENGINE, PULP_ENGINES
from pipelines.commands.arguments import Folder, Json, check_place_of
from pipelines.commands.nights.no_plan import answer_or_no_plan

MODEL_ENDINGS = (".lp", ".mps", ".json")


def solve(
    folder: Folder = Path(),
    /,
    *,
    model: Annotated[Path | None, Parameter(help="also write the model, as .lp, .mps or .json by the ending of the name")] = None,
    second_opinion: Annotated[
        str | None, Parameter(help="then ask another engine: a solver of PuLP, or cutline beside another solver.engine")
    ] = None,
    as_json: Json = False,
) -> None:
    """Plan and verify from the exports as they are now. It publishes nothing."""
    from pipelines.commands.nights.night_summary import engine_findings, show_findings, show_plan
    from pipelines.night import ask_second_opinion, run_job, write_model_of

    if model and model.suffix not in MODEL_ENDINGS:
        known = ", ".join(MODEL_ENDINGS)
        raise UsageError(
            f"a model is written as {known}", [Finding("--model", str(model), f"a name ending in one of {known}", "rename it")]
        )
    _check_engine(second_opinion)
    check_place_of(model, "--model", "the model")
    night = answer_or_no_plan(partial(run_job, "decision", folder), as_json=as_json)
    if model:
        write_model_of(night, model)
    plan = ask_second_opinion(night, second_opinion) if second_opinion else night.plan()
    if as_json:
        print(plan.to_json(), end="")
        return
    show_findings(engine_findings(plan))
    show_plan(plan, night.settings())
    if model:
        print(f"model written to {model}")


def _check_engine(name: str | None) -> None:
    known = (BUILT_IN_ENGINE, *PULP_ENGINES)
    if name is not None and name not in known:
        expected = f"{BUILT_IN_ENGINE}, or the name of a solver of PuLP{nearest(name, known)}"
        raise UsageError("this engine is not known", [Finding("--second-opinion", name, expected, "correct the name")])
