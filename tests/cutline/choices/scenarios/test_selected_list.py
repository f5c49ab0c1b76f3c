"""A list that people selected is read from whatever they keep it in, and valued as enumeration values it."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from cutline.choices.scenarios.selected_list import Listed, frames_of_list, read_list
from cutline.errors import UsageError
from cutline.settings.loading import settings_from
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.seeds import seed_ranges

QUARTERS = settings_from({}).horizon()
HEADED = [
    ["project_id", "Name", "mode_id", "start"],
    ["P1", "One", "", ""],
    ["", "", "", ""],
    ["007", "Two; or three", "MIN", "2027-05-01"],
]
WANTED = [Listed("P1", None, None, 2), Listed("007", "MIN", date(2027, 5, 1), 4)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_list_in_text(tmp_path, delimiter, encoding):
    """With the delimiters of spreadsheets, with and without a mark at the start; a blank line is no project but counts."""
    text = "\r\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in HEADED)
    (tmp_path / "list.csv").write_text(text, encoding)
    assert read_list(tmp_path / "list.csv") == WANTED


def test_a_list_in_a_workbook(tmp_path):
    """Ids are text or whole numbers, starts are days."""
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, row in enumerate(HEADED):
        sheet.write_row(place, 0, row[:3] if place == 3 else row)
    sheet.write_datetime(3, 3, date(2027, 5, 1), day)
    sheet.write_number(4, 0, 1234)
    book.close()
    assert read_list(tmp_path / "list.xlsx") == [*WANTED, Listed("1234", None, None, 5)]


def test_an_id_on_each_line(tmp_path):
    """Without a header."""
    (tmp_path / "list.txt").write_text("P2\n\nP1\n")
    assert read_list(tmp_path / "list.txt") == [Listed("P2", None, None, 1), Listed("P1", None, None, 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no text"), ("\n \n", "no text"), ("a,b\n1,2\n", "a column project_id"), ("P1\nP1\n", "P1 again, after line 1"),
        ("project_id,mode_id\n,X\n", "no project_id"), ("project_id,start\nP1,soon\nP2,2027-13-01\n", "'2027-13-01'"), ('P1\n"P2\n', "unexpected end"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_says_where(tmp_path, text, said):
    """Every line that is wrong is named."""
    (tmp_path / "list.csv").write_text(text)
    with pytest.raises(UsageError) as error:
        read_list(tmp_path / "list.csv")
    assert said in str(error.value)
    if "soon" in text:
        assert "line 2" in str(error.value)
        assert "line 3" in str(error.value)


def test_bytes_that_are_no_list_are_told(tmp_path):
    """Another encoding, a broken workbook, no file."""
    (tmp_path / "list.csv").write_bytes("Größe\n".encode("cp1252"))
    (tmp_path / "list.xlsx").write_bytes(b"no workbook")
    for name in ("list.csv", "list.xlsx", "nowhere.csv"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_list(tmp_path / name)


def test_what_the_night_does_not_offer_is_told_with_what_it_offers(tmp_path):
    """An unknown id with the nearest, one that was not offered with its reason, a mode and a start."""
    frames = random_frames(3)
    first = frames["options"]["project_id"][0]
    listed = [Listed(f"{first}x", None, None, 1), Listed("GONE", None, None, 2), Listed(first, "NONE", None, 3)]
    with pytest.raises(UsageError) as error:
        frames_of_list(frames, listed, QUARTERS, Path("l.csv"), {"GONE": "closed"})
    told = str(error.value)
    assert f"did you mean {first!r}?" in told
    assert "GONE: closed" in told
    assert "line 3" in told
    assert "a mode of" in told


@pytest.mark.parametrize("frames_from", [random_frames, hiring_frames])
@pytest.mark.parametrize("seeds", seed_ranges(10, 300))
def test_a_list_is_worth_what_enumeration_says(seeds, frames_from):
    """The best of all selections that run exactly these projects; none, if there is none."""
    planned = impossible = 0
    for seed in seeds:
        frames = frames_from(seed)
        stops = set(frames["stop_modes"].iter_rows())
        running = {p for p, mode, *_ in frames["options"].iter_rows() if (p, mode) not in stops}
        allowed = list(allowed_selections(frames))
        if allowed and seed % 3:  # a list that can be run, for most seeds
            wanted = sorted({p for p, mode, _ in allowed[seed % len(allowed)][0] if (p, mode) not in stops} & running)
        else:
            wanted = [p for i, p in enumerate(sorted(running)) if (seed >> (i % 5)) & 1 or i == seed % len(running)]
        found, broken = frames_of_list(frames, [Listed(p, None, None, 1) for p in wanted], QUARTERS, Path("l"), {})
        can_stop = [p for p, mode, *_ in frames["options"].iter_rows() if (p, mode) in stops]
        kept = [
            row
            for row in frames["requirements"].iter_rows()
            if row[0] in wanted or (row[0] in can_stop and row[1] == "in_flight")
        ]
        eased = {**frames, "requirements": pl.DataFrame(kept, schema=frames["requirements"].schema, orient="row")}
        assert len(broken) == frames["requirements"].height - len(kept), seed
        values = [
            value for keys, value, _ in allowed_selections(eased)
            if {p for p, mode, _ in keys if (p, mode) not in stops} & running == set(wanted)
        ]  # fmt: skip
        plan = solve(build_problem(found), Limits(gap_target_ppm=0))
        if values:
            assert isinstance(plan, Plan), seed
            assert plan.value == max(values), seed
            planned += 1
        else:
            assert not isinstance(plan, Plan), seed
            assert plan.failure == "infeasible", seed
            impossible += 1
    assert planned
    assert impossible
