"""Changes to the exports and the settings of a portfolio folder, as a mistake at their source would make them."""

from collections.abc import Callable
from pathlib import Path


def edit(name: str, change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Path], None]:
    """Change one export in place."""

    def apply(folder: Path) -> None:
        [path] = (folder / "exports").glob(name)
        path.write_bytes(change(path.read_bytes().decode(encoding)).encode(encoding))

    return apply


def remove(name: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        next((folder / "exports").glob(name)).unlink()

    return apply


def settings(change: Callable[[str], str]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / "portfolio.toml"
        path.write_text(change(path.read_text("utf-8")), "utf-8")

    return apply


def twice(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join([*lines, lines[1]])


# Enough sound rows for one bad one to be a small share.
SMALL_LINES = "".join(f"P1,,{i},,opex,other,1.00,,,plan,,\n" for i in range(5, 40))
