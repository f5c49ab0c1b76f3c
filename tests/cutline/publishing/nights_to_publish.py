"""The files of a small night, with a certificate that names them."""

import json

from cutline.publishing.digests import CERTIFICATE, digests_of


def contents(text: str) -> dict[str, bytes]:
    files = {"a.txt": text.encode(), "csv/b.csv": b"x\n"}
    return {**files, CERTIFICATE: json.dumps({"outputs": digests_of(files)}).encode()}


def fine(_) -> None:
    """A check that lets everything pass."""
