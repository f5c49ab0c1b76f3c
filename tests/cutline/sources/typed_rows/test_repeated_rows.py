"""Rows of one key that are one row, because the feed says so."""

import pytest

from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import HEADER, NOON, PROJECTS


def read(folder, table, text, repeated_rows):
    (folder / "f.csv").write_text(text)
    feed = {"table": table, "repeated_rows": repeated_rows}
    settings = settings_from({"sources": [{"name": "s", "files": "f*", "feeds": [feed]}]})
    return parse(table, read_raw(table, settings, *deliveries_in_place(settings, folder, NOON)), settings).collect()[0]


LINES = f"{HEADER}\nP1,0,capex,10,plan\nP1,0,capex,-10,plan\nP1,0,capex,3,plan\nP1,0,opex,3,plan\nP2,0,capex,5,plan\nP2,0,capex,n/a,plan\nP2,0,capex,5,plan\n"


def test_parts_of_a_sum_are_added_up(tmp_path):
    """A posting and its reversal; a sum with an unknown part is unknown. The first row gives the place."""
    found = read(tmp_path, "cost_lines", LINES, "add_up").select("project_id", "cost_class", "amount_minor", "source_row").rows()
    assert found == [("P1", "capex", 300, 2), ("P1", "opex", 300, 5), ("P2", "capex", None, 6)]
    assert read(tmp_path, "cost_lines", LINES, "refuse").height == 7


def test_rows_that_say_the_same_are_one_row(tmp_path):
    """Rows that differ in anything stay apart, for the rule of the key to object."""
    text = PROJECTS + "A,N,idea\nA,N,idea\nA,M,idea\nB,N,idea\n"
    assert read(tmp_path, "projects", text, "once").select("project_id", "name").rows() == [("A", "N"), ("A", "M"), ("B", "N")]


def test_only_tables_of_figures_are_added_up():
    """Nobody can add up projects."""
    with pytest.raises(SettingsError, match="no figures to add up"):
        settings_from({"sources": [{"name": "s", "files": "f*", "feeds": [{"table": "projects", "repeated_rows": "add_up"}]}]})
