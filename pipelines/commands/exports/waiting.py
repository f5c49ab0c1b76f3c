"""`cutline waiting`: lists the files in the drop zone, and the files that have not arrived."""

from pathlib import Path

from pipelines.commands.arguments import Folder, Json
from pipelines.commands.json_answer import print_json


def waiting(folder: Folder = Path(), /, *, as_json: Json = False) -> None:
    """List the files in the drop zone and what has not arrived. It reads no row and changes only the manifest."""
    from pipelines.commands.exports.waiting_list import arrivals, show_arrivals

    files, late = arrivals(folder)
    if as_json:
        print_json({"files": files.to_dicts(), "waiting_for": [vars(each) for each in late]})
        return
    show_arrivals(files, late)
