"""The chain of approvals in a folder: reads and checks it, and adds an approval with a copy of its night.

Each approval is a file NUMBER-NIGHT.json, and the folder NUMBER-NIGHT beside it is the copy of the night. A process that is killed
while it approves leaves a copy without an approval. It counts for nothing, and the next approval takes its place.
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cutline.approvals.approval import Approval, approval_from
from cutline.approvals.signing import Signer
from cutline.errors import Finding, UsageError, VerificationFailed
from cutline.publishing.digests import CERTIFICATE, check_digests, night_name
from cutline.sources.deliveries.whole_files import temporary_file

APPROVED = "approved"  # the folder of a portfolio
RECORD = re.compile(r"(\d{6})-.+\.json")
COPYING = ".copying"
DO_NOT_TRUST = "do not trust this chain: restore the folder from a copy that was kept elsewhere"


@dataclass(frozen=True)
class Chain:
    """The approvals of a folder, the first one first."""

    folder: Path
    approvals: tuple[Approval, ...]

    @property
    def last(self) -> Approval | None:
        """The approval that counts; None if nothing was approved."""
        return self.approvals[-1] if self.approvals else None

    def night_of(self, approval: Approval) -> Path:
        """The folder with the copy of an approved night."""
        return self.folder / approval.folder_name


def read_chain(folder: Path, trusted: Collection[str] = (), head: str = "", *, may_be_unfinished: bool = False) -> Chain:
    """Read and check the chain in a folder; a folder that does not exist has an empty one.

    trusted: the public keys of which one must have signed each approval; without any, all approvals must be signed by one key, or
    none. head: the digest that the last approval must have, from a mail or a log; empty if it is not known. may_be_unfinished: whether
    a copy without its approval may follow the last approval. The copies of the nights are not looked into. Raises VerificationFailed that names every place where the chain is broken.
    """
    approvals: list[Approval] = []
    problems: list[Finding] = []
    for path in sorted(path for path in folder.glob("*.json") if RECORD.fullmatch(path.name)) if folder.is_dir() else ():
        try:
            approvals.append(approval_from(path.read_bytes()))
        except (OSError, ValueError, RecursionError) as error:
            problems.append(
                Finding(path.name, f"{type(error).__name__}: {error}", "an approval as Cutline wrote it", DO_NOT_TRUST)
            )
            continue
        if path.name != f"{approvals[-1].folder_name}.json":
            expected = f"the name {approvals[-1].folder_name}.json"
            problems.append(Finding(path.name, "another name than the approval says", expected, DO_NOT_TRUST))
    problems += [
        *_broken_links(approvals, head),
        *_other_signatures(approvals, trusted),
        *_other_things(folder, approvals, may_be_unfinished),
    ]
    if problems:
        raise VerificationFailed(f"the chain of approvals in {folder} is broken", problems)
    return Chain(folder, tuple(approvals))


def check_copies(chain: Chain) -> Iterator[Approval]:
    """Check the copy of each approved night against its certificate, and the certificate against the approval; return each approval
    after its check. Raises VerificationFailed.
    """
    for approval in chain.approvals:
        night = chain.night_of(approval)
        if not night.is_dir():
            found = Finding(night.name, "no such folder", "the copy of the approved night", DO_NOT_TRUST)
            raise VerificationFailed(f"an approved night is not in {chain.folder}", [found])
        check_digests(night)
        digest = hashlib.sha256((night / CERTIFICATE).read_bytes()).hexdigest()
        if digest != approval.certificate:
            found = Finding(f"{night.name}/{CERTIFICATE}", digest, f"{approval.certificate}, as the approval says", DO_NOT_TRUST)
            raise VerificationFailed("another night stands in the place of an approved one", [found])
        yield approval


def approve(folder: Path, night: Path, *, by: str, note: str, now: datetime, signer: Signer | None = None) -> Approval:
    """Make a night the approved plan: keep a copy of it in the chain, and add the approval. Returns the approval.

    folder: of the chain. night: the folder of a night that passed `cutline verify`. now: the time, with its zone.

    Raises VerificationFailed if the chain or the night is broken, and UsageError if the night is the approved plan already or another
    process approves at the same time.
    """
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            found = Finding(str(folder), "another process approves a night", "one approval at a time", "wait, look at its approval, and approve again")  # fmt: skip
            raise UsageError("another night is being approved", [found]) from None
        approval = _following(read_chain(folder, may_be_unfinished=True), night, by, note, now, signer)
        _keep_copy(night.resolve(), folder / approval.folder_name)
        with temporary_file(folder / f"{approval.folder_name}.json") as (fresh, file):
            file.write(approval.as_bytes())
            file.flush()
            os.fsync(file.fileno())
            fresh.chmod(0o444)
            fresh.rename(folder / f"{approval.folder_name}.json")
    return approval


def _following(chain: Chain, night: Path, by: str, note: str, now: datetime, signer: Signer | None) -> Approval:
    """The approval that follows in the chain, signed if there is a key."""
    last, name = chain.last, night_name(check_digests(night))
    if last and last.night == name:
        action = "approve another night; to add a remark, keep it elsewhere: an approval is never changed"
        raise UsageError("this night is the approved plan already", [Finding(name, f"approval {last.number} by {last.approved_by}", "a night that is not approved", action)])  # fmt: skip
    if last and last.public_key != (signer.public_key if signer else ""):
        found = Finding("signature", signer.public_key if signer else "no key", f"a signature by {last.public_key or 'nobody'}, as approval {last.number} has it", "name that key with --key, or in approval.signing_key; for another key, begin another chain: move the folder away")  # fmt: skip
        raise UsageError("the approvals of this portfolio have another signature", [found])
    approval = Approval(
        number=len(chain.approvals) + 1, night=name, certificate=hashlib.sha256((night / CERTIFICATE).read_bytes()).hexdigest(), approved_by=by,
        note=note, approved_at=now.astimezone(UTC).isoformat(timespec="seconds"), previous=last.digest if last else "",
    )  # fmt: skip
    return approval.signed_by(signer) if signer else approval


def _keep_copy(night: Path, target: Path) -> None:
    """Copy a night whole or not at all. Its files can then only be read."""
    for left in target.parent.glob(f"*{COPYING}"):
        shutil.rmtree(left)
    if target.exists():
        shutil.rmtree(target)  # a process was killed between the copy and the approval
    fresh = target.with_name(f".{target.name}{COPYING}")
    shutil.copytree(night, fresh, symlinks=True)
    for path in fresh.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    fresh.rename(target)


def _broken_links(approvals: list[Approval], head: str) -> Iterator[Finding]:
    before = ""
    for number, approval in enumerate(approvals, 1):
        place = f"{approval.folder_name}.json"
        if approval.number != number:
            yield Finding(place, f"number {approval.number}", f"number {number}: an approval was taken out", DO_NOT_TRUST)
            return
        if approval.previous != before:
            expected = (
                f"{before}, the digest of {approvals[number - 2].folder_name}.json" if number > 1 else "none: it is the first"
            )
            yield Finding(
                place, f"previous {approval.previous or 'none'}", expected, f"{DO_NOT_TRUST}: one of the two was changed"
            )
        before = approval.digest
    if head and before != head:
        place = f"{approvals[-1].folder_name}.json" if approvals else "the folder"
        yield Finding(place, before or "no approval", f"{head} as the digest of the last approval", f"{DO_NOT_TRUST}; or give the digest of the last approval")  # fmt: skip


def _other_signatures(approvals: list[Approval], trusted: Collection[str]) -> Iterator[Finding]:
    keys = set(trusted) or ({approvals[0].public_key} if approvals else set())
    for approval in approvals:
        place = f"{approval.folder_name}.json, signature"
        if approval.public_key not in keys:
            action = "do not trust this approval; or name the public key of the person who signed it with --key"
            yield Finding(
                place, approval.public_key or "none", f"by {' or '.join(key or 'nobody' for key in sorted(keys))}", action
            )
        elif approval.public_key and not approval.has_true_signature:
            yield Finding(place, "a signature of something else", f"a signature by {approval.public_key}", DO_NOT_TRUST)


def _other_things(folder: Path, approvals: list[Approval], may_be_unfinished: bool) -> Iterator[Finding]:
    """What is in the folder and in no approval."""
    known = {name for each in approvals for name in (each.folder_name, f"{each.folder_name}.json")}
    following = f"{len(approvals) + 1:06d}-"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_left = path.name.startswith(".") or (may_be_unfinished and path.name.startswith(following))
        if path.name not in known and not is_left and not RECORD.fullmatch(path.name):
            action = "a process was killed while it approved this night, or its approval was taken out: ask who approves; then approve it again, or remove it"
            yield Finding(path.name, "no approval of it", "only approvals and their nights", action)
