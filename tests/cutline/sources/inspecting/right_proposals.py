"""What a person who knows each file would accept of a proposal: its feeds, and the headers that may fill its columns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """feeds: the tables of the feeds that are switched on. columns: the pairs of canonical column and header that are right.
    must: those that the file proves. off: tables that are proposed as comments. bad_rows: rows that are bad in the file itself.
    """

    feeds: tuple[str, ...]
    columns: frozenset[tuple[str, str]]
    must: frozenset[tuple[str, str]] = frozenset()
    off: tuple[str, ...] = ()
    currency: str = "EUR"
    bad_rows: int = 0


def right(
    feeds: str, columns: dict[str, str | tuple[str, ...]], must: str = "", off: str = "", currency: str = "EUR", bad_rows: int = 0
) -> Right:
    """A short way to write one. must: names of columns whose single header is proven."""
    pairs = {
        (name, header) for name, headers in columns.items() for header in ([headers] if isinstance(headers, str) else headers)
    }
    needed = frozenset(pair for pair in pairs if pair[0] in must.split())
    return Right(tuple(feeds.split()), frozenset(pairs), needed, tuple(off.split()), currency, bad_rows)


_GMPP = {
    "name": "project_name",
    "owner_unit": "department",
    "reported_rag": "colour_rating",
    "whole_life_cost": "wlc_baseline_incl_NCG",
}
PORTFOLIOS = {
    "canada_it_2019.csv": right(
        "projects cost_lines milestones",
        {"project_id": "uniqueId", "name": "projectName", "owner_unit": "department", "whole_life_cost": "totalBudget", "amount": "totalBudget", "forecast_date": "estimatedCompletionDate"},
        "project_id name amount", currency="CAD"),
    "uk_gmpp_2015.csv": right(
        "projects cost_lines milestones milestones",
        {"project_id": "Project name", "name": "Project name", "owner_unit": "Department",
         "whole_life_cost": "Total budgeted whole life costs (£million) (including non-government costs)",
         "reported_rag": "MPA RAG rating (A Delivery Confidence Assessment of the project at a fixed point in time, using a five-point scale, Red – Amber/Red – Amber – Amber/Green – Green; "
                         "definitions in the MPA Annual Report)"},
        "project_id name", "scores", "GBP"),
    "uk_gmpp_2018.csv": right("projects cost_lines milestones milestones", {"project_id": "project_name", **_GMPP}, "project_id name", "scores", "GBP"),
    "uk_gmpp_2021.csv": right(
        "projects cost_lines milestones milestones", {"project_id": "project_number", "project_class": "report_category", **_GMPP}, "project_id name", "scores", "GBP"),
    "world_bank_2018.xlsx": right(
        "projects cost_lines milestones milestones",
        {"project_id": "Project Id", "name": "Project Name", "status": "Project Status", "project_class": "Sector 1", "region": "Region", "whole_life_cost": "Current Project Cost",
         "amount": "Current Project Cost"},
        "project_id name status amount", currency="USD"),
}  # fmt: skip
_LINES = {"project_id": "Project", "period_start": "Month", "amount": "Amount"}
FOUND = {
    "accounting_dash_is_unknown:p.csv": right("projects cost_lines", {"project_id": "Project ID", "name": "Project Name"}, "project_id name", "benefits"),
    "candidates_left_out_unsaid:p.csv": right("projects cost_lines", {"project_id": "id", "project_class": "cat", "amount": "cost"}, "amount"),
    "cost_told_in_points:p.csv": right("projects cost_lines", {"project_id": "id", "amount": "cost"}, "amount"),
    "cp1250_taken_for_cp1252:p.csv": right(
        "projects cost_lines", {"project_id": "Numer", "name": "Tytuł projektu", "status": "Status", "amount": "Wartość projektu", "whole_life_cost": "Wartość projektu"}, "project_id name"),
    "date_a_century_off:p.csv": right("projects cost_lines milestones", {"project_id": "id", "amount": "cost"}, "amount"),
    "empty_cell_has_no_meaning:p.csv": right("projects cost_lines", {"project_id": "id", "status": "phase", "amount": "cost"}, "status amount", bad_rows=1),
    "evm_status_inside_horizon:evm.csv": right("evm", {}),
    "evm_status_inside_horizon:cost_lines.csv": right("cost_lines", {}),
    "evm_earned_before_cost_posted:funds.csv": right("funds", {}),
    "excel_datetime_cells:p.xlsx": right("projects", {"project_id": "project_id"}),
    "explain_takes_all_the_time:p.csv": right("projects cost_lines", {"project_id": "Award", "name": "Title", "amount": "Amount"}, "amount"),
    "fiscal_period_p01:c.csv": right("cost_lines", {}, bad_rows=1),
    "fiscal_quarter_fy_label:c.csv": right("cost_lines", {}),
    "float_and_exponent_amounts:p.csv": right(
        "projects cost_lines", {"project_id": "Project ID", "name": "Project Name", "whole_life_cost": "Lifecycle Cost ($ M)", "amount": "Lifecycle Cost ($ M)"}, "amount", "scores", "USD"),
    "fy_quarter_named_start_apr:c.csv": right("cost_lines", {}),
    "header_says_millions:p.csv": right("projects cost_lines", {"project_id": "Project ID", "name": "Project Name", "amount": "Planned Cost ($ M)"}, "amount", currency="USD"),
    "init_examples_in_a_real_night:mine.csv": right(
        "projects cost_lines", {"project_id": "Project ID", "name": "Project Name", "status": "Status", "whole_life_cost": "Total Budget", "amount": "Total Budget"}, "status amount"),
    "init_examples_in_a_real_night:projects.csv": right("projects", {}),
    "init_examples_in_a_real_night:benefits.csv": right("benefits", {}),
    "init_examples_in_a_real_night:capacity.csv": right("capacity", {}),
    "init_examples_in_a_real_night:demand.csv": right("demand", {}),
    "init_examples_in_a_real_night:dependencies.csv": right("dependencies", {}),
    "init_examples_in_a_real_night:funds.csv": right("funds", {}),
    "merged_two_row_header:m.xlsx": right("cost_lines", {"project_id": "Project", "cost_class": "Class"}, "project_id cost_class", "benefits"),
    "months_as_excel_dates:fc.xlsx": right("cost_lines", {"project_id": "Project", "cost_class": "Type"}, "project_id"),
    "one_file_lines_and_totals:cip.csv": right("projects cost_lines", {"project_id": "number", "name": "title"}, "project_id name", "benefits"),
    "percent_cells_percent:r.xlsx": right("risks", {}),
    "run_currencies2:rates.csv": right("rates", {}, bad_rows=1),
    "run_postings_reversed:actuals.csv": right("actuals", {}),
    "run_wbs_parents:wbs.csv": right("projects cost_lines", {"project_id": "WBS", "name": "Name", "amount": "Budget"}, "project_id name amount"),
    "thousands_in_header:plan.csv": right(
        "cost_lines", {"project_id": "Project ID", "cost_class": "Capex/Opex", "period_start": "Period", "amount": "Amount (£000)"}, "cost_class amount", currency="GBP"),
    "trailing_minus:c.csv": right("cost_lines", _LINES, "amount", "benefits"),
    "weekly_hours:r.csv": right("demand", {"project_id": "Project", "role_id": "Role"}, "role_id"),
}  # fmt: skip
SCHEDULES = (
    "msp_fixed_cost_at_end:depot.xml", "msp_fixed_cost_on_summary:depot.xml", "msp_inactive_task:depot.xml", "msp_split_task:depot.xml", "pmxml_base_currency_lost:d.xml", "run_xer_health:d.xer",
    "schedule_starts_a_period_late:p6.xer", "xer_baseline_project_in_file:d.xer", "xer_cp1251:d.xer", "xer_planned_is_not_baseline:d.xer",
)  # fmt: skip
PUBLIC = {
    "us_federal_it.csv": right(
        "projects cost_lines milestones milestones milestones",
        {"project_id": ("Unique Project ID", "Unique Investment Identifier"), "name": "Project Name", "owner_unit": "Agency Name", "whole_life_cost": "Lifecycle Cost ($ M)", "updated_at": "Updated Date"},
        "name updated_at", "scores", "USD"),
    "jira.csv": right(
        "projects cost_lines milestones", {"project_id": "Issue key", "name": "Summary", "status": "Status", "updated_at": "Updated", "amount": "Custom field (Budget)"},
        "project_id name status updated_at", "scores"),
    "toronto.csv": right("projects cost_lines", {}, off="benefits"),
    "new_york.csv": right(
        "projects cost_lines milestones milestones",
        {"project_id": "PID", "name": "Project Name", "owner_unit": "Managing Agency", "status": "Current Phase", "project_class": "Category", "region": "Borough", "amount": "Budget Forecast",
         "forecast_date": "Forecast Completion"},
        "project_id name status amount"),
    "baltimore.csv": right("projects cost_lines", {"project_id": "Project Number", "name": "Project Title", "amount": "Amount", "period_start": "Fiscal Year"}, "project_id name amount", "benefits"),
    "world_bank.csv": right(
        "projects cost_lines milestones milestones",
        {"project_id": "id", "name": "project_name", "status": "projectstatusdisplay", "region": "regionname", "project_class": "sector1", "whole_life_cost": "curr_project_cost", "amount": "curr_project_cost"},
        "project_id name amount"),
    "register.csv": right(
        "projects cost_lines benefits risks scores scores demand milestones",
        {"project_id": "Project ID", "name": "Project Name", "status": "Status", "manager": "Project Manager", "whole_life_cost": "Total Budget (k€)", "probability": "Risk Probability (%)",
         "impact_likely": "Risk Impact (k€)", "raw": ("Strategic Fit Score", "Budget Confidence Score"), "fte": "FTE", "forecast_date": "Go Live Date (Forecast)", "updated_at": "Last Updated",
         "amount": ("Total Budget (k€)", "Annual Savings (k€)")},
        "manager amount probability impact_likely raw fte forecast_date updated_at"),
}  # fmt: skip
