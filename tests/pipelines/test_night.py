"""The night end to end: through the command line and through Dagster, on good exports and on bad."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import openpyxl
import polars as pl
import pytest
from upath import UPath

from pipelines.definitions import build_definitions


def bytes_of(night: Path, *, certificate: bool = False) -> dict[str, str]:
    """Digest of every file of a night, the certificate without its times."""
    found = {p.relative_to(night).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in night.rglob("*") if p.is_file()}
    without_times = {k: v for k, v in json.loads((night / "certificate.json").read_text()).items() if k != "run"}
    found["certificate.json"] = json.dumps(without_times, sort_keys=True)
    return found


def test_a_night_is_published_verified_and_repeatable(sample, cutline):
    """Run twice: both published, both verified, every file the same to the byte but for the times in the certificate."""
    code, out, _ = cutline("run", sample)
    assert code == 0
    assert "rules recomputed in integers, none broken" in out
    first = (sample / "published").resolve()
    one = bytes_of(first)
    assert cutline("run", sample)[0] == 0
    second = (sample / "published").resolve()
    assert second != first
    assert bytes_of(second) == one
    code, out, _ = cutline("verify", sample)
    assert code == 0
    assert out.strip().endswith("verified")
    assert cutline("verify", first)[0] == 0
    assert not any((sample / "store" / "work").iterdir())


def test_what_is_published_is_whole(sample, cutline):
    """Every promised file, every promised sheet, every project once, every row counted, money that ties."""
    assert cutline("run", sample)[0] == 0
    night = sample / "published"
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


def test_report_writes_the_same_workbook_and_page_again(sample, cutline, tmp_path):
    """From the night's own files, to the byte."""
    assert cutline("run", sample)[0] == 0
    assert cutline("report", sample, "--out", tmp_path / "again")[0] == 0
    for name in ("workbook.xlsx", "page.html"):
        assert (tmp_path / "again" / name).read_bytes() == (sample / "published" / name).read_bytes()


def test_a_published_night_that_was_changed_does_not_verify(sample, cutline):
    """Someone edits the allocation: verify says which file."""
    assert cutline("run", sample)[0] == 0
    path = sample / "published" / "csv" / "allocation.csv"
    path.write_bytes(path.read_bytes().replace(b"capex", b"opex", 1))
    code, _, err = cutline("verify", sample)
    assert code == 1
    assert "csv/allocation.csv" in err


def edit(name: str, change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Path], None]:
    """Change one export in place."""

    def apply(folder: Path) -> None:
        [path] = (folder / "exports").glob(name)
        path.write_bytes(change(path.read_bytes().decode(encoding)).encode(encoding))

    return apply


def remove(name: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        next((folder / "exports").glob(name)).unlink()

    return apply


def settings(change: Callable[[str], str]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / "portfolio.toml"
        path.write_text(change(path.read_text("utf-8")), "utf-8")

    return apply


def twice(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join([*lines, lines[1]])


def expensive_mandate(folder: Path) -> None:
    edit("funds.csv", lambda t: t.replace("600,000.00", "100,000.00"))(folder)


def mandate_with_dear_company(folder: Path) -> None:
    """P3 fits its fund, and so would each of the two it needs one of, but no two together: only the search can tell."""
    edit("funds.csv", lambda t: t.replace("600,000.00", "450,000.00"))(folder)
    edit("dependencies.csv", lambda t: t.splitlines(keepends=True)[0] + "P3,P1,any_of,,g,,\nP3,P2,any_of,,g,,\n")(folder)


# Enough sound rows for one bad one to be a small share.
SMALL_LINES = "".join(f"P1,,{i},,opex,other,1.00,,,plan,,\n" for i in range(5, 40))
# Bad input to: the change, the exit code, words the message must have.
BAD: dict[str, tuple[Callable[[Path], None], int, list[str]]] = {
    "missing file": (remove("funds.csv"), 3, ["source funds", "nothing that matches", "send the export"]),
    "wrong delimiter": (edit("funds.csv", lambda t: t.replace(",", ";")), 3, ["funds.csv", "delimiter", "fund_id;name"]),
    "duplicate ids": (edit("projects.csv", twice), 3, ["projects_key_is_unique", "projects.csv row 5", "project_id P1"]),
    "letters in a fund's amount": (edit("funds.csv", lambda t: t.replace("600,000.00", "600k000")), 3, ["funds.csv cell F2", "600k000", "an amount"]),
    "letters in most amounts": (edit("cost_lines.csv", lambda t: t.replace("0.00", "x")), 3, ["quarantine_share", "cost_lines", "rows in quarantine"]),
    "letters in a mandate's amount": (
        edit("cost_lines.csv", lambda t: t.replace("120,000.00", "12k4") + SMALL_LINES), 3, ["required_can_be_chosen", "12k4", "P3"]
    ),
    "cyclic dependency": (
        edit("dependencies.csv", lambda t: t + "P3,P1,requires,,,,\nP1,P2,requires,,,,\n"), 3, ["dependencies_no_cycle", "P1 → P2 → P3 → P1"]
    ),
    "dangling dependency": (edit("dependencies.csv", lambda t: t + "P1,P9,requires,,,,\n"), 3, ["dependencies_to_project_id_exists", "P9"]),
    "unknown key": (settings(lambda t: t.replace("[portfolio]", "[portfolio]\ncurency = 'EUR'")), 2, ["unknown key 'curency'", "write 'currency'"]),
    "not TOML": (settings(lambda t: t + "\n[[["), 2, ["not TOML", "line"]),
    "mandate beyond its fund": (expensive_mandate, 3, ["mandates_fit_funds", "fund MAIN, capex of FY2027", "120,000.00", "20,000.00 more", "P3"]),
    "mandate beyond its fund with what it needs": (mandate_with_dear_company, 4, ["capex FY2027", "overspends it by 20,000.00"]),
    "demand without capacity": (remove("capacity.csv"), 3, ["demand_has_capacity", "Analyst"]),
    "wrong encoding": (edit("projects.csv", lambda t: t.replace("Solar", "Sólar"), "cp1252"), 3, ["projects.csv", "offset"]),
    "no projects": (edit("projects.csv", lambda t: t.splitlines(keepends=True)[0]), 3, ["projects_has_rows"]),
    "no such folder": (lambda folder: (folder / "portfolio.toml").unlink(), 2, ["no portfolio here", "cutline init"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_clearly_and_loses_nothing(published_starter, cutline, name):
    """One message that says where, found, expected, do; the right exit code; the last published night untouched."""
    starter = published_starter
    before = (starter / "published").resolve()
    content = bytes_of(before)
    change, code, words = BAD[name]
    if name == "wrong encoding":
        path = starter / "exports" / "projects.csv"
        path.write_bytes(path.read_text("utf-8").replace("Solar", "Sólar").encode("cp1252"))
    else:
        change(starter)
    found, _, err = cutline("run", starter)
    assert found == code, err
    for word in words:
        assert word in err, err
    assert "Traceback" not in err
    assert (starter / "published").resolve() == before
    assert bytes_of(before) == content
    assert len(list((starter / "store" / "nights").iterdir())) == 1


def test_letters_in_one_amount_set_the_project_aside_and_say_so(starter, cutline):
    """A bad cost line would make its project look cheap: the project leaves the choice, the night goes on and says why."""
    edit("cost_lines.csv", lambda t: t.replace("350,000.00", "12k4") + SMALL_LINES)(starter)
    code, out, _ = cutline("run", starter)
    assert code == 0
    assert "bad_rows_set_aside" in out
    assert "cost_lines.csv cell G4" in out
    reasons = pl.read_parquet(starter / "published" / "parquet" / "not_selected.parquet")
    assert "12k4" in reasons.filter(pl.col("project_id") == "P2")["reason"].item()


def test_the_starter_answer_is_the_one_worked_out_by_hand(starter, cutline):
    """P3 must be done (120k capex); P1 needs 400k and P2 350k of the 480k left: P1 is worth more, and P2 waits for P3 anyway."""
    code, _, err = cutline("run", starter)
    assert code == 0, err
    frames = {
        name: pl.read_parquet(starter / "published" / "parquet" / f"{name}.parquet") for name in ("selected", "not_selected")
    }
    assert sorted(frames["selected"]["project_id"]) == ["P1", "P3"]
    [reason] = frames["not_selected"]["reason"]
    assert "Replace the billing system (P1)" in reason


def run_job(folder: Path, work: Path, instance: dg.DagsterInstance, job: str = "nightly") -> dg.ExecuteInProcessResult:
    return (
        build_definitions(folder, work=UPath(work))
        .resolve_job_def(job)
        .execute_in_process(instance=instance, raise_on_error=False)
    )


def test_the_dagster_job_is_green_and_a_bad_export_turns_the_right_check_red(starter, tmp_path):
    """All assets materialise with schema and row counts; a duplicate id fails exactly its check and the published night stays."""
    with dg.DagsterInstance.ephemeral() as instance:
        good = run_job(starter, tmp_path / "work", instance)
        assert good.success
        checks = [e.asset_check_evaluation_data for e in good.all_events if e.event_type_value == "ASSET_CHECK_EVALUATION"]
        assert len(checks) > 150
        assert all(check.passed for check in checks)
        counted = [
            e
            for e in good.all_events
            if e.event_type_value == "ASSET_MATERIALIZATION" and "dagster/row_count" in e.materialization.metadata
        ]
        assert len(counted) > 70
        assert all("dagster/column_schema" in e.materialization.metadata for e in counted)
        before = (starter / "published").resolve()
        edit("projects.csv", twice)(starter)
        bad = run_job(starter, tmp_path / "work", instance)
        red = [
            e.asset_check_evaluation_data.check_name
            for e in bad.all_events
            if e.event_type_value == "ASSET_CHECK_EVALUATION" and not e.asset_check_evaluation_data.passed
        ]
        assert not bad.success
        assert red == ["projects_key_is_unique"]
        assert (starter / "published").resolve() == before
