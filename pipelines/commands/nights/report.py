"""`cutline report`: the workbook and the page of a published night, written again from its files."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import NightFolder, make_folder, night_in


def report(
    night: NightFolder = Path(),
    /,
    *,
    out: Annotated[Path, Parameter(help="folder for workbook.xlsx and page.html")] = Path("report"),
) -> None:
    """Write the workbook and the page of a night again, from its own files."""
    from assets.published_nights.rendering import render_again

    files = render_again(night_in(night))
    make_folder(out)
    for name, data in files.items():
        (out / name).write_bytes(data)
        print(f"written {out / name}")
