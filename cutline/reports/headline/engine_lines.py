"""The lines about engines other than the built-in one: who proposed the plan, why its answer was not used, a second opinion."""

from collections.abc import Mapping
from typing import Any

from cutline.contracts.units import Worth
from cutline.reports.amounts import amount_text
from cutline.settings.all_settings import Settings


def planned(name: str, version: str, status: str, bound: int | None, settings: Settings) -> str:
    """The line of a plan that another engine proposed. status, bound: the engine's own words on the greatest value."""
    words = {"optimal": "It calls its answer optimal", "limit": "It stopped at a limit"}.get(
        status, "It said nothing of its answer"
    )
    if bound is not None:
        words += f", with no plan worth more than {amount_text(Worth(bound), settings)}"
    return (
        f"{name} {version}".rstrip()
        + " proposed the plan. The rules were checked in whole numbers, and the bound above was proven by the built-in engine. "
        f"{words}; that is its word, not a proof"
    )


def replaced(sentence: str) -> str:
    """The line of a plan of the built-in engine, because another engine gave no answer that can be used. sentence: the reason."""
    return f"{sentence}. The built-in engine searched for the plan instead"


def refused(sentence: str) -> str:
    """The line of a second opinion that cannot be used. sentence: the reason."""
    return f"{sentence}. The plan stands as it was found and verified"


def second_opinion(opinion: Mapping[str, Any], settings: Settings) -> str:
    """The line of a second opinion. opinion: the fields of optimizer.plan.SecondOpinion."""
    engine = f"{opinion['name']} {opinion['version']}".rstrip()
    if opinion["verdict"] == "no opinion":
        return f"{engine} gave none: {opinion['said']}"
    worth = amount_text(Worth(opinion["value"]), settings)
    if opinion["verdict"] == "better plan":
        before = amount_text(Worth(opinion["replaced_value"]), settings)
        more = f"; {opinion['said']}" if opinion["said"] else ""
        return f"{engine} found a better plan, worth {worth} instead of {before}; it passed the verifier and is this plan{more}"
    bound = (
        ""
        if opinion["bound"] is None
        else f", and says that no plan is worth more than {amount_text(Worth(opinion['bound']), settings)}"
    )
    agrees = "agrees" if opinion["verdict"] == "agrees" else "found no better plan within its limits"
    return f"{engine} {agrees}: its own best plan is worth {worth}{bound}"
