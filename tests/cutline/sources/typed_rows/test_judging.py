"""Which rows are good, and which bad cells become unknown."""

import polars as pl
import pytest

from cutline.sources.typed_rows import judging
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import EMPTIED, SET_ASIDE
from tests.cutline.sources.reading_exports import one_source, raw_table, read_file, sources_of


def test_a_bad_cell_may_be_emptied_by_source_or_by_column(tmp_path):
    """The row stays, the cell is unknown and told; never a cell the row is known by."""
    (tmp_path / "s.csv").write_text(
        "project_id,name,status,deadline,whole_life_cost\nP,A,idea,soon,99999999999999999\nQ,B,nonsense,2027-01-31,5\n"
    )
    chosen = sources_of({"name": "s", "on_bad_row": "null"})
    accepted, told = parse("projects", raw_table("projects", chosen, tmp_path), chosen).collect()
    assert accepted.select("project_id", "deadline", "whole_life_cost_minor").rows() == [("P", None, None)]
    assert told.select("source_row", "column", "action").rows() == [
        (2, "deadline", EMPTIED), (2, "whole_life_cost_minor", EMPTIED), (3, "status", SET_ASIDE),
    ]  # fmt: skip
    own = sources_of(
        {"name": "s", "feeds": [{"table": "projects", "columns": {"deadline": {"from": "deadline", "on_bad_cell": "null"}}}]}
    )
    accepted, told = parse("projects", raw_table("projects", own, tmp_path), own).collect()
    assert accepted.is_empty()
    assert told.filter(pl.col("column") == "whole_life_cost_minor")["action"].to_list() == [SET_ASIDE]


def test_a_value_out_of_range_is_emptied_with_its_text(tmp_path):
    """1.2e17 minor units are understood and impossible."""
    (tmp_path / "s.csv").write_text("project_id,name,status,price_base_year\nP,A,idea,20277\n")
    chosen = sources_of({"name": "s", "on_bad_row": "null"})
    _, told = parse("projects", raw_table("projects", chosen, tmp_path), chosen).collect()
    assert told.select("rule", "found", "action").rows() == [("range", "20277", EMPTIED)]


@pytest.mark.parametrize(
    ("table", "header", "row", "column"),
    [("funds", "fund_id,cost_class,fiscal_year,amount", ",capex,2027,5", "fund_id"), ("funds", "fund_id,cost_class,fiscal_year,amount", "F,capex,,5", "fiscal_year"),
     ("capacity", "role_id,period_start,fte_gross", ",2027-01-01,5", "role_id"), ("capacity", "role_id,period_start,fte_gross", "R,,5", "period_start"),
     ("demand", "project_id,role_id,period_offset,fte", "P,,0,5", "role_id"), ("demand", "project_id,role_id,period_offset,fte", "P,R,,5", "period_offset or period_start"),
     ("cost_lines", "project_id,period_offset,cost_class,amount,kind", "P,,capex,5,plan", "period_offset or period_start"), ("evm", "project_id,period_start,earned", ",2027-01-01,5", "project_id")],
)  # fmt: skip
def test_an_empty_key_cell_is_a_bad_cell(tmp_path, table, header, row, column):
    """The fund, the year, the role or the period of a figure: the row is never read as if it were of all of them."""
    accepted, bad, _ = read_file(tmp_path, f"{header}\n{row}\n", table)
    assert (accepted.height, bad["column"].to_list()) == (0, [column])


GOOD = "P,0,,capex,1.50,plan"
ODD = [
    "", "P,0,,capex,x,plan", ",0,,capex,1,plan", "P,,,capex,1,plan", "P,0,2027-01-01,capex,1,plan", "P,5000,,capex,1,plan", "P,0,,capex,99999999999999999,plan",
    "P,0,,soon,1,plan", "P,,2027-01-01,capex,1,plan", "P,,2027-13-01,capex,1,plan", "P,0,,capex,,plan", "P,0,,capex,1", "P,0,,capex,1,plan,7",
]  # fmt: skip


@pytest.mark.parametrize("on_bad_row", ["quarantine", "null"])
@pytest.mark.parametrize("odd", ODD)
def test_rows_judged_as_a_whole_are_judged_as_one_by_one(tmp_path, monkeypatch, odd, on_bad_row):
    """One odd row among good ones, or alone: the same rows are accepted, and the same cells are bad."""
    for lines in ([GOOD, odd, GOOD], [odd], [GOOD]):
        text = "project_id,period_offset,period_start,cost_class,amount,kind\n" + "\n".join(filter(None, lines)) + "\n"
        accepted, bad, counted = read_file(tmp_path, text, on_bad_row=on_bad_row)
        monkeypatch.setattr(judging._Judge, "_are_all_good", lambda *_: False)
        for whole, one_by_one in zip((accepted, bad, counted), read_file(tmp_path, text, on_bad_row=on_bad_row), strict=True):
            assert whole.equals(one_by_one)
        monkeypatch.undo()


def test_a_part_with_good_rows_alone_is_not_judged_one_by_one(tmp_path, monkeypatch):
    """Otherwise the test above compares a path with itself. One bad cell is enough to look at each row."""
    monkeypatch.delattr(judging._Judge, "_judged_one_by_one")
    text = "project_id,period_offset,period_start,cost_class,amount,kind\n"
    assert read_file(tmp_path, f"{text}{GOOD}\n")[0].height == 1
    with pytest.raises(AttributeError, match="_judged_one_by_one"):
        read_file(tmp_path, f"{text}{GOOD}\n{ODD[1]}\n")


def test_the_rows_are_typed_once_for_both_results(tmp_path):
    """The accepted rows and the bad rows share one pass over the file."""
    (tmp_path / "f.csv").write_text(f"project_id,period_offset,period_start,cost_class,amount,kind\n{GOOD}\n")
    settings = one_source()
    parsed = parse("cost_lines", raw_table("cost_lines", settings, tmp_path), settings)
    assert pl.explain_all([parsed.accepted, parsed.bad_rows]).count("python_udf") == 1


@pytest.mark.parametrize(
    "policy", [{"on_bad_row": "null"}, {"columns": {"probability": {"from": "probability", "on_bad_cell": "null"}}}]
)
def test_a_cell_whose_emptiness_states_a_figure_is_never_emptied(policy, tmp_path):
    """An empty probability means certain. One that cannot be read is not certain: its row is set aside, whatever the source says."""
    text = "project_id,period_offset,category,amount,probability\nP,0,revenue,100.00,50%\nP,1,revenue,100.00,oops\nP,2,revenue,100.00,\n"
    accepted, bad, _ = read_file(tmp_path, text, "benefits", **policy)
    assert accepted.select("period_offset", "probability_bp").rows() == [(0, 5000), (2, None)]
    assert bad.select("column", "found", "action").rows() == [("probability_bp", "oops", "row set aside")]
