"""Compares two nights by the digest of every published file."""

import hashlib
import json
from pathlib import Path


def bytes_of(night: Path, *, certificate: bool = False) -> dict[str, str]:
    """Digest of every file of a night, the certificate without its times, and no seal, which follows from the certificate."""
    found = {p.relative_to(night).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in night.rglob("*") if p.is_file()}
    without_times = {k: v for k, v in json.loads((night / "certificate.json").read_text()).items() if k != "run"}
    del found["certificate.sha256"]
    found["certificate.json"] = json.dumps(without_times, sort_keys=True)
    return found
