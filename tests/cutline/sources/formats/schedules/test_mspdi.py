"""Microsoft Project files."""

from tests.cutline.sources.reading_exports import read_file


def test_work_nobody_is_assigned_to_is_told(tmp_path):
    """Ten hours without a resource: a row without a role, in quarantine."""
    text = ('<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>P</Name><Assignments><Assignment><TaskUID>1</TaskUID>'
            "<ResourceUID>-65535</ResourceUID><Work>PT10H0M0S</Work><Start>2027-01-04</Start></Assignment></Assignments></Project>")  # fmt: skip
    _, bad, _ = read_file(
        tmp_path, text, "demand", "f.xml", columns={"fte": {"from": "hours", "unit": "hours"}}, format="mspdi", hours_per_fte=100
    )
    assert bad["column"].to_list() == ["role_id"]
