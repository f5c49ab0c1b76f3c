"""The deliveries and the settings between which orders change, all for the three-project portfolio of `cutline init`."""

from collections.abc import Callable
from pathlib import Path

from cutline.samples.starter_folder import write_starter

STARTED_WITH = "first", "first day"


def _costlier(name: str, text: str) -> str:
    return text.replace('"350,000.00"', '"352,000.00"') if name == "cost_lines.csv" else text


def _with_a_column(name: str, text: str) -> str:
    lines = text.splitlines()
    return "\n".join([f"{lines[0]},remark", *(f"{line},x" for line in lines[1:])]) + "\n" if name == "funds.csv" else text


def _cut(name: str, text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:2]) if name in ("projects.csv", "funds.csv") else text


def _twice(name: str, text: str) -> str:
    return text + text.splitlines(keepends=True)[1] if name == "projects.csv" else text


# By name: what a delivery makes of each file of the first one.
DELIVERIES: dict[str, Callable[[str, str], str]] = {
    "first": lambda _, text: text, "costlier": _costlier, "another column": _with_a_column, "cut": _cut, "a project twice": _twice,
}  # fmt: skip
SETTINGS: dict[str, Callable[[str], str]] = {
    "first day": lambda text: text.replace("[portfolio]\n", "[portfolio]\nas_of = 2027-01-01\n", 1),
    "second day": lambda text: text.replace("[portfolio]\n", "[portfolio]\nas_of = 2027-01-02\n", 1),
}


def first_portfolio(folder: Path) -> None:
    """Writes the portfolio that all orders begin with, beside it the files from which the others are made."""
    write_starter(folder)
    settle(folder, STARTED_WITH[1])


def deliver(folder: Path, name: str) -> None:
    """Replaces the exports by those of a delivery."""
    for text in _first("exports").items():
        (folder / "exports" / text[0]).write_text(DELIVERIES[name](*text), "utf-8")


def settle(folder: Path, name: str) -> None:
    """Replaces portfolio.toml."""
    (folder / "portfolio.toml").write_text(SETTINGS[name](_first(".")["portfolio.toml"]), "utf-8")


_FIRST: dict[str, dict[str, str]] = {}


def _first(place: str) -> dict[str, str]:
    if not _FIRST:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            write_starter(Path(folder))
            for each in (".", "exports"):
                _FIRST[each] = {
                    path.name: path.read_text("utf-8") for path in (Path(folder) / each).glob("*.*") if path.is_file()
                }
    return _FIRST[place]
