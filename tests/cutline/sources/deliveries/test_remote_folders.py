"""Remote folders and web servers as sources."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import fsspec
import pytest

from cutline.errors import SettingsError, SourceError
from cutline.sources.deliveries.intake import take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.formats.sample_rows import csv_text
from tests.cutline.sources.reading_exports import NOON, one_source


@pytest.fixture
def far_away() -> str:
    """A folder in fsspec's memory, as an object store would show it."""
    system = fsspec.filesystem("memory")
    system.pipe("/bucket/ppm/f_1.csv", csv_text())
    yield "memory://bucket/ppm/f_*.csv"
    system.store.clear()


def test_a_far_away_folder_is_read_like_a_near_one(tmp_path, far_away):
    """By URL: copied under its hash first, then read from there."""
    chosen, store = one_source("projects", files=far_away), Store(tmp_path / "store")
    deliveries = take_in_deliveries(chosen, tmp_path / "exports", store, NOON)
    assert deliveries.select("source_file", "status").rows() == [("f_1.csv", "used")]
    fsspec.filesystem("memory").rm("/bucket/ppm/f_1.csv")
    accepted, _ = parse("projects", read_raw("projects", chosen, deliveries, store.path), chosen).collect()
    assert accepted["project_id"].to_list() == ["007", "8"]
    with pytest.raises(SourceError, match="no file"):
        take_in_deliveries(chosen, tmp_path / "exports", store, NOON)


def test_a_web_server_is_a_source(tmp_path):
    """http:// against a server of this machine; an address that does not answer is an error that names it."""
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


def test_an_address_of_an_unknown_kind_is_a_settings_error(tmp_path):
    """And says what to install."""
    with pytest.raises(SettingsError, match="gopher"):
        take_in_deliveries(one_source("projects", files="gopher://x/f.csv"), tmp_path, Store(tmp_path / "store"), NOON)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
