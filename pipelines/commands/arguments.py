"""Parameters that several commands share, and checks of the places they name."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cutline.errors import Finding, UsageError
from cutline.publishing.digests import CERTIFICATE

Folder = Annotated[Path, Parameter(help="portfolio folder, the one with portfolio.toml")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="print one JSON object instead of text")]
NightFolder = Annotated[Path, Parameter(help="a night under store/nights, or a portfolio folder for its published one")]


def night_in(folder: Path) -> Path:
    """The folder of a night: `folder` itself if it is a night, or its published night if it is a portfolio."""
    is_night = (folder / CERTIFICATE).exists()
    return folder / "published" if not is_night and (folder / "published").exists() else folder


def make_folder(folder: Path) -> None:
    """Make a folder and those above it. Raises UsageError if the folder cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "no folder can be made there", [Finding(str(folder), str(error), "a new or existing folder", "choose another place")]
        ) from None


def check_place_of(file: Path | None, option: str, what: str) -> None:
    """Refuse to write a file whose folder does not exist. option: the option that names the file. what: the file in words."""
    if file and not file.absolute().parent.is_dir():
        raise UsageError(
            f"{what} has nowhere to go", [Finding(option, str(file), "a folder that exists", "make the folder first")]
        )
