"""The quarantine register: since when a bad cell is known, and when it is released."""

from datetime import timedelta

import polars as pl

from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine_register import REGISTER_SCHEMA, updated_register
from tests.cutline.sources.reading_exports import (
    NOON,
    PROJECTS,
    raw_table,
    read_file,
    sources_of,
)


def test_the_register_remembers_since_when_and_releases_by_itself(tmp_path):
    """Bad on Monday, still bad on Tuesday in a renamed file, corrected on Wednesday."""
    chosen = sources_of({"name": "s"})
    register = pl.DataFrame(schema=REGISTER_SCHEMA)
    texts = ["P,A,zombie", "Q,B,idea\nP,A,zombie", "Q,B,idea\nP,A,idea"]
    for day, text in enumerate(texts):
        (tmp_path / "s.csv").write_text(f"project_id,name,status\n{text}\n")
        _, bad = parse("projects", raw_table("projects", chosen, tmp_path), chosen).collect()
        files = pl.DataFrame([("s", f"s_{day}.csv", "h", 1, None, "used", "")], schema=DELIVERY_SCHEMA, orient="row")
        register = updated_register(register, bad, files, ["s"], NOON + timedelta(days=day))
        assert register.height == 1
    row = register.row(0, named=True)
    assert (row["first_seen"], row["last_seen"], row["released_at"], row["released_by"]) == (
        NOON, NOON + timedelta(days=1), NOON + timedelta(days=2), "s_2.csv",
    )  # fmt: skip
    assert row["raw"]
    (tmp_path / "s.csv").write_text("project_id,name,status\nP,A,zombie\n")
    _, bad = parse("projects", raw_table("projects", chosen, tmp_path), chosen).collect()
    again = updated_register(register, bad, files, ["s"], NOON + timedelta(days=9))
    assert again.select("first_seen", "released_at").rows() == [
        (NOON, NOON + timedelta(days=2)),
        (NOON + timedelta(days=9), None),
    ]


def test_silence_releases_nothing(tmp_path):
    """A source that sent nothing tonight has mended nothing."""
    _, bad, _ = read_file(tmp_path, PROJECTS + "P,N,zombie\n", "projects")
    used = pl.DataFrame([("s", "f.csv", "h", 1, None, "used", "")], schema=DELIVERY_SCHEMA, orient="row")
    first = updated_register(pl.DataFrame(schema=REGISTER_SCHEMA), bad, used, ["s"], NOON)
    second = updated_register(first, bad.clear(), used.clear(), ["s"], NOON)
    assert second.select("first_seen", "released_at").rows() == [(NOON, None)]
    assert updated_register(second, bad.clear(), used, ["s"], NOON)["released_by"].to_list() == ["f.csv"]
