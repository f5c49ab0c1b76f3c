"""Remote folders and web servers as sources."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry

from cutline.errors import SettingsError, SourceError
from cutline.settings import sources as settings
from cutline.sources.deliveries.intake import take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.formats.sample_rows import csv_text
from tests.cutline.sources.reading_exports import NOON, one_source


@pytest.fixture
def far_away(monkeypatch) -> str:
    """A folder in fsspec's memory that stands in for an object store, under the address of one."""
    monkeypatch.setitem(_registry, "s3", MemoryObjectStore)
    system = fsspec.filesystem("s3")
    system.pipe("/bucket/ppm/f_1.csv", csv_text())
    yield "s3://bucket/ppm/f_*.csv"
    system.store.clear()


def test_a_far_away_folder_is_read_like_a_near_one(tmp_path, far_away):
    """By URL: copied under its hash first, then read from there."""
    chosen, store = one_source("projects", files=far_away), Store(tmp_path / "store")
    deliveries = take_in_deliveries(chosen, tmp_path / "exports", store, NOON)
    assert deliveries.select("source_file", "status").rows() == [("f_1.csv", "used")]
    fsspec.filesystem("s3").rm("/bucket/ppm/f_1.csv")
    accepted, _ = parse("projects", read_raw("projects", chosen, deliveries, store.path), chosen).collect()
    assert accepted["project_id"].to_list() == ["007", "8"]
    with pytest.raises(SourceError, match="no file"):
        take_in_deliveries(chosen, tmp_path / "exports", store, NOON)


def test_a_web_server_is_a_source(tmp_path, monkeypatch):
    """An address of the web against a server of this machine, which has no TLS; an address that does not answer is an error that
    names it.
    """
    monkeypatch.setattr(settings, "REMOTE_SCHEMES", ("http",))
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "f.csv").write_bytes(csv_text())
    handler = partial(_Quiet, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/f.csv"
        chosen, store = one_source("projects", files=address), Store(tmp_path / "store")
        deliveries = take_in_deliveries(chosen, tmp_path / "exports", store, NOON)
        server.shutdown()
        thread.join()
    accepted, _ = parse("projects", read_raw("projects", chosen, deliveries, store.path), chosen).collect()
    assert accepted["project_id"].to_list() == ["007", "8"]
    with pytest.raises(SourceError, match="or no answer"):
        take_in_deliveries(chosen, tmp_path / "exports", store, NOON)


@pytest.mark.parametrize(
    "files",
    [
        "gopher://x/f.csv",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "local:///etc/passwd",
        "memory://bucket/f.csv",
        "http://x/f.csv",  # anybody on the way can change it
        "ftp://x/f.csv",
        "s3a://x/f.csv",
        "S3://x/f.csv",
        " s3://x/f.csv",
        "simplecache::file:///etc/passwd",
        "simplecache::s3://bucket/f.csv",
        "zip://f.csv::file:///etc/passwd",
        "s3://bucket/f.csv::file:///etc/passwd",
        "reference://::file:///etc/passwd",
        "filecache::local:///etc/*",
        "exports/../file:///etc/passwd",
    ],
)
def test_only_the_documented_kinds_of_address_are_read(files):
    """file:// and local:// read the disk outside of exports/, and a chain hides one kind of address behind another. Nothing is
    opened: portfolio.toml is refused.
    """
    with pytest.raises(SettingsError) as refused:
        one_source("projects", files=files)
    [finding] = refused.value.findings
    assert "files" in finding.where
    assert finding.expected
    assert files.strip() in f"{finding.found} {finding.expected}"


@pytest.mark.parametrize("scheme", ["s3", "gs", "az", "sftp", "https"])
def test_the_documented_kinds_of_address_are_settings(scheme):
    """Whether this installation can read them is a question of its extras."""
    assert one_source("projects", files=f"{scheme}://x/f_*.csv").sources[0].files == f"{scheme}://x/f_*.csv"


def test_a_kind_of_address_that_is_not_installed_says_what_to_install(tmp_path, monkeypatch):
    """The address is a documented one, and its library is not there."""

    def missing(_: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(SettingsError, match="cutline\\[remote\\]"):
        take_in_deliveries(one_source("projects", files="s3://x/f.csv"), tmp_path, Store(tmp_path / "store"), NOON)


class MemoryObjectStore(MemoryFileSystem):
    """The memory's files under the scheme s3."""

    protocol = "s3"
    store: ClassVar[dict[str, object]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("s3://", "memory://")))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
