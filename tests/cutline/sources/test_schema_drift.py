"""Columns that come, go and change are held against those that were accepted."""

from pathlib import Path

import polars as pl
import pytest

from cutline.sources.schema_drift import accepted_shapes_from, drift_of_shapes, table_shapes
from tests.cutline.sources.reading_exports import one_source, raw_table, sources_of


def shapes(folder: Path, text: str, **rest: object) -> pl.DataFrame:
    (folder / "s.csv").write_text(text)
    chosen = sources_of({"name": "s", **rest})
    return table_shapes("projects", raw_table("projects", chosen, folder), chosen)


FIRST = "project_id,name,status,sponsor,whole_life_cost\n007,A,idea,X,12.50\n008,B,idea,Y,13.00\n"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (FIRST, []),
        (
            FIRST.replace("whole_life_cost", "whole_life_cost,colour")
            .replace("12.50", "12.50,red")
            .replace("13.00", "13.00,blue"),
            [("new", "colour", "")],
        ),
        (FIRST.replace("sponsor", "funder"), [("new", "funder", ""), ("gone", "sponsor", "")]),
        (FIRST.replace("sponsor", "sponsored_by_"), [("new", "sponsored_by_", ""), ("gone", "sponsor", "sponsored_by_")]),
        (FIRST.replace("007", "7").replace("008", "8"), [("retyped", "project_id", "")]),  # a spreadsheet has eaten the zeros
        (FIRST.replace("12.50", "tbc").replace("13.00", "tbd"), [("retyped", "whole_life_cost", "")]),
        (FIRST.replace("12.50", "").replace("13.00", ""), []),  # nothing is not another kind
        (FIRST.replace("12.50", "1000.00").replace("13.00", "2027.01"), []),  # amounts, not years and months
        (FIRST.replace(",X,", ",1,").replace(",Y,", ",2,"), []),  # free text may be anything
    ],
)
def test_columns_are_held_against_what_was_accepted(tmp_path, text, changes):
    """New, gone with a suggestion, retyped; and accepted they are the standard."""
    accepted = accepted_shapes_from(shapes(tmp_path, FIRST))
    now = (
        shapes(tmp_path, text, ignore=["sponsored_by_never"])
        if "sponsored_by_" not in text
        else shapes(tmp_path, text, feeds=[{"table": "projects", "columns": {"sponsor": {"from": "sponsor", "optional": True}}}])
    )
    assert drift_of_shapes(now, accepted).select("change", "header", "suggestion").rows() == changes
    assert drift_of_shapes(now, accepted_shapes_from(now, accepted, ["s"])).is_empty()


@pytest.mark.long
def test_a_night_blocks_on_a_changed_column_until_it_is_accepted(starter, cutline):
    """The whole way: run, rename a column, red with a suggestion, accept, green."""
    assert cutline("run", starter)[0] == 0
    path = next(starter.glob("exports/projects*"))
    text = path.read_text()
    header, _, body = text.partition("\n")
    gone = next(name for name in header.split(",") if name in ("sponsor", "theme", "project_class", "owner_unit"))
    path.write_text(header.replace(gone, "zz_new") + "\n" + body)
    code, _, err = cutline("run", starter)
    assert (code, f"column '{gone}'" in err) == (3, True)
    code, out, _ = cutline("accept", starter)
    assert (code, "gone column" in out) == (0, True)
    assert cutline("run", starter)[0] == 0


def test_drift_looks_at_every_file_and_passes_over_null_words(tmp_path):
    """One of two files has lost a column; a tenth of the amounts are n/a tonight."""
    chosen = one_source("projects", keep="all")

    def shapes(*texts: str) -> pl.DataFrame:
        for i, text in enumerate(texts):
            (tmp_path / f"f{i}.csv").write_text(text)
        return table_shapes("projects", raw_table("projects", chosen, tmp_path), chosen)

    full = "project_id,name,status,sponsor,whole_life_cost\n" + "".join(f"P{i},N,idea,X,{i}.50\n" for i in range(10))
    accepted = accepted_shapes_from(shapes(full, full.replace("P", "Q")))
    lost = full.replace("P", "Q").replace(",sponsor", "").replace(",X,", ",")
    assert drift_of_shapes(shapes(full, lost), accepted).select("change", "header").rows() == [("gone", "sponsor")]
    unknown = full.replace("P", "Q").replace("3.50", "n/a").replace("4.50", "n/a")
    assert drift_of_shapes(shapes(unknown, full), accepted).is_empty()


def test_accepting_one_source_leaves_the_others(tmp_path):
    """And a source without a file tonight keeps what was accepted."""
    shapes = pl.DataFrame(
        [(name, 0, "projects", ["project_id", "extra"], ["extra"], "project_id", "project_id", "text") for name in "ab"],
        schema={"source_system": pl.String, "feed": pl.Int64, "table": pl.String, "headers": pl.List(pl.String), "unread": pl.List(pl.String),
                "column": pl.String, "header": pl.String, "looks": pl.String}, orient="row",
    )  # fmt: skip
    before = {"c 0": {"table": "projects", "headers": [], "columns": {}}}
    assert set(accepted_shapes_from(shapes, before, ["a"])) == {"a 0", "c 0"}
