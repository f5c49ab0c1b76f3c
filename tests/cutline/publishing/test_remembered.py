"""The published night tells what is remembered."""

from cutline.publishing.remembered import published_night, remembered_now
from tests.cutline.publishing.nights_to_publish import publish_text


def test_the_memory_goes_with_the_published_night(tmp_path):
    """Before a first night it is in store/ itself; whoever goes back to an older night compares with what that night knew."""
    assert (published_night(tmp_path), remembered_now(tmp_path)) == ("", tmp_path / "store")
    one, two = publish_text(tmp_path, "one"), publish_text(tmp_path, "two")
    assert published_night(tmp_path) == two.name
    assert (remembered_now(tmp_path) / "text.txt").read_text() == "two"
    (tmp_path / "published").unlink()
    (tmp_path / "published").symlink_to(f"store/nights/{one.name}")
    assert (remembered_now(tmp_path) / "text.txt").read_text() == "one"
    (tmp_path / "published").unlink()
    assert list(remembered_now(tmp_path).glob("*")) == []
