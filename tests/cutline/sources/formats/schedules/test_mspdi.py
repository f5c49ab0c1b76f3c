"""Microsoft Project files."""

from datetime import date
from pathlib import Path

import pytest

from tests.cutline.sources.reading_exports import accepted_of, read_file

HEAD = '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>P</Name><Title>P</Title><StartDate>2027-01-04</StartDate>'
DATES = "<Start>2027-01-29T08:00:00</Start><Finish>2027-04-05T17:00:00</Finish>"


def costs(folder: Path, tasks: str, rest: str = "") -> dict[date, int]:
    """The cost by month of a file with these tasks, resources and assignments."""
    (folder / "f.xml").write_text(f"{HEAD}<Tasks>{tasks}</Tasks>{rest}</Project>")
    lines = accepted_of(folder, "cost_lines", {"cost_class": {"value": "capex"}}, format="mspdi")
    return dict(lines.select("period_start", "amount_minor").sort("period_start").iter_rows())


def test_work_nobody_is_assigned_to_is_told(tmp_path):
    """Ten hours without a resource: a row without a role, in quarantine."""
    text = ('<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>P</Name><Assignments><Assignment><TaskUID>1</TaskUID>'
            "<ResourceUID>-65535</ResourceUID><Work>PT10H0M0S</Work><Start>2027-01-04</Start></Assignment></Assignments></Project>")  # fmt: skip
    _, bad, _ = read_file(
        tmp_path, text, "demand", "f.xml", columns={"fte": {"from": "hours", "unit": "hours"}}, format="mspdi", hours_per_fte=100
    )
    assert bad["column"].to_list() == ["role_id"]


@pytest.mark.parametrize(("accrual", "month"), [("1", 1), ("3", 4)])
def test_a_fixed_cost_accrues_at_the_start_or_at_the_end(tmp_path, accrual, month):
    """900.00 from 29 January to 5 April fall into one month; prorated (2, or not stated) they are spread."""
    task = f"<Task><UID>1</UID>{DATES}<FixedCost>90000</FixedCost><FixedCostAccrual>{accrual}</FixedCostAccrual></Task>"
    assert costs(tmp_path, task) == {date(2027, month, 1): 90_000}
    assert len(costs(tmp_path, task.replace(f"<FixedCostAccrual>{accrual}", "<FixedCostAccrual>2"))) == 4


@pytest.mark.parametrize(("accrual", "month"), [("1", 1), ("2", 4)])
def test_the_cost_of_a_resource_accrues_as_the_resource_says(tmp_path, accrual, month):
    """The numbers differ from those of a fixed cost: 2 is the end, and 3 is prorated."""
    rest = (
        f"<Resources><Resource><UID>5</UID><Name>R</Name><Type>1</Type><AccrueAt>{accrual}</AccrueAt></Resource></Resources>"
        f"<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>5</ResourceUID><Cost>90000</Cost>{DATES}</Assignment></Assignments>"
    )
    task = f"<Task><UID>1</UID>{DATES}</Task>"
    assert costs(tmp_path, task, rest) == {date(2027, month, 1): 90_000}
    assert len(costs(tmp_path, task, rest.replace(f"<AccrueAt>{accrual}", "<AccrueAt>3"))) == 4


def test_the_fixed_cost_of_a_phase_counts_and_an_inactive_task_does_not(tmp_path):
    """50.00 on the phase and 7.00 on its task; the cancelled task, its assignment and its milestone do not count."""
    day = "<Start>2027-02-01</Start><Finish>2027-02-05</Finish>"
    tasks = (
        f"<Task><UID>1</UID><Summary>1</Summary>{day}<FixedCost>5000</FixedCost><Cost>5700</Cost></Task>"
        f"<Task><UID>2</UID>{day}<FixedCost>700</FixedCost></Task>"
        f"<Task><UID>3</UID><Active>0</Active><Milestone>1</Milestone>{day}<FixedCost>9999</FixedCost></Task>"
    )
    rest = f"<Assignments><Assignment><TaskUID>3</TaskUID><ResourceUID>5</ResourceUID><Cost>800</Cost>{day}</Assignment></Assignments>"
    assert costs(tmp_path, tasks, rest) == {date(2027, 2, 1): 5700}
    assert accepted_of(tmp_path, "milestones", format="mspdi").is_empty()


@pytest.mark.parametrize(
    ("value", "expected"),
    [("PT30H0M0S", {date(2027, 1, 1): 22_500, date(2027, 4, 1): 67_500}), ("PT29H0M0S", None)],
)
def test_work_stated_by_day_keeps_its_months_if_it_is_all_there(tmp_path, value, expected):
    """10 hours in January (5 done, 5 left) and 30 in April. If the days do not sum to the work, they are not all there, and the
    work is spread over its working days.
    """

    def entry(kind: int, day: str, hours: str) -> str:
        return f"<TimephasedData><Type>{kind}</Type><Start>{day}T08:00:00</Start><Finish>{day}T17:00:00</Finish><Value>{hours}</Value></TimephasedData>"

    days = (
        # Microsoft Project lets the entry of a Friday end on the next Monday morning.
        entry(2, "2027-01-29", "PT5H0M0S").replace("2027-01-29T17", "2027-02-01T08")
        + entry(1, "2027-01-29", "PT5H0M0S")
        + entry(1, "2027-04-05", value)
        + entry(4, "2027-02-01", "PT99H0M0S")
    )
    rest = f"<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>5</ResourceUID><Work>PT40H0M0S</Work><Cost>90000</Cost>{DATES}{days}</Assignment></Assignments>"
    found = costs(tmp_path, f"<Task><UID>1</UID>{DATES}</Task>", rest)
    assert found == expected if expected else len(found) == 4
