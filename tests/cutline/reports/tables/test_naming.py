"""Names stand beside ids, and labels beside the numbers of periods."""

from types import SimpleNamespace

import polars as pl

from cutline.reports.tables.naming import projects_in_quarantine, with_names
from cutline.settings.all_settings import Settings

PROJECTS = pl.DataFrame({"project_id": ["P"], "name": ["Pump"]})


def test_a_metric_table_gets_names_and_labels():
    """The name directly after the id, labels at the end; an id that is not known has no name."""
    frame = pl.DataFrame({"level": ["a", "b"], "project_id": ["P", "Q"], "first_index": [0, 5]})
    night = SimpleNamespace(tables={"projects": PROJECTS})
    assert with_names(frame, night, Settings()).rows(named=True) == [
        {"level": "a", "project_id": "P", "name": "Pump", "first_index": 0, "first": "FY2027-Q1"},
        {"level": "b", "project_id": "Q", "name": None, "first_index": 5, "first": "FY2028-Q2"},
    ]


def test_a_project_whose_row_is_in_quarantine_is_named_from_what_was_read():
    """Once, whatever the number of its bad cells; not if another row of it was accepted."""
    quarantine = pl.DataFrame({
        "table": ["projects", "projects", "projects", "funds"], "project_id": ["Q", "Q", "P", "F"], "raw": ['{"name": "Quay"}', "{}", "{}", "{}"],
    })  # fmt: skip
    night = SimpleNamespace(tables={"projects": PROJECTS}, quarantine=quarantine)
    assert projects_in_quarantine(night).rows() == [("Q", "Quay")]
