"""`cutline sample`: a generated portfolio, messy on purpose."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import make_folder


def sample(
    folder: Annotated[Path, Parameter(help="new folder")],
    /,
    *,
    projects: Annotated[int, Parameter(help="number of projects, 5 to 5000")] = 120,
    seed: Annotated[int, Parameter(help="the same seed gives the same files")] = 7,
) -> None:
    """Make a realistic synthetic portfolio, with the faults that real exports have."""
    from cutline.samples.sample_folder import write_sample

    make_folder(folder)
    write_sample(folder, projects, seed)
    files = sorted(path.name for path in (folder / "exports").iterdir())
    print(f"{folder}: {projects} projects in {len(files)} exports\n  " + "\n  ".join(files) + f"\nnext: cutline run {folder}")
