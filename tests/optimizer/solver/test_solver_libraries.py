"""Solver libraries are called from one room."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


ROOMS = ("cutline", "data_quality", "optimizer", "assets", "pipelines")


# Where each library may be imported: a module, or a folder with everything in it.
HOMES = {
    "pulp": (
        "optimizer/solver/model_files/pulp_model.py",
        "optimizer/solver/engines/pulp_call.py",
        "optimizer/solver/engines/declaring.py",
    ),
    "highspy": ("optimizer/solver/",),
}


def imported_by(text: str) -> set[str]:
    """Packages a module imports, anywhere in it, also by name through importlib."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            found |= {str(each.value).split(".")[0] for each in node.args if isinstance(each, ast.Constant)}
    return found


@pytest.mark.parametrize("library", HOMES)
def test_a_solver_library_is_called_from_one_place(library):
    """PuLP 4, or another HiGHS, is a change of one module or one room; modules that are new are looked at without being listed."""
    users = [
        path.relative_to(ROOT).as_posix() for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))
        if library in imported_by(path.read_text("utf-8"))
    ]  # fmt: skip
    assert users
    assert [path for path in users if not path.startswith(HOMES[library])] == []


def test_an_import_is_seen_wherever_it_hides():
    """In a function, of a part, under another name, by its name."""
    texts = (
        "def f():\n    import pulp",
        "from pulp.apis import x",
        "import pulp as p",
        "import importlib\nimportlib.import_module('pulp')",
    )
    assert all("pulp" in imported_by(text) for text in texts)
