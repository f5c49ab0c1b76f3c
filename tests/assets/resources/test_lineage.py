"""Results are read from their own runs, and results that were not made from one another are found."""

import pytest
from upath import UPath

from assets.resources.lineage import Lineage
from assets.resources.run_folder import begin_run
from cutline.errors import UsageError, VerificationFailed


@pytest.fixture
def lineage(tmp_path):
    """Two results of run `a`: `report` was made from `plan`."""
    begin_run(tmp_path, "a")
    found = Lineage(UPath(tmp_path) / "results", tmp_path)
    make(found, "a", "plan", "one plan")
    found.note_read("a", "report", "plan", found.find("a", "plan"))
    make(found, "a", "report", "of the plan")
    return found


def make(lineage: Lineage, run: str, name: str, content: str) -> None:
    path = lineage.base / run / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    lineage.keep_record(run, name, path)


def test_a_run_finds_its_own_results_and_those_that_it_continues(lineage):
    """The nearest run counts; another run has nothing of them."""
    begin_run(lineage.portfolio, "b", "a")
    begin_run(lineage.portfolio, "other")
    assert lineage.find("b", "plan") == lineage.base / "a" / "plan"
    make(lineage, "b", "plan", "another plan")
    assert lineage.find("b", "plan") == lineage.base / "b" / "plan"
    with pytest.raises(UsageError, match="this run has not made it"):
        lineage.find("other", "plan")


def test_results_that_belong_together_pass(lineage):
    """The report was made from the plan that is there."""
    lineage.demand_one_piece("a", ["report"])


def test_a_source_that_was_made_anew_is_found(lineage):
    """The plan is another one than the report was made from."""
    make(lineage, "a", "plan", "another plan")
    with pytest.raises(VerificationFailed, match="made from another plan"):
        lineage.demand_one_piece("a", ["report"])


def test_a_changed_file_is_found(lineage):
    """Its content is not the one of its record, also behind the result that is asked for."""
    (lineage.base / "a" / "plan").write_text("edited")
    with pytest.raises(VerificationFailed, match="another content than its record names"):
        lineage.demand_one_piece("a", ["report"])


def test_a_record_is_read_once_for_all_its_readers(lineage, monkeypatch):
    """Each of a hundred results may have been made from the same fifty: their records are read a hundred and fifty times, not 5,000."""
    for name in ("second", "third"):
        lineage.note_read("a", name, "plan", lineage.find("a", "plan"))
        make(lineage, "a", name, f"the {name}")
    read, asked = Lineage._record, []
    monkeypatch.setattr(Lineage, "_record", lambda self, path: asked.append(path.name) or read(self, path))
    lineage.demand_one_piece("a", ["report", "second", "third"])
    assert sorted(asked) == ["plan", "report", "second", "third"]
