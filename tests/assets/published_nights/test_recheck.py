"""A published night is checked from its files: no flipped bit and no claim that the files do not show passes."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assets.published_nights.recheck import recheck
from cutline.errors import VerificationFailed
from cutline.publishing.certificate import NOT_FROM_FILES
from cutline.publishing.digests import CERTIFICATE, SEAL, as_json, digests_of, night_name, seal_of


@pytest.fixture(scope="module")
def copied_night(sample_night, tmp_path_factory) -> Path:
    """A copy of the sample's night under a name that says nothing; whoever changes it mends it again."""
    return Path(shutil.copytree(sample_night.folder / "published", tmp_path_factory.mktemp("night") / "copy"))


def certificate_of(night: Path) -> dict[str, Any]:
    return dict(json.loads((night / CERTIFICATE).read_bytes()))


def certify(night: Path, certificate: dict[str, Any]) -> None:
    """Write the certificate with its seal, as somebody does who wants a changed night to look like one that was published."""
    (night / CERTIFICATE).write_bytes(as_json(certificate))
    (night / SEAL).write_bytes(seal_of(as_json(certificate)))


def flip_bits(night: Path, count: int, seed: int) -> None:
    """Flip one bit after the other, in files drawn at random, and demand that the check names the file of each."""
    files, dice = sorted(path for path in night.rglob("*") if path.is_file()), random.Random(seed)
    for i in range(count):
        path = files[i % len(files)] if i < len(files) else dice.choice(files)
        data = path.read_bytes()
        changed, bit = bytearray(data), dice.randrange(8 * len(data))
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(VerificationFailed) as refused:
            recheck(night)
        named = (CERTIFICATE, SEAL) if path.name in (CERTIFICATE, SEAL) else (path.relative_to(night).as_posix(),)
        assert any(name in str(refused.value) for name in named), f"bit {bit} of {path}: {refused.value}"
        path.write_bytes(data)


def test_a_flipped_bit_in_any_file_is_found_with_its_place(copied_night):
    """One bit in every file of a night, its certificate and its seal among them."""
    flip_bits(copied_night, sum(path.is_file() for path in copied_night.rglob("*")), seed=16)
    assert recheck(copied_night)[0].passed


@pytest.mark.long
def test_two_thousand_flipped_bits_are_found_with_their_places(copied_night):
    """Every file, then files drawn at random; and five hundred more in certificate and seal alone."""
    flip_bits(copied_night, 2000, seed=17)
    small = copied_night.with_name("small")
    small.mkdir()
    for name in (CERTIFICATE, SEAL):
        shutil.copy(copied_night / name, small)
    flip_bits(small, 500, seed=18)
    assert recheck(copied_night)[0].passed


def test_what_is_added_to_a_night_or_missing_from_it_is_found_with_its_place(copied_night):
    """Empty folders, links to files and to folders, hidden files, and a folder called `published`, which verify must not enter."""
    for place in ("empty", "csv/empty", "published", ".hidden"):
        (copied_night / place).mkdir()
        assert refused_places(copied_night) == [place]
        (copied_night / place).rmdir()
    for place, target in (("csv/more", "../tables"), ("latest.csv", "csv/selected.csv"), ("tables/broken", "nowhere")):
        (copied_night / place).symlink_to(target)
        assert refused_places(copied_night) == [place]
        (copied_night / place).unlink()
    taken = copied_night.with_name("taken away")
    for place in ("csv/selected.csv", "model.lp", "page.html", "portfolio.toml"):
        (copied_night / place).rename(taken)
        assert refused_places(copied_night) == [place]
        (copied_night / place).symlink_to(os.path.relpath(taken, (copied_night / place).parent))
        assert refused_places(copied_night) == [place]
        taken.replace(copied_night / place)
    assert recheck(copied_night)[0].passed


def refused_places(night: Path) -> list[str]:
    with pytest.raises(VerificationFailed) as refused:
        recheck(night)
    return [finding.where for finding in refused.value.findings]


def leaves(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every single value in a certificate."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if entries is None:
        yield place
    else:
        for key, below in list(entries):
            yield from leaves(below, (*place, key))


def other_than(value: Any) -> Any:
    """A value of the same kind; true becomes 1, which JSON tells from true."""
    return 1 if value is True else value + 1 if isinstance(value, int) else f"{value}x"


@pytest.mark.parametrize(
    "is_every_claim", [False, pytest.param(True, marks=pytest.mark.long)], ids=["one of a kind", "every claim"]
)
def test_no_claim_passes_that_the_files_do_not_show(copied_night, is_every_claim):
    """Each single value of the certificate is changed and the certificate is sealed again: the check names the changed claim.
    Only the versions and what belongs to the run follow from no file: they change the night's name.
    """
    true = certificate_of(copied_night)
    changed = [place for place in leaves(true) if place[0] != "outputs" and place[0] not in NOT_FROM_FILES]
    files = [place for place in changed if place[:2] == ("inputs", "files")]
    dice = random.Random(16)
    tried = [place for place in changed if place[0] != "inputs"] + dice.sample(files, 8) + [("inputs", "portfolio.toml")]
    assert {"currency", "as_of", "outcome", "objective", "verifier", "ledger", "quality", "projects", "stages", "solver", "rows"} <= {p[0] for p in tried}  # fmt: skip
    if not is_every_claim:  # one drawn from each part of the certificate
        dice.shuffle(tried)
        tried = list({place[0]: place for place in tried}.values())
    for place in tried:
        certificate = certificate_of(copied_night)
        at: Any = certificate
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = other_than(at[place[-1]])
        certify(copied_night, certificate)
        [where] = refused_places(copied_night)
        assert where.startswith(f"{CERTIFICATE}, {place[0]}")
        certify(copied_night, true)
    for place in (("run", "published_at"), ("run", "dagster_run_id"), ("versions", "polars"), ("product", "version")):
        certificate = certificate_of(copied_night)
        certificate[place[0]][place[1]] = "2027-01-01T00:00:00+00:00"
        assert night_name(certificate) != night_name(true)
    for more in (
        {**true, "note": "approved"},
        {**true, "note": "nothing"},
        {**true, "note": None},
        {name: value for name, value in true.items() if name != "ledger"},
    ):
        certify(copied_night, more)
        assert len(refused_places(copied_night)) == 1
        certify(copied_night, true)


def test_a_plan_that_was_searched_under_other_limits_than_the_settings_is_refused(copied_night):
    """A plan is "proven" by the gap target of the settings, not by one that the plan states."""
    true, toml = certificate_of(copied_night), (copied_night / "portfolio.toml").read_bytes()
    changed = toml.replace(b"gap_target_ppm = 100", b"gap_target_ppm = 200")
    assert changed != toml
    (copied_night / "portfolio.toml").write_bytes(changed)
    certify(copied_night, {**true, "outputs": {**true["outputs"], **digests_of({"portfolio.toml": changed})}})
    assert refused_places(copied_night) == ["plan.json, solver.gap_target_ppm"]
    (copied_night / "portfolio.toml").write_bytes(toml)
    certify(copied_night, true)
    assert recheck(copied_night)[0].passed


@pytest.mark.parametrize("name", ["parquet/ledger.parquet", "problem/options.parquet", "plan.json"])
def test_files_that_cutline_did_not_write_are_damage_and_no_fault(copied_night, name):
    """Somebody certified half a file: the message names the night and what to do."""
    true, data = certificate_of(copied_night), (copied_night / name).read_bytes()
    half = data[: len(data) // 2]
    (copied_night / name).write_bytes(half)
    changed = {**true, "outputs": {**true["outputs"], **digests_of({name: half})}}
    for version in (true["product"]["version"], "0.0.9"):
        certify(copied_night, {**changed, "product": {"name": "cutline", "version": version}})
        with pytest.raises(VerificationFailed, match="cannot be read") as refused:
            recheck(copied_night)
        assert ("do not use" in str(refused.value)) == (version != "0.0.9")
    (copied_night / name).write_bytes(data)
    certify(copied_night, true)
