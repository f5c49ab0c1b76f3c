"""The chain of approvals shows every change to it, with its place, and is never half written."""

import fcntl
import json
import os
import shutil
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cutline.approvals.chain import approve, check_copies, read_chain
from cutline.approvals.signing import Signer, signer_of, write_new_key
from cutline.errors import UsageError, VerificationFailed
from tests.cutline.approvals.chained_nights import FIRST, digest_of, small_chain, small_night


@pytest.fixture
def signer(tmp_path) -> Signer:
    """A key of this test."""
    write_new_key(tmp_path / "key")
    return signer_of(tmp_path / "key")


def check(folder: Path, *trusted: str, head: str = "") -> None:
    """All that `cutline verify` checks but the contents of the nights."""
    list(check_copies(read_chain(folder, trusted, head)))


def broken(folder: Path, *trusted: str, head: str = "") -> str:
    """What the check says of a broken chain."""
    with pytest.raises(VerificationFailed) as error:
        check(folder, *trusted, head=head)
    return str(error.value)


def test_each_approval_states_the_digest_of_the_one_before_and_of_its_night(tmp_path, signer):
    """The file is the approval, the copy is the night, and both can only be read."""
    made = small_chain(tmp_path, 3, signer)
    folder = tmp_path / "approved"
    assert [each.previous for each in made] == ["", *(digest_of(folder / f"{each.folder_name}.json") for each in made[:2])]
    for each in made:
        copy = folder / each.folder_name
        assert each.certificate == digest_of(copy / "certificate.json")
        assert not any(path.stat().st_mode & 0o222 for path in copy.rglob("*") if path.is_file())
    check(folder)
    check(folder, signer.public_key, head=made[-1].digest)
    assert read_chain(folder).last == made[-1]
    assert read_chain(tmp_path / "nowhere").last is None


@pytest.mark.parametrize("signed", [True, False])
def test_any_byte_that_is_changed_is_found_with_its_place(tmp_path, signer, signed):
    """Every byte of every approval, and one of each file of each night."""
    made = small_chain(tmp_path, 3, signer if signed else None)
    folder = tmp_path / "approved"
    head = made[-1].digest
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"):
        data, is_approval = path.read_bytes(), path.parent == folder
        path.chmod(0o644)
        for place in range(0, len(data), 7 if is_approval else 41):
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            said = broken(folder, head=head)
            assert path.name in said or (is_approval and path.name[:6] in said) or made[-1].folder_name in said, (
                path,
                place,
                said,
            )
        path.write_bytes(data)
    check(folder, head=head)


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("what", ["approval", "night", "both"])
def test_a_night_that_is_taken_out_is_found(tmp_path, which, what):
    """The last one with its approval is found by the digest of the last approval, which others know."""
    made = small_chain(tmp_path, 3)
    folder, gone = tmp_path / "approved", made[which].folder_name
    if what in ("approval", "both"):
        (folder / f"{gone}.json").unlink()
    if what in ("night", "both"):
        shutil.rmtree(folder / gone)
    if (which, what) == (2, "both"):
        check(folder)
    said = broken(folder, head=made[-1].digest)
    assert gone[:6] in said or f"{which + 2:06d}" in said or made[-1].digest in said


def test_approvals_that_are_forged_in_a_row_are_found_by_the_signature_and_by_the_head(tmp_path, signer):
    """Whoever rewrites every approval after the changed one has neither the key nor the digest that others know."""
    made = small_chain(tmp_path, 3, signer)
    folder, head, previous = tmp_path / "approved", made[-1].digest, ""
    write_new_key(tmp_path / "other")
    other = signer_of(tmp_path / "other")
    for by_whom, place in ((None, "a signature of something else"), (other, signer.public_key)):
        previous = ""
        for each in made:
            forged = replace(each, approved_by="Somebody else", previous=previous)
            forged = forged.signed_by(by_whom) if by_whom else forged
            path = folder / f"{each.folder_name}.json"
            path.chmod(0o644)
            path.write_bytes(forged.as_bytes())
            previous = forged.digest
        assert place in broken(folder, signer.public_key)
        assert head in broken(folder, signer.public_key, head=head)
    check(folder)  # by itself the chain of the other key is in order, so the key is told to whoever asks
    assert read_chain(folder).approvals[0].public_key == other.public_key


def test_a_signature_that_is_taken_away_or_of_another_key_is_found_without_a_given_key(tmp_path, signer):
    """All approvals of a chain have the key of the first."""
    made = small_chain(tmp_path, 2, signer)
    write_new_key(tmp_path / "other")
    path = tmp_path / "approved" / f"{made[1].folder_name}.json"
    for changed in (replace(made[1], public_key="", signature=""), made[1].signed_by(signer_of(tmp_path / "other"))):
        path.chmod(0o644)
        path.write_bytes(changed.as_bytes())
        assert f"{path.name}, signature" in broken(tmp_path / "approved")


def test_a_night_of_another_approval_does_not_pass(tmp_path):
    """Its certificate is whole, but it is not the one that was approved."""
    made = small_chain(tmp_path, 2)
    folder = tmp_path / "approved"
    shutil.rmtree(folder / made[1].folder_name)
    shutil.copytree(small_night(tmp_path / "elsewhere", 7), folder / made[1].folder_name)
    assert made[1].folder_name[:6] in broken(folder)


@pytest.mark.parametrize("name", ["notes.txt", "000003-20261201T043000-" + "0" * 32, "000001-b.json"])
def test_what_belongs_to_no_approval_is_told(tmp_path, name):
    """A copy of which the approval was taken away, among others."""
    small_chain(tmp_path, 2)
    (tmp_path / "approved" / name).write_text("{}")
    assert name in broken(tmp_path / "approved")


def test_a_process_that_was_killed_leaves_nothing_that_counts(tmp_path):
    """Neither while it copied, nor between the copy and the approval. The next approval takes its place."""
    made = small_chain(tmp_path, 1)
    folder, night = tmp_path / "approved", small_night(tmp_path / "store", 5)
    shutil.copytree(night, folder / f".000002-{night.name}.copying")
    shutil.copytree(small_night(tmp_path / "store", 6), folder / f"000002-{night.name}")
    assert read_chain(folder, may_be_unfinished=True).last == made[0]
    following = approve(folder, night, by="Board", note="again", now=FIRST + timedelta(days=5))
    check(folder)
    assert following.number == 2
    assert not list(folder.glob(".*copying"))


def test_two_processes_do_not_approve_at_the_same_time(tmp_path):
    """The second one is told, and changes nothing."""
    small_chain(tmp_path, 1)
    folder, night = tmp_path / "approved", small_night(tmp_path / "store", 5)
    before = sorted(os.listdir(folder))
    with (folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="another night is being approved"):
            approve(folder, night, by="Board", note="b", now=FIRST)
    assert sorted(os.listdir(folder)) == before
    nights = [small_night(tmp_path / "store", i) for i in range(10, 18)]
    refused = []

    def one(night: Path) -> None:
        try:
            approve(folder, night, by="Board", note="b", now=FIRST)
        except UsageError as error:
            refused.append(error)

    threads = [threading.Thread(target=one, args=(night,)) for night in nights]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(folder)
    assert len(read_chain(folder).approvals) == 1 + len(nights) - len(refused)


def test_what_cannot_be_approved_is_told(tmp_path, signer):
    """The approved night itself, a night that was changed, and a night without the signature that the chain has."""
    small_chain(tmp_path, 2, signer)
    folder, night = tmp_path / "approved", small_night(tmp_path / "store", 1)
    with pytest.raises(UsageError, match="the approved plan already"):
        approve(folder, night, by="Board", note="b", now=FIRST, signer=signer)
    with pytest.raises(UsageError, match="have another signature"):
        approve(folder, small_night(tmp_path / "store", 3), by="Board", note="b", now=FIRST)
    changed = small_night(tmp_path / "store", 4)
    (changed / "plan.json").write_text("{}")
    with pytest.raises(VerificationFailed, match=r"plan\.json"):
        approve(folder, changed, by="Board", note="b", now=FIRST, signer=signer)
    earlier = approve(folder, small_night(tmp_path / "store", 0), by="Board", note="back", now=FIRST, signer=signer)
    assert earlier.number == 3  # a committee may return to an earlier plan
    check(folder, signer.public_key)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"number": "1"}', b"\xff", b"[" * 100_000])
def test_an_approval_that_cutline_did_not_write_is_told(tmp_path, data):
    """Whatever its bytes are."""
    made = small_chain(tmp_path, 1)
    path = tmp_path / "approved" / f"{made[0].folder_name}.json"
    path.chmod(0o644)
    path.write_bytes(data)
    assert path.name in broken(tmp_path / "approved")
    path.write_text(json.dumps(vars(made[0])))  # the same values in other bytes
    assert path.name in broken(tmp_path / "approved")
