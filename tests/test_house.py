"""The house: what is imported, what is generated, what must not be written down."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("page", ["data-dictionary.md", "metrics.md", "settings.md", "rules.md"])
def test_generated_pages_are_up_to_date(page):
    """Make docs was run after the contracts or the settings changed."""
    from docs.generate import PAGES

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
