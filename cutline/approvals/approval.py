"""One approval: which night became the approved plan, by whom, when and why, and the digest of the approval before it.

Its file is JSON in UTF-8 with sorted keys. The digest of these bytes stands in the next approval. So nobody can change or take out
an approval without changing every later one, too.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from cutline.approvals.signing import Signer, is_signature


@dataclass(frozen=True)
class Approval:
    """One link of the chain.

    number: 1 for the first. night: the name of the night. certificate: the SHA-256 digest of its certificate. approved_at: in UTC, to
    the second. previous: the digest of the approval before; empty for the first. public_key, signature: as hexadecimal digits; empty
    if nobody signed.
    """

    number: int
    night: str
    certificate: str
    approved_by: str
    note: str
    approved_at: str
    previous: str
    public_key: str = ""
    signature: str = ""

    def as_bytes(self) -> bytes:
        """The content of the file. No other bytes are accepted as this approval."""
        return (json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")

    @property
    def digest(self) -> str:
        """The SHA-256 digest of the file, which the next approval states."""
        return hashlib.sha256(self.as_bytes()).hexdigest()

    @property
    def folder_name(self) -> str:
        """The name of the folder with the copy of the night, and of the file without its ending."""
        return f"{self.number:06d}-{self.night}"

    def signed_by(self, signer: Signer) -> "Approval":
        """The approval with a signature over everything else that it says."""
        unsigned = replace(self, public_key=signer.public_key, signature="")
        return replace(unsigned, signature=signer.sign(unsigned.as_bytes()))

    @property
    def has_true_signature(self) -> bool:
        """Whether the signature was made with the private part of the stated key."""
        return is_signature(self.public_key, self.signature, replace(self, signature="").as_bytes())


def approval_from(data: bytes) -> Approval:
    """The approval in a file. Raises ValueError for bytes that Cutline does not write."""
    values: Any = json.loads(data)
    expected = {each.name: int if each.name == "number" else str for each in fields(Approval)}
    if not isinstance(values, dict) or {name: type(value) for name, value in values.items()} != expected:
        raise ValueError(f"the fields of an approval are {', '.join(sorted(expected))}")
    approval = Approval(**values)
    if approval.as_bytes() != data:
        raise ValueError("other bytes than Cutline writes")
    return approval
