"""The house: what is imported, what is generated, what must not be written down."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from docs.generate import PAGES

ROOT = Path(__file__).parents[1]
FILES = [
    path for path in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()
    if (ROOT / path).is_file() and not path.endswith((".png", ".lp"))
]  # fmt: skip


def test_importing_the_optimizer_loads_no_orchestrator_and_no_gate():
    """It can be used, and tested, by itself."""
    code = "import sys, optimizer.search.solve, optimizer.explain.reasons; print([m for m in ('dagster', 'great_expectations', 'pulp') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_importing_the_verifier_loads_no_solver():
    """It could not lean on one if it wanted to."""
    code = "import sys, optimizer.verifier.verify; print([m for m in ('highspy', 'pulp', 'optimizer.model.building', 'optimizer.linear.rows') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_up_to_date(page):
    """Make docs was run after the contracts or the settings changed."""
    assert (ROOT / "docs" / page).read_text("utf-8") == PAGES[page]()


@pytest.mark.parametrize("path", FILES)
def test_no_file_names_a_package_host_or_a_path_of_a_machine(path):
    """Lock files and pages are for every machine; annotations stay real in assets and pipelines, where Dagster reads them."""
    text = (ROOT / path).read_text("utf-8", errors="replace")
    assert not re.search(r"https?://[^\s\"')]*(/simple\b|pypi|pythonhosted)", text)
    assert not re.search(r"(?<![\w.])/(work|root|home)/\w", text)
    if path.startswith(("assets/", "pipelines/")):
        assert "from __future__ import annotations" not in text


def test_every_module_opens_with_a_sentence():
    """What belongs here and what does not."""
    for path in FILES:
        if path.endswith(".py"):
            text = (ROOT / path).read_text("utf-8")
            assert not text.strip() or text.startswith('"""'), path


FLOORS = ("cutline", "optimizer", "data_quality", "assets", "pipelines")
LONGEST_FILE, LONGEST_FUNCTION, MOST_MODULES = 400, 45, 12
PRODUCT = [path for path in FILES if path.endswith(".py") and path.startswith(tuple(f"{floor}/" for floor in FLOORS))]


def test_a_folder_holds_two_to_twelve_modules():
    """A floor's own folder may hold fewer: its modules stand in its rooms."""
    folders = Counter(str(Path(path).parent) for path in PRODUCT if not path.endswith("/__init__.py"))
    assert len(folders) > 40
    assert {
        folder: count for folder, count in folders.items() if count > MOST_MODULES or (count < 2 and folder not in FLOORS)
    } == {}


def functions_of(path: str) -> Iterator[tuple[str, int]]:
    """Every function of a file with the lines of its body, its docstring aside."""
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_files_and_functions_are_short():
    """Whoever needs an exception lists it here with its reason. There is none today."""
    assert [path for path in PRODUCT if len((ROOT / path).read_text("utf-8").splitlines()) > LONGEST_FILE] == []
    assert [(path, name) for path in PRODUCT for name, lines in functions_of(path) if lines > LONGEST_FUNCTION] == []


def test_polars_has_one_thread_in_the_tests():
    """`tests/conftest.py` says so before anything imports Polars; whoever sets the variable decides otherwise."""
    assert pl.thread_pool_size() == int(os.environ["POLARS_MAX_THREADS"])
