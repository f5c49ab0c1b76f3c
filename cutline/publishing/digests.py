"""SHA-256 digests of the files of a night, the seal and the name of a night, and the check that a night is as it was published.

The certificate has the digest of every other file. The seal, a file of one line, has the digest of the certificate, and the
first part of this digest is in the night's name. So a change anywhere in a night contradicts one of the three. Somebody who
changes all three consistently makes another night, with another name: compare the name with a log or a mail of that night.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cutline.errors import Finding, UsageError, VerificationFailed

CERTIFICATE = "certificate.json"
SEAL = "certificate.sha256"
NAME_DIGITS = 32  # 128 bits of the digest: nobody can make a second certificate for a name
# `cutline verify` takes a text of exactly so many hexadecimal digits in the name of a folder for a digest.
DIGEST_IN_NAME = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{NAME_DIGITS}}}(?![0-9a-f])")
DO_NOT_USE = "do not use this night: it was changed after it was published"


def digests_of(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 digest of each content by its path."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(contents.items())}


def seal_of(certificate: bytes) -> bytes:
    """The line of the file certificate.sha256, as the program sha256sum writes and checks it."""
    return f"{hashlib.sha256(certificate).hexdigest()}  {CERTIFICATE}\n".encode()


def as_json(certificate: Mapping[str, Any]) -> bytes:
    """The certificate as JSON in UTF-8, with sorted keys. No other bytes are accepted as this certificate."""
    return (json.dumps(certificate, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def night_name(certificate: Mapping[str, Any]) -> str:
    """The name of the night of a certificate: the time of its publication and the first part of the certificate's digest."""
    at = datetime.fromisoformat(certificate["run"]["published_at"])
    return f"{at:%Y%m%dT%H%M%S}-{hashlib.sha256(as_json(certificate)).hexdigest()[:NAME_DIGITS]}"


def carries_name(night: Path, certificate: Mapping[str, Any]) -> bool:
    """Whether the folder's own name has the name of the night. A copy under another name does not."""
    return night_name(certificate) in night.resolve().name


def check_digests(night: Path) -> dict[str, Any]:
    """Check a night against its certificate, seal and name, and return the certificate.

    Raises VerificationFailed, which names each file, folder or link that is missing, changed or not in the certificate, and
    UsageError when the folder has no certificate.
    """
    data = _certificate_bytes(night)
    certificate = _parsed(night, data)
    problems = [*_problems_of_seal(night, data), *_problems_of_name(night, certificate)]
    if as_json(certificate) != data:
        problems.append(
            Finding(CERTIFICATE, "other bytes than Cutline writes", "JSON with sorted keys, as it was published", DO_NOT_USE)
        )
    problems += _problems_of_files(night, certificate["outputs"])
    if problems:
        raise VerificationFailed(f"{night.resolve().name} differs from what was published", problems)
    return certificate


def _certificate_bytes(night: Path) -> bytes:
    path = night / CERTIFICATE
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise OSError("it is a link or a folder")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"{night} is not a night: it has no certificate",
            [
                Finding(
                    str(path), "no such file", "the certificate of a night", "name a folder under store/nights, or a portfolio"
                )
            ],
        ) from None
    except OSError as error:
        raise _unreadable(night, error) from None


def _parsed(night: Path, data: bytes) -> dict[str, Any]:
    try:
        certificate = json.loads(data)
        if not all(isinstance(digest, str) for digest in certificate["outputs"].values()):
            raise TypeError("outputs are not digests by path")
        night_name(certificate)
        return dict(certificate)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(night, error) from None


def _unreadable(night: Path, error: Exception) -> VerificationFailed:
    found = f"{type(error).__name__}: {error}"
    return VerificationFailed(
        f"the certificate of {night} cannot be read",
        [
            Finding(
                str(night / CERTIFICATE), found, "the certificate of a night", "name a folder under store/nights, or published"
            )
        ],
    )


def _problems_of_seal(night: Path, data: bytes) -> Iterator[Finding]:
    expected, digest = seal_of(data), hashlib.sha256(data).hexdigest()
    try:
        found = (night / SEAL).read_bytes() if stat.S_ISREG((night / SEAL).lstat().st_mode) else b"a link or a folder"
    except OSError as error:
        action = f"{DO_NOT_USE}; a night of an earlier version has no seal: verify it with the version that its certificate names"
        yield Finding(SEAL, f"{type(error).__name__}: no seal can be read", "the digest of the certificate", action)
        return
    if found == expected:
        return
    in_name = DIGEST_IN_NAME.search(night.resolve().name)
    is_seal_changed = not re.fullmatch(rb"[0-9a-f]{64}  certificate\.json\n", found) or (
        in_name is not None and digest.startswith(in_name[0])
    )
    if is_seal_changed:
        yield Finding(SEAL, ascii(found[:80].decode("latin-1")), expected.decode().strip(), DO_NOT_USE)
    else:
        yield Finding(CERTIFICATE, digest, f"{found[:64].decode()}, as {SEAL} says", DO_NOT_USE)


def _problems_of_name(night: Path, certificate: Mapping[str, Any]) -> Iterator[Finding]:
    """A folder in store/nights has the name of its certificate. Elsewhere a folder may be a copy of any name, unless the name
    has a digest.
    """
    folder, expected = night.resolve(), night_name(certificate)
    is_in_store = folder.parent.name == "nights" and folder.parent.parent.name == "store"
    if expected not in folder.name and (is_in_store or DIGEST_IN_NAME.search(folder.name)):
        yield Finding(
            _shown(folder.name), "the name of another certificate", expected,
            f"{DO_NOT_USE}; or it was renamed: give it the name that is expected, if a log or a mail of that night names it",
        )  # fmt: skip


def _problems_of_files(night: Path, outputs: Mapping[str, str]) -> list[Finding]:
    """A finding for each file, folder, link or other thing in a night that is not as the certificate says."""
    problems, there = [], set()
    certified_folders = {parent.as_posix() for name in outputs for parent in Path(name).parents}
    for name, kind in _things_in(night):
        there.add(name)
        if kind == "file" and name in outputs:
            found, expected = _digest_or_error(night / name), outputs[name]
        elif kind == "file":
            found, expected = _digest_or_error(night / name), "no file: the certificate does not name it"
        elif kind == "folder":
            found, expected = "a folder", "no folder: the certificate names no file in it"
        else:
            found, expected = kind, "a file as it was written" if name in outputs else "nothing: the certificate does not name it"
        is_fine = found == expected or name in (CERTIFICATE, SEAL) or (kind == "folder" and name in certified_folders)
        if not is_fine:
            problems.append(Finding(_shown(name), found, expected, DO_NOT_USE))
    missing = (Finding(_shown(name), "no such file", outputs[name], DO_NOT_USE) for name in sorted(set(outputs) - there))
    return [*problems, *missing]


def _things_in(night: Path) -> Iterator[tuple[str, str]]:
    """Everything below the folder of a night, with its kind in words. Links are not followed.

    Raises VerificationFailed for a folder that cannot be listed.
    """

    def refuse(error: OSError) -> None:
        found = Finding(str(error.filename), str(error.strerror), "a folder that can be listed", "allow reading, or restore it")
        raise VerificationFailed(f"{night.resolve().name} cannot be read", [found])

    for folder, folders, files in os.walk(night, onerror=refuse):
        folders.sort()
        for name in sorted((*folders, *files)):
            path = Path(folder) / name
            yield path.relative_to(night).as_posix(), _kind_of(path)


def _kind_of(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"a link to {_shown(os.readlink(path))}"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "neither a file nor a folder"


def _digest_or_error(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"a file that cannot be read: {error.strerror}"


def _shown(name: str) -> str:
    """A name as it can be printed: names of files may hold control characters, or bytes that are no text."""
    return name if name.isprintable() else ascii(name)
