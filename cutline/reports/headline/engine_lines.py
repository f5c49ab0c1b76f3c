"""The line about an engine other than the built-in one: who proposed the plan, or why its answer was not used."""

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
