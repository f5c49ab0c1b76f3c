"""Where a portfolio keeps what later nights are compared with: in a folder for each published night, beside the nights.

The link `published` tells which of these folders counts. So the swap that publishes a night also changes what later nights are
compared with, and a night that is refused or killed before the swap changes nothing of it.
"""

import os
from pathlib import Path

REMEMBERED = "remembered"
LAST_LOOK = "last_look"  # the folder of what the last run found, published or not; people read it, and no night does
NO_NIGHT = "no-night"  # the name that stands for the state in which no night is published


def published_night(folder: Path) -> str:
    """The name of the night to which `published` points; empty if nothing is published. folder: the portfolio's."""
    link = folder / "published"
    return Path(os.readlink(link)).name if link.is_symlink() else ""


def remembered_with(folder: Path, night: str) -> Path:
    """The folder with what is remembered while `night` (empty for none) is the published night.

    A portfolio in which no night was published since folders for each night were introduced has these files in store/ itself.
    """
    every = folder / "store" / REMEMBERED
    return every / (night or NO_NIGHT) if every.is_dir() else folder / "store"


def remembered_now(folder: Path) -> Path:
    """The folder with what is remembered now."""
    return remembered_with(folder, published_night(folder))
