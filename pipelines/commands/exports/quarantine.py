"""`cutline quarantine`: the cells that were not understood, and since when."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import Folder, Json, check_place_of
from pipelines.commands.json_answer import print_json


def quarantine(
    folder: Folder = Path(),
    /,
    *,
    source: Annotated[str | None, Parameter(help="only this source")] = None,
    released: Annotated[bool, Parameter(negative="", help="also list the cells that a corrected delivery has released")] = False,
    csv: Annotated[
        Path | None, Parameter(help="also write the list, with what was read of each row, to send to whoever can correct it")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the cells that were not understood, since when, and what was expected. A corrected delivery releases them by itself."""
    from pipelines.commands.exports.quarantine_list import quarantined, show_quarantine

    cells = quarantined(folder, source, released=released)
    check_place_of(csv, "--csv", "the list")
    if csv:
        cells.write_csv(csv)
    if as_json:
        print_json(cells.to_dicts())
        return
    show_quarantine(cells)
    if csv:
        print(f"written {csv}")
