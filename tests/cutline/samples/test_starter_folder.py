"""The folder of `cutline init` has a template for every table, and overwrites nothing."""

import pytest

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import UsageError
from cutline.samples.starter_folder import intake_template, write_starter
from cutline.settings.loading import load_settings


def test_every_exported_table_has_an_empty_template(starter):
    """Each template is one header row with the plain names of the contract."""
    assert {path.stem for path in (starter / "intake").iterdir()} == set(EXPORTED)
    assert (
        starter / "intake" / "fund_eligibility.csv"
    ).read_text() == "fund_id,project_id,project_class,is_eligible,max_share,match_required\n"


def test_the_examples_have_the_layout_of_the_templates(starter):
    """Each example has the header of its template, and every source of the settings has its file."""
    files = {path.name: path.read_text().splitlines() for path in (starter / "exports").iterdir()}
    for name, lines in files.items():
        assert lines[0] + "\n" == intake_template(name.removesuffix(".csv"))
        assert len(lines) > 1
    assert {source.files for source in load_settings(starter / "portfolio.toml").sources} == set(files)


def test_a_portfolio_is_not_overwritten(starter):
    """A second `cutline init` in the same folder changes nothing."""
    before = (starter / "portfolio.toml").read_text()
    with pytest.raises(UsageError, match="already has a portfolio"):
        write_starter(starter)
    assert (starter / "portfolio.toml").read_text() == before
