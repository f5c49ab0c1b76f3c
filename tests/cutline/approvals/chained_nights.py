"""Small nights with a certificate and a seal, and a chain of approvals of some of them."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cutline.approvals.approval import Approval
from cutline.approvals.chain import approve
from cutline.approvals.signing import Signer
from cutline.publishing.digests import CERTIFICATE, SEAL, as_json, digests_of, night_name, seal_of

FIRST = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


def small_night(store: Path, number: int) -> Path:
    """A night in store/nights, with two files of its own and a certificate."""
    contents = {"plan.json": f'{{"night": {number}}}'.encode(), "csv/selected.csv": f"project_id\nP{number}\n".encode()}
    certificate = as_json(
        {"outputs": digests_of(contents), "run": {"published_at": (FIRST + timedelta(days=number)).isoformat()}}
    )
    folder = store / "nights" / night_name({"outputs": digests_of(contents), "run": {"published_at": (FIRST + timedelta(days=number)).isoformat()}})  # fmt: skip
    for name, data in {**contents, CERTIFICATE: certificate, SEAL: seal_of(certificate)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def small_chain(place: Path, count: int, signer: Signer | None = None) -> list[Approval]:
    """A chain of `count` approvals in place/approved, of nights in place/store."""
    return [
        approve(place / "approved", small_night(place / "store", i), by="Board", note=f"minutes {i}", now=FIRST + timedelta(days=i), signer=signer)
        for i in range(count)
    ]  # fmt: skip


def digest_of(path: Path) -> str:
    """The SHA-256 digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
