"""Headers of other systems are matched to canonical columns."""

from cutline.sources.inspecting.proposing.matching import CONFIDENT, matches_of, propose_tables
from tests.cutline.sources.inspecting.inspected_files import written


def test_a_time_phased_export_is_proposed_as_cost_lines(tmp_path):
    """Headers of another system, matched by name and by what the columns hold."""
    text = "Project Code,Month,CapEx OpEx,Amount,Kind\nA,2027-01-13,capex,1500000.50,plan\nB,2027-02-13,opex,2500000.25,plan\n"
    inspection = written(tmp_path, text.encode())
    tables = {
        proposal.table: {match.column.plain: match.profile.header for match in proposal.matches}
        for proposal in propose_tables(inspection)
    }
    assert tables["cost_lines"] == {
        "project_id": "Project Code",
        "period_start": "Month",
        "cost_class": "CapEx OpEx",
        "amount": "Amount",
        "kind": "Kind",
    }


def columns_of(table: str, text: str, tmp_path) -> dict[str, str]:
    """The active columns of a proposed table, by the header that fills each."""
    matches = matches_of(written(tmp_path, text.encode()), table)
    return {match.column.plain: match.profile.header for match in matches if match.score >= CONFIDENT}


def test_a_header_is_taken_for_nothing_that_it_only_resembles(tmp_path):
    """A name is no manager, a number no unit, a date no person, a percentage and a score no money."""
    header = "Project ID,Project Name,Manager Name,Unit,Updated,Total Cost Variance %,Cost Score,Total Budget"
    rows = [f"P{i},Bridge {i},A. Person,{i},2026-11-{i:02},{i}.5%,{i % 5},{1_000_000 + i}" for i in range(10, 20)]
    found = columns_of("projects", "\n".join([header, *rows]), tmp_path)
    assert found == {
        "project_id": "Project ID",
        "name": "Project Name",
        "whole_life_cost": "Total Budget",
        "updated_at": "Updated",
    }


def test_an_identifier_of_the_row_goes_before_one_of_all_rows(tmp_path):
    """Jira writes the key of its own project in each row: the key of the issue tells the rows apart."""
    rows = [f"PMO,Office,PMO-{i},Build {i},To Do" for i in range(9)]
    found = columns_of("projects", "\n".join(["Project key,Project name,Issue key,Summary,Status", *rows]), tmp_path)
    assert found == {"project_id": "Issue key", "name": "Summary", "status": "Status"}


def test_amounts_that_stay_unread_count_against_a_table(tmp_path):
    """A plan with one amount is surer than one with two others beside it."""
    row = "P{0},2027-0{0}-01,capex,plan,{0}.5"
    one = "\n".join(["Project ID,Month,Capex/Opex,Kind,Amount", *(row.format(i) for i in range(1, 9))])
    two = "\n".join(
        ["Project ID,Month,Capex/Opex,Kind,Amount,Budget left,Price", *(row.format(i) + ",5.5,6.5" for i in range(1, 9))]
    )
    sure = [
        next(each.confidence for each in propose_tables(written(tmp_path, text.encode())) if each.table == "cost_lines")
        for text in (one, two)
    ]
    assert sure == [100, 70]
