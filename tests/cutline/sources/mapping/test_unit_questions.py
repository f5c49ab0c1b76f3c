"""Questions about units: a file that states another unit than its mapping is not read."""

import pytest
import xlsxwriter

from cutline.errors import SourceError
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import NOON, one_source, raw_table, read_file

REST = {"period_offset": {"value": "0"}, "cost_class": {"value": "capex"}, "kind": {"value": "plan"}, "project_id": "id"}


def amounts(folder, text, amount, name="f.csv", **source):
    """The amounts of a file whose amount is mapped so."""
    return read_file(folder, text, columns={**REST, "amount": amount}, name=name, **source)[0]["amount_minor"].to_list()


@pytest.mark.parametrize(
    ("header", "unit", "minor"),
    [("Cost ($ M)", "m", 1_529_000_000), ("Kosten (T\u20ac)", "k", 1_529_000), ("Cost (GBP bn)", "bn", 1_529_000_000_000)],
)
def test_a_unit_in_the_header_is_declared_or_asked_for(tmp_path, header, unit, minor):
    """The message says which unit, and what to write; a wrong unit is no answer, and a person may overrule the header."""
    text = f"id,{header}\nP1,15.29\n"
    with pytest.raises(SourceError, match=f"unit = '{unit}'"):
        amounts(tmp_path, text, header)
    with pytest.raises(SourceError, match="states unit = "):
        amounts(tmp_path, text, {"from": header, "unit": "k" if unit != "k" else "1"})
    assert amounts(tmp_path, text, {"from": header, "unit": unit}) == [minor]
    assert amounts(tmp_path, text, {"from": header, "unit_in_header": "ignored"}) == [1529]


def test_figures_that_carry_their_unit_need_no_answer(tmp_path):
    """A bare figure among them does; zero is zero in any unit, and a text is no figure."""
    header = "Cost (\u00a3m)"
    assert amounts(tmp_path, f"id,{header}\nP1,\u00a32.5m\nP2,0\nP3,see note 5\n", header) == [250_000_000, 0]
    with pytest.raises(SourceError, match="millions"):
        amounts(tmp_path, f"id,{header}\nP1,\u00a32.5m\nP2,7\n", header)


@pytest.mark.parametrize(
    ("text", "name", "source"),
    [("All figures in thousands of pounds\nid,Cost\nP1,5\n", "f.csv", {"header_row": 2}), ("id,Cost\nP1,5\n", "f_TGBP.csv", {}),
     ("id,Cost\n,\u00a3k\nP1,5\n", "f.csv", {"rows_below_header": 1}), ("id,Cost\nP1,5\nAmounts in \u00a3000\n", "f.csv", {"not_data": ["Amounts.*"]})],
)  # fmt: skip
def test_a_title_a_row_of_units_a_note_and_a_file_name_state_units(tmp_path, text, name, source):
    """Each is asked about, and answered by the mapping."""
    with pytest.raises(SourceError, match="thousands"):
        amounts(tmp_path, text, "Cost", name=name, **source)
    assert amounts(tmp_path, text, {"from": "Cost", "unit": "k"}, name=name, **source) == [500_000]


def test_a_title_may_be_answered_by_whole_units(tmp_path):
    """A column whose unit is written out is declared, whatever the title says of the others."""
    text = "All figures in thousands\nid,Cost\nP1,5\n"
    assert amounts(tmp_path, text, {"from": "Cost", "unit": "1"}, header_row=2) == [500]


def test_columns_of_periods_and_unmapped_names_are_asked_about_too(tmp_path):
    """A wide layout states its unit over each period; a column found under its own name has a title above it."""
    wide = {"columns": r"(\d{4}) .*", "name_to": "period_start", "value_to": "amount"}
    columns = {name: each for name, each in REST.items() if name != "period_offset"} | {
        "period_start": {"from": "period_start", "formats": ["%Y"]}
    }
    text = "id,2027 (k\u20ac),2028 (k\u20ac)\nP1,1,2\n"
    with pytest.raises(SourceError, match="thousands"):
        read_file(tmp_path, text, columns=columns, unpivot=wide)
    answered = columns | {"amount": {"from": "amount", "unit": "k"}}
    assert read_file(tmp_path, text, columns=answered, unpivot=wide)[0]["amount_minor"].to_list() == [100_000, 200_000]


@pytest.mark.parametrize(
    ("header", "wanted", "cell", "value"),
    [("Effort (hours)", {"unit": "hours"}, "80", 500), ("Days", {"unit": "hours"}, "80", 500), ("Load %", {"unit_in_header": "ignored"}, "0.5", 500), ("Load %", {}, "50%", 500)],
)  # fmt: skip
def test_hours_days_and_per_cent_of_people(tmp_path, header, wanted, cell, value):
    """80 hours are no 80 people."""
    columns = {"project_id": "id", "role_id": {"value": "R"}, "period_offset": {"value": "0"}}
    text = f"id,{header}\nP1,{cell}\n"
    found = read_file(tmp_path, text, "demand", columns={**columns, "fte": {"from": header, **wanted}}, hours_per_fte=160)[0]
    assert found["milli_fte"].to_list() == [value]
    if wanted:
        with pytest.raises(SourceError, match="mapping of fte states no unit"):
            read_file(tmp_path, text, "demand", columns={**columns, "fte": header}, hours_per_fte=160)


def test_a_sheet_and_the_rows_above_its_header_state_a_unit(tmp_path):
    """In a workbook the question has the same words."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        page = book.add_worksheet("Plan")
        page.write_row(0, 0, ["Capital plan ($ in millions)"])
        page.write_row(1, 0, ["id", "Cost"])
        page.write_row(2, 0, ["P1", 5])
    feed = {"table": "cost_lines", "columns": {**REST, "amount": "Cost"}}
    settings = settings_from({"sources": [{"name": "s", "files": "f*", "header_row": 2, "feeds": [feed]}]})
    with pytest.raises(SourceError, match="a title or the name of the file says millions"):
        read_raw("cost_lines", settings, *deliveries_in_place(settings, tmp_path, NOON))


STATED = {"from": "Cost*", "unit": "stated"}


@pytest.mark.parametrize(
    ("text", "name", "source", "minor"),
    [
        ("Amounts in Thousands\nid,Cost\nP1,15.29\n", "f.csv", {"header_row": 2}, 1_529_000),
        ("id,Cost ($ M)\nP1,15.29\n", "f.csv", {}, 1_529_000_000),
        ("id;Cost Mio GBP\nP1;15,29\n", "f.csv", {"delimiter": ";", "decimal": ",", "thousands": "."}, 1_529_000_000),
        ("Amounts in Thousands\nid,Cost (GBP m)\nP1,15.29\n", "f.csv", {"header_row": 2}, 1_529_000_000),  # the header is nearer
        ("id,Cost\nP1,15.29\n", "f in GBP bn.csv", {}, 1_529_000_000_000),
    ],
)
def test_the_file_may_decide_the_unit_where_that_is_declared(tmp_path, text, name, source, minor):
    """By its header, or else by a title or its name; the amount is exact in each."""
    assert amounts(tmp_path, text, STATED, name=name, **source) == [minor]


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("id,Cost\nP1,15.29\n", {}, "no unit in the headers and titles of amount"),
        (
            "In thousands, in millions\nid,Cost\nP1,5\n",
            {"header_row": 2},
            "thousands .* and millions .* in the headers",
        ),
        ("id,Cost (lakhs)\nP1,5\n", {}, "lakhs \\('lakhs'\\) in the headers"),
    ],
)
def test_a_file_that_does_not_decide_the_unit_is_refused(tmp_path, text, source, said):
    """No unit, two units and a unit that is not read are findings that say what to write."""
    with pytest.raises(SourceError, match=said) as refused:
        amounts(tmp_path, text, STATED, **source)
    assert "unit = 'k' }" in refused.value.findings[0].action


def test_each_file_of_a_source_decides_for_itself(tmp_path):
    """Last month's file is in thousands and this month's in millions, and a bad cell stays a bad cell."""
    (tmp_path / "f1.csv").write_text("id,Cost (\u00a3k)\nP1,1.5\n")
    (tmp_path / "f2.csv").write_text("id,Cost (\u00a3m)\nP2,1.5\nP3,about 2\n")
    settings = one_source("cost_lines", {**REST, "amount": STATED}, keep="all")
    accepted, bad = parse("cost_lines", raw_table("cost_lines", settings, tmp_path), settings).collect()
    assert dict(accepted.select("project_id", "amount_minor").iter_rows()) == {"P1": 150_000, "P2": 150_000_000}
    assert bad.select("found", "expected").row(0) == (
        "about 2", "an amount, at most 2 decimals of a unit; decimal mark '.', thousands mark ','; in the unit that the file states; no currency but the row's, else GBP",
    )  # fmt: skip


def test_wide_columns_state_their_unit_together(tmp_path):
    """A header without the unit among headers with it is asked about."""
    unpivot = {"columns": r"(\d{4})(?: \(£k\))?", "name_to": "period_start", "value_to": "amount"}
    columns = {
        "project_id": "id", "cost_class": {"value": "capex"}, "kind": {"value": "plan"},
        "period_start": {"from": "period_start", "formats": ["%Y"]}, "amount": {"from": "amount", "unit": "stated"},
    }  # fmt: skip
    read = read_file(tmp_path, "id,2027 (£k),2028 (£k)\nP1,1.5,2\n", columns=columns, unpivot=unpivot)[0]
    assert read["amount_minor"].to_list() == [150_000, 200_000]
    with pytest.raises(SourceError, match="but not in the headers '2028'"):
        read_file(tmp_path, "id,2027 (£k),2028\nP1,1.5,2\n", columns=columns, unpivot=unpivot)
