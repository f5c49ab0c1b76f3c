"""A schedule file whose tasks do not sum to its own totals is refused, unless the source says that its totals are wrong."""

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.formats.schedules.test_mspdi import DATES, costs
from tests.cutline.sources.reading_exports import accepted_of

XER = (
    "ERMHDR\t20.12\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\torig_proj_id\n%R\t1\tDEPOT\t\n%T\tTASK\n%F\ttask_id\tproj_id\ttask_code\ttask_name\ttask_type\t"
    "target_start_date\ttarget_end_date\ttarget_work_qty\n%R\t7\t1\tA\tTrack\tTT_Task\t2027-02-01 08:00\t2027-02-26 17:00\t{}\n%T\tTASKRSRC\n%F\ttask_id\trsrc_id\t"
    "target_qty\ttarget_cost\n%R\t7\t5\t80\t1000\n%T\tRSRC\n%F\trsrc_id\trsrc_short_name\trsrc_type\n%R\t5\tENG\tRT_Labor\n%E\n"
)
ASSIGNED = f"<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>5</ResourceUID><Cost>90000</Cost><Work>PT80H0M0S</Work>{DATES}</Assignment></Assignments>"


def project(cost: str, work: str = "PT80H0M0S", more: str = "") -> str:
    return f"<Task><UID>0</UID><Summary>1</Summary>{DATES}<Cost>{cost}</Cost><Work>{work}</Work></Task><Task><UID>1</UID>{DATES}<Cost>90000</Cost></Task>{more}"


def test_a_file_that_agrees_with_itself_is_read(tmp_path):
    assert sum(costs(tmp_path, project("90000"), ASSIGNED).values()) == 90_000


@pytest.mark.parametrize(
    ("task", "found"),
    [
        (project("95000"), "cost of 900.00 in the tasks of P, where the file states 950.00"),
        (project("90000", "PT90H0M0S"), "work of 80.000 hours"),
    ],
)
def test_another_total_is_refused_with_both_figures(tmp_path, task, found):
    with pytest.raises(SourceError, match=f"{found}(?s:.*)schedule_totals = 'ignored'"):
        costs(tmp_path, task, ASSIGNED)


def test_without_a_summary_the_tasks_are_added_up(tmp_path):
    task = f"<Task><UID>1</UID>{DATES}<Cost>95000</Cost></Task>"
    with pytest.raises(SourceError, match=r"950\.00"):
        costs(tmp_path, task, ASSIGNED)


def test_an_external_task_counts_in_its_own_file(tmp_path):
    """It is a copy of a task of another project: its cost is not in the total of this one."""
    ghost = f"<Task><UID>2</UID><ExternalTask>1</ExternalTask>{DATES}<Cost>5000</Cost><FixedCost>5000</FixedCost></Task>"
    assert sum(costs(tmp_path, project("90000", more=ghost), ASSIGNED).values()) == 90_000


def test_the_hours_of_a_primavera_task_are_those_of_its_assignments(tmp_path):
    mapped = {"fte": {"from": "hours", "unit": "hours"}}
    (tmp_path / "f.xer").write_text(XER.format("80"))
    assert accepted_of(tmp_path, "demand", mapped, format="xer", hours_per_fte=160)["milli_fte"].to_list() == [500]
    (tmp_path / "f.xer").write_text(XER.format("120"))
    with pytest.raises(SourceError, match="in the tasks of DEPOT, where the file states 120"):
        accepted_of(tmp_path, "demand", mapped, format="xer", hours_per_fte=160)
    ignored = accepted_of(tmp_path, "demand", mapped, format="xer", hours_per_fte=160, schedule_totals="ignored")
    assert ignored["milli_fte"].to_list() == [500]
