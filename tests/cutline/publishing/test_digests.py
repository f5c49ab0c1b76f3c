"""A night that was changed after its publication is seen."""

import pytest

from cutline.errors import UsageError, VerificationFailed
from cutline.publishing.atomic_publication import publish
from cutline.publishing.digests import CERTIFICATE, check_digests
from tests.cutline.publishing.nights_to_publish import contents, fine


@pytest.mark.parametrize("change", ["edit", "lose", "add", "no certificate"])
def test_a_night_changed_afterwards_is_seen(tmp_path, change):
    """A byte changed, a file lost, a file slipped in, the certificate gone."""
    night = publish(tmp_path, "n1", contents("one"), fine)
    match change:
        case "edit":
            (night / "a.txt").write_text("onE")
        case "lose":
            (night / "csv" / "b.csv").unlink()
        case "add":
            (night / "c.txt").write_text("")
        case "no certificate":
            (night / CERTIFICATE).unlink()
    with pytest.raises(UsageError if change == "no certificate" else VerificationFailed):
        check_digests(night)
