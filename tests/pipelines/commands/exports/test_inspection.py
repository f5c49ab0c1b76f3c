"""Adding a block to a portfolio: the examples make way, rows of one's own stay, and a refusal changes nothing."""

import pytest

from cutline.errors import UsageError
from cutline.samples.starter_folder import EXAMPLES
from cutline.settings.loading import load_settings
from pipelines.commands.exports.inspection import append_block

BLOCK = '[[sources]]\nname = "{0}"\nfiles = "{0}.csv"\n[[sources.feeds]]\ntable = "projects"\n'


def test_appending_a_source_takes_the_examples_out_and_keeps_what_is_ones_own(starter):
    """A file that was changed keeps its block; the others go to examples/, and nothing but the new block and it is left."""
    funds = starter / "exports" / "funds.csv"
    funds.write_text(funds.read_text().replace("600,000.00", "700,000.00"))
    [said] = append_block(starter, BLOCK.format("mine"), "mine.csv")
    assert "lines" in said
    assert [source.name for source in load_settings(starter / "portfolio.toml").sources] == ["funds", "mine"]
    assert [path.name for path in (starter / "exports").iterdir()] == ["funds.csv"]
    assert {path.stem for path in (starter / "examples").iterdir()} == {*EXAMPLES} - {"funds"}
    assert append_block(starter, BLOCK.format("again"), "again.csv") == []


def test_the_block_of_the_inspected_file_makes_way(starter):
    """One's own projects.csv in place of the example is read by the new block alone."""
    (starter / "exports" / "projects.csv").write_text("Id,Title\n1,One\n")
    append_block(starter, BLOCK.format("projects"), "projects.csv")
    assert [source.name for source in load_settings(starter / "portfolio.toml").sources] == ["projects"]
    assert [path.name for path in (starter / "exports").iterdir()] == ["projects.csv"]


def test_a_refused_block_changes_nothing(starter):
    """The name is taken by a source that is no example: the settings and the files stay as they are."""
    settings = starter / "portfolio.toml"
    settings.write_text(settings.read_text() + BLOCK.format("mine"))
    before = settings.read_text()
    with pytest.raises(UsageError, match="there already"):
        append_block(starter, BLOCK.format("mine"), "mine.csv")
    assert settings.read_text() == before
    assert len(list((starter / "exports").iterdir())) == len(EXAMPLES)
