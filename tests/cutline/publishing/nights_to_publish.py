"""The files of a small night, with a certificate that names them and its seal."""

from collections.abc import Callable
from pathlib import Path

from cutline.publishing.atomic_publication import publish
from cutline.publishing.digests import CERTIFICATE, SEAL, as_json, digests_of, night_name, seal_of


def certified(text: str) -> tuple[str, dict[str, bytes]]:
    """The name and the contents of a night whose files depend on `text`."""
    files = {"a.txt": text.encode(), "csv/b.csv": b"x\n"}
    certificate = {"outputs": digests_of(files), "run": {"published_at": "2027-03-02T04:30:00+00:00"}}
    return night_name(certificate), {**files, CERTIFICATE: as_json(certificate), SEAL: seal_of(as_json(certificate))}


def fine(_) -> None:
    """A check that lets everything pass."""


def publish_text(folder: Path, text: str, check: Callable[[Path], None] = fine) -> Path:
    """Publish the night of `text`, which remembers the text, and return its folder."""
    return publish(folder, *certified(text), check, remembered={"text.txt": text.encode()})
