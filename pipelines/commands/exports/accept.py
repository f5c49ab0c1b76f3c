"""`cutline accept`: the exports as they are now become the standard that later nights are compared with."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import Folder


def accept(folder: Folder = Path(), /, *, source: Annotated[tuple[str, ...], Parameter(help="only these sources")] = ()) -> None:
    """Accept the exports as they are now: columns that are new, gone or of another kind, row counts and totals that have changed."""
    from pipelines.commands.exports.acceptance import accept_shapes

    for line in accept_shapes(folder, source):
        print(line)
