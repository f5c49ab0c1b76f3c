"""The manifest is kept as it is, and follows the marks of files."""

from dataclasses import replace

import pytest

from cutline.errors import CutlineError
from cutline.sources.deliveries.manifest import ListedFile, Manifest, manifest_after_look
from cutline.sources.deliveries.store import Store
from tests.cutline.sources.reading_exports import NOON


def test_the_manifest_comes_back_from_its_text(tmp_path):
    """What is kept is what is read; a damaged one is an error, for order must not be made up."""
    manifest = manifest_after_look(Manifest(), {"s": [ListedFile("f_20270101.csv", "c1", 2)]}, NOON)
    again = manifest_after_look(manifest, {"s": []}, NOON)
    assert Manifest.from_json(again.to_json(), "m") == again
    assert again.entries[0].gone == 2
    store = Store(tmp_path)
    store.keep_manifest(again)
    assert store.manifest() == again
    (tmp_path / "manifest.json").write_text(again.to_json()[:-20])
    with pytest.raises(CutlineError, match="manifest is damaged"):
        store.manifest()


def test_an_entry_s_mark_is_followed():
    """The .ok file may come long after the content."""
    first = manifest_after_look(Manifest(), {"s": [ListedFile("f_20270101.csv", "c", 1)]}, NOON)
    second = manifest_after_look(first, {"s": [ListedFile("f_20270101.csv", "c", 1, is_marked=True)]}, NOON)
    assert second.entries == (replace(first.entries[0], is_marked=True),)
