"""Headers of other systems are matched to canonical columns."""

from cutline.sources.inspecting.proposing.matching import propose_tables
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
