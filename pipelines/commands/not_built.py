"""Commands that are announced but not built yet. Each refuses to run and says what to do instead."""

from collections.abc import Callable
from typing import Annotated

from cyclopts import Parameter

from cutline.errors import Finding, UsageError

# The name of each command, the question that it will answer, and what to do meanwhile.
NOT_BUILT = {
    "frontier": ("value against budget", "change the amounts in funds and run cutline solve for each"),
}


def refusal(name: str) -> Callable[..., None]:
    """The command `name` of NOT_BUILT: raises UsageError whatever it is called with."""
    what, instead = NOT_BUILT[name]

    def refuse(*_: Annotated[str, Parameter(allow_leading_hyphen=True)]) -> None:
        raise UsageError(
            f"cutline {name} is not built yet", [Finding(f"cutline {name}", "a command of a later version", what, instead)]
        )

    refuse.__doc__ = f"Not built yet: {what}."
    return refuse
