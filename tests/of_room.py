"""Names the tests that a change in a room can break: python -m tests.of_room optimizer/model. `make test ROOM=optimizer/model` runs them.

The import graph says which modules depend on the room. A test file is chosen when it imports one of these modules, directly, through a helper
module of the tests, or through a fixture that it uses. The tests that mirror the room are always chosen.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
FLOORS = ("cutline", "optimizer", "data_quality", "assets", "pipelines")


def affected_tests(room: str) -> list[str]:
    """Paths of the test files that a change in `room` (a folder or a module, as a path) can break. Raises ValueError for an unknown room."""
    module = room.strip("/").removesuffix(".py").replace("/", ".")
    graph = grimp.build_graph(*FLOORS)
    inside = {each for each in graph.modules if each == module or each.startswith(module + ".")}
    if not inside:
        raise ValueError(f"{room} is no room of the house; rooms are folders such as optimizer/model or cutline/reports")
    changed = inside | {each for one in inside for each in graph.find_downstream_modules(one)}
    mirror = ROOT / "tests" / room.strip("/").removesuffix(".py")
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    chosen = [path for path in files if mirror in path.parents or changed & set(imports_of(path))]
    return [path.relative_to(ROOT).as_posix() for path in chosen]


@cache
def imports_of(path: Path) -> frozenset[str]:
    """The modules of the house that a test file imports: itself, through helper modules of the tests, or through the fixtures it names."""
    tree = ast.parse(path.read_text("utf-8"))
    found = set(_imported(tree))
    for name in {each for each in found if each.startswith("tests.")}:
        helper = ROOT / (name.replace(".", "/") + ".py")
        if helper.is_file() and helper != path:
            found |= imports_of(helper)
    asked = {each.arg for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for each in node.args.args}
    for folder in path.parents:
        if (folder / "conftest.py").is_file():
            found |= _through_fixtures(folder / "conftest.py", asked)
        if folder == ROOT / "tests":
            break
    return frozenset(found)


def _through_fixtures(conftest: Path, names: set[str]) -> set[str]:
    """The modules that the fixtures called `names` of a conftest import, and the fixtures that these ask for in turn."""
    tree = ast.parse(conftest.read_text("utf-8"))
    functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    found, asked = set[str](), [name for name in functions if name in names]
    for name in asked:
        found |= set(_imported(functions[name]))
        asked.extend(each.arg for each in functions[name].args.args if each.arg in functions and each.arg not in asked)
    shared = {each for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) for each in _imported(node)}
    return found | shared if asked else found


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(
            node.value, str
        ):  # code that a test runs in another process, modules by name
            yield from re.findall(rf"\b(?:{'|'.join(FLOORS)})(?:\.\w+)+", node.value)


if __name__ == "__main__":
    try:
        sys.stdout.write(" ".join(affected_tests(sys.argv[1])) + "\n")
    except ValueError as error:
        sys.exit(str(error))
