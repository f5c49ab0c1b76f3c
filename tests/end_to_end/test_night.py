"""A good night: it is whole, it verifies, it repeats to the byte, it can be rendered again, and it no longer verifies after a change."""

from datetime import UTC, datetime

import openpyxl
import polars as pl

from assets.resources.run_folder import BEGINNING
from pipelines.clock import SystemClock
from tests.end_to_end.published_bytes import bytes_of


def test_a_night_is_published_verified_and_repeatable(published_sample, cutline, monkeypatch):
    """A second run, late in the day, publishes a second night. Both verify, and every file is the same to the byte except for the
    times in the certificate.
    """
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime.now(UTC).replace(hour=23, minute=59, second=58))
    first = (published_sample / "published").resolve()
    one = bytes_of(first)
    code, out, _ = cutline("run", published_sample)
    assert code == 0
    assert "rules recomputed in integers, none broken" in out
    second = (published_sample / "published").resolve()
    assert second != first
    assert bytes_of(second) == one
    code, out, _ = cutline("verify", published_sample)
    assert code == 0
    assert out.strip().endswith("verified")
    assert cutline("verify", first)[0] == 0
    assert [path.name for path in (published_sample / "store" / "work").iterdir()] == [BEGINNING]  # a lock, and no run


def test_what_is_published_is_whole(sample_night):
    """Every promised file and sheet is there, every project is listed once, every row is counted, and the money ties."""
    night = sample_night.folder / "published"
    for name in (
        "workbook.xlsx",
        "page.html",
        "certificate.json",
        "plan.json",
        "model.lp",
        "csv/selected.csv",
        "parquet/ledger.parquet",
    ):
        assert (night / name).is_file(), name
    sheets = openpyxl.load_workbook(night / "workbook.xlsx", read_only=True).sheetnames
    assert {"Summary", "Selected", "Not selected", "Allocation", "Utilisation"} <= set(sheets)
    frames = {p.stem: pl.read_parquet(p) for p in (night / "parquet").glob("*.parquet")}
    listed = [*frames["selected"]["project_id"], *frames["not_selected"]["project_id"]]
    assert len(listed) == len(set(listed)) == 20 + 4  # four finished projects beside
    assert frames["not_selected"]["reason"].null_count() == 0
    assert frames["not_selected"].filter(pl.col("reason").str.len_chars() < 15).is_empty()
    priced = frames["not_selected"].filter(pl.col("best_value").is_not_null())
    assert priced["price_state"].is_in(["proven", "bounded", "found"]).all()
    sums = frames["displacements"].group_by("project_id").agg(pl.col("value_difference").sum())
    told = priced.join(sums, on="project_id")
    assert told.height > 0
    assert (told["loss"] == -told["value_difference"]).all()
    assert (told["loss"] == told["loss_at_most"]).all()
    rows = frames["row_accounting"]
    assert (rows["read"] == rows["accepted"] + rows["quarantined"] + rows["superseded"]).all()
    assert rows["superseded"].sum() > 0
    assert (
        frames["allocation"]["allocated_minor"].sum()
        == frames["allocation_lines"]["amount_minor"].sum()
        == frames["selected"]["spend_minor"].sum()
    )
    assert (frames["allocation"]["remaining_minor"] >= 0).all()
    page = (night / "page.html").read_text()
    assert "<script" not in page
    assert "src=" not in page
    assert "@import" not in page


def test_report_writes_the_same_workbook_and_page_again(published_sample, cutline, tmp_path):
    """They are made from the files of the night, and are equal to the byte."""
    assert cutline("report", published_sample, "--out", tmp_path / "again")[0] == 0
    for name in ("workbook.xlsx", "page.html"):
        assert (tmp_path / "again" / name).read_bytes() == (published_sample / "published" / name).read_bytes()


def test_a_published_night_that_was_changed_does_not_verify(published_sample, cutline):
    """Somebody edits the allocation, and verify names the file."""
    path = published_sample / "published" / "csv" / "allocation.csv"
    path.write_bytes(path.read_bytes().replace(b"capex", b"opex", 1))
    code, _, err = cutline("verify", published_sample)
    assert code == 1
    assert "csv/allocation.csv" in err


def test_the_starter_answer_is_the_one_worked_out_by_hand(starter_run):
    """P3 must be done (120k capex); P1 needs 400k and P2 350k of the 480k left: P1 is worth more, and P2 waits for P3 anyway."""
    starter, _ = starter_run
    frames = {
        name: pl.read_parquet(starter / "published" / "parquet" / f"{name}.parquet") for name in ("selected", "not_selected")
    }
    assert sorted(frames["selected"]["project_id"]) == ["P1", "P3"]
    [reason] = frames["not_selected"]["reason"]
    assert "Replace the billing system (P1)" in reason
