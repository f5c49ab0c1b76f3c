"""A change to a night after its publication is found."""

import pytest

from cutline.errors import UsageError, VerificationFailed
from cutline.publishing.atomic_publication import publish
from cutline.publishing.digests import CERTIFICATE, check_digests
from tests.cutline.publishing.nights_to_publish import contents, fine


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda night: (night / "a.txt").write_text("onE"), "a.txt"),
        (lambda night: (night / "csv" / "b.csv").unlink(), "csv/b.csv"),
        (lambda night: (night / "c.txt").write_text(""), "c.txt"),
    ],
)
def test_a_night_changed_afterwards_is_found(tmp_path, change, named):
    """A changed byte, a missing file and an added file are named, and no other file is."""
    night = publish(tmp_path, "n1", contents("one"), fine)
    assert "outputs" in check_digests(night)
    change(night)
    with pytest.raises(VerificationFailed) as refused:
        check_digests(night)
    assert [finding.where for finding in refused.value.findings] == [named]


def test_a_folder_without_a_certificate_is_no_night(tmp_path):
    """Nothing can be checked, which is a wrong call and not a damaged night."""
    night = publish(tmp_path, "n1", contents("one"), fine)
    (night / CERTIFICATE).unlink()
    with pytest.raises(UsageError, match="no certificate"):
        check_digests(night)


def test_a_certificate_that_cannot_be_read_is_damage(tmp_path):
    """Half a file is not JSON, and a certificate without outputs names nothing."""
    night = publish(tmp_path, "n1", contents("one"), fine)
    for broken in ("{", "{}"):
        (night / CERTIFICATE).write_text(broken)
        with pytest.raises(VerificationFailed, match="cannot be read"):
            check_digests(night)
