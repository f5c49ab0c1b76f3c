"""`cutline init`: a new portfolio folder with commented settings and small example exports."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import make_folder


def init(folder: Annotated[Path, Parameter(help="new folder")], /) -> None:
    """Make a portfolio folder: a commented portfolio.toml and small example exports, to be replaced by your own."""
    from cutline.samples.example_rows import take_examples_out
    from cutline.samples.starter_folder import write_starter

    make_folder(folder)
    write_starter(folder)
    examples = take_examples_out(folder, "")
    print(f"{folder} is ready.\n  1. cutline run {folder}        plans the three example projects\n"
          f"  2. replace the rows in {folder}/exports/ with your own, or let cutline inspect FILE --append-to {folder} describe your export:\n"
          f"     it takes the {examples.lines} lines of the {len(examples.files)} example sources out of portfolio.toml, because examples never stand beside your own rows\n"
          f"  3. portfolio.toml says how to read other layouts; docs/settings.md explains every key")  # fmt: skip
