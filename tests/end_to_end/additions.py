"""Reads the worked additions of docs/adding.md and applies them to a copy of the repository."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "adding.md"
BLOCK = re.compile(
    r"^In `(?P<path>[^`]+)`, (?:(?P<new>a new file)|(?P<side>after|before) the line `(?P<anchor>[^\n]+)`):\n\n```\w*\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Change:
    """One block of the guide. side: new, after or before; anchor: the line beside which `code` is inserted, without blanks around it."""

    path: str
    side: str
    anchor: str
    code: str

    def apply(self, checkout: Path) -> None:
        """Make the change in a checkout. Raises ValueError when the file or the anchor is not as the guide says."""
        file = checkout / self.path
        if self.side == "new":
            if file.exists():
                raise ValueError(f"{self.path} exists already, the guide calls it a new file")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.code, "utf-8")
            return
        lines = file.read_text("utf-8").splitlines(keepends=True)
        places = [i for i, line in enumerate(lines) if line.strip() == self.anchor]
        if len(places) != 1:
            raise ValueError(f"{self.path} has {len(places)} lines `{self.anchor}`, the guide needs exactly one")
        lines.insert(places[0] + (self.side == "after"), self.code)
        file.write_text("".join(lines), "utf-8")


def sections() -> dict[str, list[Change]]:
    """The changes of each section of the guide, by the section's heading."""
    parts = re.split(r"^## (.+)$", GUIDE.read_text("utf-8"), flags=re.MULTILINE)
    return {
        heading: [
            Change(found["path"], found["side"] or "new", found["anchor"] or "", found["code"]) for found in BLOCK.finditer(body)
        ]
        for heading, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def copy_of_the_repository(folder: Path) -> Path:
    """The files that git knows, in a new folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder
