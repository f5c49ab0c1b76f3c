"""Example rows are recognised cell by cell, and are taken out of a portfolio that gets rows of its own."""

import pytest

from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.samples.example_rows import has_own_rows, is_example_row, take_examples_out
from cutline.samples.starter_folder import EXAMPLES
from tests.cutline.few_projects import tables_of
from tests.cutline.folder_tables import tables_of_folder

OWN = {"project_id": "X", "name": "Own", "status": "proposed", "source_system": "mine"}


def test_every_row_that_init_writes_is_an_example(starter):
    """The cells are compared as they are stored, so a change of any cell that an example states makes the row one's own."""
    tables = tables_of_folder(starter)[1]
    for name in EXPORTED:
        assert tables[name].filter(is_example_row(name, 2)).height == len(EXAMPLES.get(name, [])) == tables[name].height
    dearer = tables["funds"].with_columns(amount_minor=tables["funds"]["amount_minor"] + 1)
    assert dearer.filter(is_example_row("funds", 2)).is_empty()
    assert not has_own_rows(tables, 2)
    assert not has_own_rows({**tables, "funds": dearer}, 2)  # somebody tries another budget


@pytest.mark.parametrize(
    ("rows", "own"),
    [
        ({"projects": [OWN]}, True),
        ({"funds": [{"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount_minor": 1, "source_system": "ledger"}]}, True),
        ({"decisions": [{"project_id": "P1", "decision": "force_out", "source_system": "portfolio.toml"}]}, False),
    ],
)  # fmt: skip
def test_rows_of_another_source_or_project_are_ones_own(rows, own):
    """A decision about an example project is somebody trying things out."""
    empty = tables_of()
    assert (
        has_own_rows({**empty, **{name: conform(name, tables_of(**{name: each})[name]) for name, each in rows.items()}}, 2) == own
    )


def test_the_lines_that_init_tells_are_those_that_go(starter):
    """Seven blocks; the comment above them and the sections before it stay."""
    before = (starter / "portfolio.toml").read_text()
    taken = take_examples_out(starter, "")
    assert taken.lines == before.count("\n") - taken.settings.count("\n")
    assert "[[sources]]\n" not in taken.settings
    assert before.startswith(taken.settings.rstrip("\n"))
