"""Feeds that read some rows of a file: by their texts, and the leaves of an outline."""

import pytest

from cutline.errors import SourceError
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import NOON

COLUMNS = {
    "project_id": {"from": "id", "match": r"(P\d+)(?:\.\d+)*", "write": "$1"},
    "amount": "amount",
    "period_offset": {"value": "0"},
    "cost_class": {"value": "capex"},
    "kind": {"value": "plan"},
}
CITY = "id,kind,amount\nP1,Source,10\nP1,Source,8\nP1,Total,18\nP2,Source,5\nP2,total,5\nP3,,7\n"
OUTLINE = "id,amount\nP1,100\nP1.1,40\nP1.1.1,15\nP1.1.2,25\nP1.2,60\nP2,50\nP2.1,50\nP3,9\n"


def read(folder, text, **feed):
    """The projects with their amounts, and how many rows were read and passed over."""
    (folder / "f.csv").write_text(text)
    settings = settings_from(
        {"sources": [{"name": "s", "files": "f*", "feeds": [{"table": "cost_lines", "columns": COLUMNS, **feed}]}]}
    )
    raw = read_raw("cost_lines", settings, *deliveries_in_place(settings, folder, NOON))
    accepted, bad = parse("cost_lines", raw, settings).collect()
    assert bad.is_empty(), bad.to_dicts()
    counts = account_for_rows("cost_lines", raw, bad).select("read", "not_data").row(0)
    return [(project, amount // 100) for project, amount in accepted.select("project_id", "amount_minor").iter_rows()], counts


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [({"where": {"Kind": "TOTAL"}}, [("P1", 18), ("P2", 5)]), ({"where": {"kind": ["Total", ""]}}, [("P1", 18), ("P2", 5), ("P3", 7)]),
     ({"where_not": {"kind": ["total", ""]}}, [("P1", 10), ("P1", 8), ("P2", 5)]), ({"where": {"kind": "Source"}, "where_not": {"id": "P2"}}, [("P1", 10), ("P1", 8)]),
     ({"where": {"kind": {"match": "tot.*"}}}, [("P1", 18), ("P2", 5)]), ({"where": {"kind": {"match": "ota"}}}, []),
     ({"where_not": {"kind": {"match": "Tot.*|"}, "id": {"match": "P[2-9]"}}}, [("P1", 10), ("P1", 8)]),
     ({"where_not": {"kind": "Total"}, "repeated_rows": "add_up"}, [("P1", 18), ("P2", 5), ("P3", 7)])],
)  # fmt: skip
def test_rows_are_chosen_by_their_texts(tmp_path, chosen, rows):
    """Lines and totals of one file. The rows left out are counted as not data."""
    found, (read_rows, not_data) = read(tmp_path, CITY, **chosen)
    assert (found, read_rows + not_data) == (rows, 6)


def test_only_the_leaves_of_an_outline_are_read(tmp_path):
    """The rows above them are sums."""
    assert read(tmp_path, OUTLINE, leaves_only={"column": "id"}) == (
        [("P1", 15), ("P1", 25), ("P1", 60), ("P2", 50), ("P3", 9)],
        (5, 3),
    )
    dashed = OUTLINE.replace("P1.1.2", "P1.1-2")
    with pytest.raises(SourceError, match=r"P1\.1 states 40, and the leaves below it add up to 15"):
        read(tmp_path, dashed, leaves_only={"column": "id"})


def test_money_above_the_leaves_is_not_lost(tmp_path):
    """A row that states more than its leaves stops the night; an empty one states nothing; a level may be missing."""
    with pytest.raises(SourceError, match="P2 states 70, and the leaves below it add up to 50"):
        read(tmp_path, OUTLINE.replace("P2,50", "P2,70"), leaves_only={"column": "id"})
    assert read(tmp_path, OUTLINE.replace("P2,50", "P2,"), leaves_only={"column": "id"})[1] == (5, 3)
    assert read(tmp_path, OUTLINE.replace("P1.1,40\n", ""), leaves_only={"column": "id"})[1] == (5, 2)


@pytest.mark.parametrize(
    "chosen", [{"where": {"sort": "Total"}}, {"where_not": {"sort": "x"}}, {"leaves_only": {"column": "WBS"}}]
)
def test_a_header_of_a_filter_must_be_there(tmp_path, chosen):
    """Otherwise all rows or none would be read."""
    with pytest.raises(SourceError, match="0 columns headed"):
        read(tmp_path, CITY, **chosen)
