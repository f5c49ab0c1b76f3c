"""`cutline approve` and `cutline verify approved`, as a person types them."""

import json
import shutil

import polars as pl
import pytest

from tests.dagster_nights import run_in_dagster


def test_a_night_is_approved_verified_elsewhere_and_not_twice(published_starter, tmp_path, cutline):
    """The folder alone is enough on another machine, with the public key."""
    code, out, _ = cutline("approve", "--new-key", tmp_path / "key")
    assert code == 0
    assert "keep it secret" in out
    code, out, err = cutline(
        "approve", published_starter, "--by", "Board", "--note", "minutes", "--key", tmp_path / "key", "--json"
    )
    assert code == 0, err
    said = json.loads(out)
    elsewhere = shutil.copytree(published_starter / "approved", tmp_path / "elsewhere" / "kept")
    code, out, err = cutline("verify", elsewhere, "--key", tmp_path / "key.pub", "--head", said["digest"])
    assert code == 0, err
    assert out.endswith("verified\n")
    assert "Board: minutes" in out
    code, out, _ = cutline("verify", elsewhere, "--json")
    assert code == 0
    assert [each["digest"] for each in json.loads(out)["approvals"]] == [said["digest"]]
    code, _, err = cutline("approve", published_starter, "--by", "Board", "--note", "again", "--key", tmp_path / "key")
    assert code == 2
    assert "the approved plan already" in err


@pytest.mark.parametrize("changed", ["plan.json", "workbook.xlsx", "parquet/ledger.parquet", "certificate.json"])
def test_a_byte_that_is_changed_in_an_approved_night_fails_with_its_place(published_starter, cutline, changed):
    """Whatever file it is."""
    assert cutline("approve", published_starter, "--by", "Board", "--note", "minutes")[0] == 0
    (path,) = (published_starter / "approved").glob(f"*/{changed}")
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
    code, _, err = cutline("verify", published_starter / "approved")
    assert code == 1
    assert changed in err


def test_a_signature_of_another_key_fails(published_starter, tmp_path, cutline):
    """The person who verifies names the key of the person who approves."""
    for name in ("key", "other"):
        cutline("approve", "--new-key", tmp_path / name)
    assert cutline("approve", published_starter, "--by", "B", "--note", "m", "--key", tmp_path / "other")[0] == 0
    code, _, err = cutline("verify", published_starter / "approved", "--key", tmp_path / "key.pub")
    assert code == 1
    assert "signature" in err


def test_the_key_of_the_settings_signs(published_starter, tmp_path, cutline):
    """Its path is from the folder of the portfolio."""
    cutline("approve", "--new-key", published_starter / "key")
    settings = published_starter / "portfolio.toml"
    settings.write_text(settings.read_text() + '\n[approval]\nsigning_key = "key"\n')
    code, out, err = cutline("approve", published_starter, "--by", "B", "--note", "m")
    assert code == 0, err
    assert "none: name a key" not in out
    assert cutline("verify", published_starter / "approved", "--key", published_starter / "key.pub")[0] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--by", "B"], "--note"), (["--note", "m"], "--by"), (["--by", " ", "--note", "m"], "--by"),
        (["--by", "B", "--note", "m", "--key", "nowhere.pem"], "nowhere.pem"),
    ],
)  # fmt: skip
def test_an_approval_that_says_too_little_is_refused(published_starter, cutline, options, said):
    """Nothing is written."""
    code, _, err = cutline("approve", published_starter, *options)
    assert code == 2
    assert said in err
    assert not list(published_starter.glob("approved/*.json"))


def test_a_night_outside_of_its_portfolio_cannot_be_approved(published_starter, tmp_path, cutline):
    """A copy has no portfolio that would stay close to it."""
    copy = shutil.copytree((published_starter / "published").resolve(), tmp_path / "copy")
    code, _, err = cutline("approve", copy, "--by", "B", "--note", "m")
    assert code == 2
    assert "this night has no portfolio" in err


@pytest.mark.long
def test_the_next_night_stays_close_to_the_approved_one(published_starter, tmp_path, cutline):
    """Its approved plan is that of the approved night, and the night is verified from its files alone."""
    assert cutline("approve", published_starter, "--by", "Board", "--note", "minutes")[0] == 0
    before = pl.read_parquet(published_starter / "published" / "parquet" / "selected.parquet")
    assert run_in_dagster(published_starter, tmp_path / "work").success
    approved = pl.read_parquet(published_starter / "published" / "problem" / "approved.parquet")
    assert sorted(approved["project_id"]) == sorted(before["project_id"])
    code, _, err = cutline("verify", published_starter)
    assert code == 0, err
