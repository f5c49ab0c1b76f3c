"""First and last milestones."""

from cutline.metrics.progress.milestones import milestone_ends
from tests.cutline.metrics.progress.rows import DAY, milestone, table


def test_one_milestone_is_first_and_last_and_none_is_no_row():
    """A single milestone is the first and the last one. A project without baselined milestones has no row."""
    one = milestone_ends(
        table("milestones", [{"project_id": "P", **milestone(DAY, actual=DAY)}, {"project_id": "Q", **milestone(None, DAY)}])
    )
    assert one.collect().rows() == [("P", DAY, DAY, DAY, DAY, DAY)]
    assert milestone_ends(table("milestones", [])).collect().is_empty()
