"""A change to a night after its publication is found, wherever it is."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from cutline.errors import UsageError, VerificationFailed
from cutline.publishing.digests import CERTIFICATE, SEAL, as_json, carries_name, check_digests, night_name, seal_of
from tests.cutline.publishing.nights_to_publish import publish_text


def places(night: Path) -> list[str]:
    """The places that the check of a changed night names."""
    with pytest.raises(VerificationFailed) as refused:
        check_digests(night)
    assert all(all((each.found, each.expected, each.action)) for each in refused.value.findings)
    return [finding.where for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda night: (night / "a.txt").write_text("onE"), "a.txt"),
        (lambda night: (night / "csv" / "b.csv").unlink(), "csv/b.csv"),
        (lambda night: (night / "c.txt").write_text(""), "c.txt"),
        (lambda night: (night / "empty").mkdir(), "empty"),
        (lambda night: (night / "csv" / "empty").mkdir(), "csv/empty"),
        (lambda night: (night / "csv" / "up").symlink_to(".."), "csv/up"),  # a link to a folder
        (lambda night: (night / "broken").symlink_to("nowhere"), "broken"),
        (lambda night: (night / "copy.txt").symlink_to("a.txt"), "copy.txt"),  # a link to a file that is as certified
        (lambda night: os.mkfifo(night / "pipe"), "pipe"),  # reading it would wait for ever
        (lambda night: (night / "line\nbreak").write_text(""), r"'line\nbreak'"),
        (lambda night: Path(os.fsdecode(os.fsencode(night) + b"/\xff")).write_text(""), r"'\udcff'"),
        (lambda night: (night / SEAL).unlink(), SEAL),
        (lambda night: (night / SEAL).write_bytes((night / SEAL).read_bytes() + b" "), SEAL),
        (lambda night: (night / "published").mkdir(), "published"),
    ],
)  # fmt: skip
def test_a_night_changed_afterwards_is_found(tmp_path, change, named):
    """A changed byte, a missing file and anything that was added are named, and no other place is."""
    night = publish_text(tmp_path, "one")
    assert "outputs" in check_digests(night)
    change(night)
    assert places(night) == [named]


def test_a_file_replaced_by_a_link_or_a_folder_is_found(tmp_path):
    """A link to the same bytes is not the file that was published: its target can change."""
    night = publish_text(tmp_path, "one")
    shutil.move(night / "a.txt", tmp_path / "a.txt")
    (night / "a.txt").symlink_to(tmp_path / "a.txt")
    assert places(night) == ["a.txt"]
    (night / "a.txt").unlink()
    (night / "a.txt").mkdir()
    assert "a.txt" in places(night)
    for name in (SEAL, CERTIFICATE):
        other = publish_text(tmp_path, f"with a linked {name}")
        shutil.move(other / name, tmp_path / name)
        (other / name).symlink_to(tmp_path / name)
        assert any(name in place for place in places(other))


def test_every_flipped_bit_of_certificate_and_seal_is_found_in_any_copy(tmp_path):
    """Also in a copy whose name says nothing."""
    night = publish_text(tmp_path, "one")
    copy = Path(shutil.copytree(night, tmp_path / "copy"))
    for name in (CERTIFICATE, SEAL):
        data = (night / name).read_bytes()
        for bit in random.Random(16).sample(range(8 * len(data)), 150):
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            for folder in (night, copy):
                (folder / name).write_bytes(changed)
                with pytest.raises(VerificationFailed) as refused:
                    check_digests(folder)
                assert name in str(refused.value) or folder is copy
                (folder / name).write_bytes(data)
    check_digests(copy)


@pytest.mark.parametrize("change", [lambda text: text.replace('"outputs": {', '"outputs": { ', 1), lambda text: text + "\n", lambda text: text.replace("{", '{"run": 1,', 1)])  # fmt: skip
def test_other_bytes_of_the_same_certificate_are_found_even_if_they_are_sealed(tmp_path, change):
    """A blank more, a line more, and a key that stands twice, of which a reader of JSON takes the last."""
    copy = Path(shutil.copytree(publish_text(tmp_path, "one"), tmp_path / "copy"))
    data = change((copy / CERTIFICATE).read_text()).encode()
    (copy / CERTIFICATE).write_bytes(data)
    (copy / SEAL).write_bytes(seal_of(data))
    assert places(copy) == [CERTIFICATE]


def test_a_night_that_is_changed_and_sealed_again_has_another_name(tmp_path):
    """The folder in the store keeps the old name, so the change is found; so it is in a copy whose name has the digest. A copy
    under another name agrees with itself, and the check says that the name was not compared.
    """
    night = publish_text(tmp_path, "one")
    plain = Path(shutil.copytree(night, tmp_path / "plain"))
    named = Path(shutil.copytree(night, tmp_path / f"{night.name} (copy)"))
    assert (carries_name(named, check_digests(named)), carries_name(plain, check_digests(plain))) == (True, False)
    for folder in (night, plain, named):
        certificate = json.loads((folder / CERTIFICATE).read_text())
        certificate["run"]["published_at"] = "2027-03-03T04:30:00+00:00"
        (folder / CERTIFICATE).write_bytes(as_json(certificate))
        (folder / SEAL).write_bytes(seal_of(as_json(certificate)))
    assert places(night) == [night.name]
    assert places(named) == [named.name]
    assert night_name(check_digests(plain)) != night.name


def test_a_night_of_the_store_has_the_name_of_its_certificate(tmp_path):
    """A renamed night is found in the store. The link `published` has no name of its own: the night that it leads to has."""
    night = publish_text(tmp_path, "one")
    assert carries_name(tmp_path / "published", check_digests(tmp_path / "published"))
    renamed = night.rename(night.with_name("the good one"))
    assert places(renamed) == ["the good one"]


def test_a_folder_without_a_certificate_is_no_night(tmp_path):
    """Nothing can be checked, which is a wrong call and not a damaged night."""
    night = publish_text(tmp_path, "one")
    (night / CERTIFICATE).unlink()
    for folder in (night, tmp_path / "nothing", night / "a.txt"):
        with pytest.raises(UsageError, match="no certificate"):
            check_digests(folder)


@pytest.mark.parametrize("broken", ["{", "{}", "[]", "null", '{"outputs": []}', '{"outputs": {"a": 1}}', '{"outputs": {}, "run": {"published_at": 5}}', "[" * 100_000])  # fmt: skip
def test_a_certificate_that_cannot_be_read_is_damage(tmp_path, broken):
    """Half a file is not JSON, and a certificate without outputs or a time names nothing."""
    night = publish_text(tmp_path, "one")
    (night / CERTIFICATE).write_text(broken)
    with pytest.raises(VerificationFailed, match="cannot be read"):
        check_digests(night)
