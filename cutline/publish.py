"""The only writer of results: stage, check, swap. A reader of published/ sees the old night or the new one, never a mixture.

A night is an immutable folder under store/nights; published/ is a link to the newest good one, replaced by one atomic rename. A process
killed at any point leaves the link where it was, and at worst a staging folder that the next night clears away.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cutline.errors import CutlineError, Finding, UsageError, VerificationFailed

CERTIFICATE = "certificate.json"
STAGING = ".staging"


def publish(folder: Path, night: str, contents: Mapping[str, bytes], check: Callable[[Path], None]) -> Path:
    """Write `contents` (relative path to bytes) as night `night` of the portfolio in `folder` and make it the published one.

    check: called with the staged folder; whatever it raises stops the publication. Returns the night's folder. Raises UsageError when the
    night exists already, CutlineError when the published link cannot be made.
    """
    nights = folder / "store" / "nights"
    final, staged = nights / night, nights / (night + STAGING)
    if final.exists():
        raise UsageError(
            "the night exists already", [Finding(str(final), "a folder", "a new name", "nights are immutable: run again")]
        )
    nights.mkdir(parents=True, exist_ok=True)
    for left_over in nights.glob("*" + STAGING):
        shutil.rmtree(left_over)
    for name, data in contents.items():
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    check(staged)
    staged.rename(final)
    _sync(nights)
    _swap(folder / "published", final)
    return final


def _swap(link: Path, night: Path) -> None:
    if link.exists() and not link.is_symlink():
        raise CutlineError(
            "published is in the way",
            [
                Finding(
                    str(link), "a folder that Cutline did not make", "a link to a night, or nothing", "move it away and run again"
                )
            ],
        )
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(night, link.parent), target_is_directory=True)
    fresh.replace(link)
    _sync(link.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each content by its path."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(contents.items())}


def check_digests(night: Path) -> dict[str, Any]:
    """The certificate of a night whose every file is the one that it names.

    Raises VerificationFailed naming each file that is missing, changed or not named, or when there is no certificate.
    """
    try:
        certificate: dict[str, Any] = json.loads((night / CERTIFICATE).read_text("utf-8"))
        expected: dict[str, str] = certificate["outputs"]
    except (OSError, json.JSONDecodeError, KeyError) as error:
        raise VerificationFailed(
            f"{night} has no certificate that can be read",
            [
                Finding(
                    str(night / CERTIFICATE),
                    f"{type(error).__name__}: {error}",
                    "the certificate of a night",
                    "name a folder under store/nights, or published",
                )
            ],
        ) from None
    there = {path.relative_to(night).as_posix(): path for path in night.rglob("*") if path.is_file()}
    there.pop(CERTIFICATE, None)
    problems = []
    for name in sorted(set(expected) | set(there)):
        found = hashlib.sha256(there[name].read_bytes()).hexdigest() if name in there else "no such file"
        if found != expected.get(name):
            told = expected.get(name, "not named in the certificate")
            problems.append(Finding(name, found, told, "the night was changed after it was published: do not use it"))
    if problems:
        raise VerificationFailed(f"{night.name} is not what was published", problems)
    return certificate
