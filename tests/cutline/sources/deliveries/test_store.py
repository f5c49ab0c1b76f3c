"""What one night keeps for later nights."""

import pytest

from cutline.errors import CutlineError
from cutline.sources.deliveries.store import Store


@pytest.mark.parametrize("name", ["shapes.json", "quarantine.parquet", "manifest.json"])
def test_a_damaged_store_says_so(tmp_path, name):
    """And what removing the file would lose."""
    (tmp_path / name).write_bytes(b"\xff{damaged")
    store = Store(tmp_path)
    with pytest.raises(CutlineError, match="or remove it"):
        {"shapes.json": store.accepted_shapes, "quarantine.parquet": store.register, "manifest.json": store.manifest}[name]()
