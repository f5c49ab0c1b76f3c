"""SHA-256 digests of the files of a night, and the check that a night still holds the files of its certificate."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cutline.errors import Finding, UsageError, VerificationFailed

CERTIFICATE = "certificate.json"


def digests_of(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 digest of each content by its path."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(contents.items())}


def check_digests(night: Path) -> dict[str, Any]:
    """Check every file of a night against its certificate, and return the certificate.

    Raises VerificationFailed, which names each file that is missing, changed or not in the certificate, and UsageError when
    the folder has no certificate.
    """
    try:
        certificate: dict[str, Any] = json.loads((night / CERTIFICATE).read_text("utf-8"))
        expected: dict[str, str] = certificate["outputs"]
    except FileNotFoundError:
        raise UsageError(
            f"{night} is not a night: it has no certificate",
            [
                Finding(
                    str(night / CERTIFICATE),
                    "no such file",
                    "the certificate of a night",
                    "name a folder under store/nights, or a portfolio",
                )
            ],
        ) from None
    except (OSError, ValueError, KeyError) as error:
        raise VerificationFailed(
            f"the certificate of {night} cannot be read",
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
            digest = expected.get(name, "a file that the certificate names")
            problems.append(Finding(name, found, digest, "do not use this night: it was changed after it was published"))
    if problems:
        raise VerificationFailed(f"{night.name} differs from what was published", problems)
    return certificate
