"""Exports in the shapes of public lists that Cutline once proposed wrongly. The rows are invented, the headers are theirs."""

import csv
import io
from collections.abc import Sequence

Rows = Sequence[Sequence[object]]


def _csv(header: Sequence[str], rows: Rows, titles: Rows = ()) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*titles, header, *rows])
    return text.getvalue().encode()


def us_federal_it() -> bytes:
    """The list of federal IT projects: money in millions, a percentage beside it, names of agencies, an updated date."""
    header = [
        "Unique Investment Identifier", "Agency Code", "Agency Name", "Investment Title", "Unique Project ID", "Agency Project ID", "Project Name", "Objectives", "Start Date",
        "Planned Project Completion Date", "Projected/Actual Completion Date", "Lifecycle Cost ($ M)", "Schedule Variance (in days)", "Schedule Variance (%)", "Planned Cost ($ M)",
        "Projected/Actual Cost ($ M)", "Cost Variance ($ M)", "Cost Variance (%)", "CIO Rating", "Updated Date", "Updated Time", "PM Experience Level",
    ]  # fmt: skip
    rows = [
        [f"005-{i:09}", f"{5 + i % 4:03}", f"Department of {'ABCD'[i % 4]}", f"Investment {i // 3}", 7000 + i, f"P-{i % 40}", f"Replace system {i}", f"Objective {i} is to do it", f"{1 + i % 12:02}/15/20{14 + i % 4}",
         f"{1 + i % 12:02}/28/20{20 + i % 4}", f"{1 + i % 12:02}/27/20{20 + i % 4}", f"{1.5 + i / 7:.3f}", i % 30 - 10, f"{i % 13 - 5}.25", f"{1.2 + i / 9:.3f}", f"{1.1 + i / 8:.3f}", f"{0.1 * (i % 5 - 2):.2f}",
         f"{i % 9 - 4}.5", 1 + i % 5, f"0{1 + i % 9}/17/2024", f"{i % 12}:15:00", f"[{1 + i % 3}] Level"]
        for i in range(60)
    ]  # fmt: skip
    return _csv(header, rows)


def jira() -> bytes:
    """An export of Jira: repeated headers, the key of the Jira project in each row, days as 24/Nov/26 3:15 PM."""
    header = [
        "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name", "Project type", "Project lead", "Priority", "Resolution", "Assignee", "Reporter", "Creator", "Created", "Updated",
        "Last Viewed", "Due Date", "Labels", "Labels", "Custom field (Story Points)", "Custom field (Budget)", "Watchers",
    ]  # fmt: skip
    rows = [
        [f"Build feature {i}", f"PMO-{100 + i}", 10_000 + i, "Epic", ("To Do", "In Progress", "Done")[i % 3], "PMO", "Portfolio office", "software", "A. Lead", ("High", "Medium", "Low")[i % 3], "", f"Person {i % 7}",
         f"Person {i % 5}", f"Person {i % 5}", f"{1 + i % 27}/Nov/26 3:15 PM", f"{1 + i % 27}/Dec/26 9:05 AM", f"{1 + i % 27}/Dec/26 9:07 AM", f"{1 + i % 27}/Mar/27 12:00 AM", "alpha", "beta" if i % 2 else "", (1, 2, 3, 5, 8)[i % 5],
         f"{1_250_000 + 1000 * i}.00", i % 4]
        for i in range(40)
    ]  # fmt: skip
    return _csv(header, rows)


def toronto() -> bytes:
    """A city's ten-year plan: years as headers, zero as a padded dash, no identifier."""
    header = ["Program", "Project Name", "Sub-project Name", "Category", "Ward", *map(str, range(2022, 2032)), "Total 10 Year"]
    rows = []
    for i in range(50):
        years = [0 if (i + year) % 3 else 1_000 * (i + 1) for year in range(10)]
        cells = [f" {amount:,} " if amount else " -   " for amount in years]
        rows.append(
            [
                "Parks",
                f"Park {i // 5}",
                f"Path {i}",
                ("State of Good Repair", "Growth")[i % 2],
                1 + i % 25,
                *cells,
                f" {sum(years):,} ",
            ]
        )
    return _csv(header, rows)


def new_york() -> bytes:
    """A city's dashboard: each project once for each reporting period, budgets, changes of budgets, a phase."""
    header = [
        "Reporting Period", "PID", "Project Name", "Description", "Category", "Borough", "Managing Agency", "Client Agency", "Current Phase", "Design Start", "Budget Forecast",
        "Latest Budget Changes", "Total Budget Changes", "Forecast Completion", "Latest Schedule Changes", "Total Schedule Changes",
    ]  # fmt: skip
    rows = [
        [f"20{18 + period}10", 500 + i, f"Library {i}", f"Works at library {i}", ("Libraries", "Sewers")[i % 2], ("Bronx", "Queens")[i % 2], "DDC", "NYPL", ("Design", "Construction", "Construction Procurement")[i % 3],
         f"0{1 + i % 9}/01/2017", 25_000_000 + 1_000 * i + period, 1_500 * period, 3_000 * period, f"1{i % 3}/31/20{24 + period}", 30 * period, 60 * period]
        for period in range(2) for i in range(40)
    ]  # fmt: skip
    return _csv(header, rows)


def baltimore() -> bytes:
    """A city's requests: lines by source of money, and a row of the total for each project."""
    rows = []
    for i in range(30):
        rows.append([2024, f"117-{i:03}", f"Upgrade street {i}", "Source", "General Fund", 1_000 * (i + 1)])
        rows.append([2024, f"117-{i:03}", f"Upgrade street {i}", "Source", "Bonds", 500])
        rows.append([2024, f"117-{i:03}", f"Upgrade street {i}", "Total", "", 1_000 * (i + 1) + 500])
    return _csv(["Fiscal Year", "Project Number", "Project Title", "Row Type", "Fund Source", "Amount"], rows)


def world_bank() -> bytes:
    """The list of the World Bank's site as it is today: a title, headers in lower case, timestamps."""
    header = [
        "id", "regionname", "countryname", "projectstatusdisplay", "project_name", "pdo", "impagency", "boardapprovaldate", "closingdate", "curr_project_cost", "curr_ibrd_commitment", "curr_total_commitment",
        "grantamt", "borrower", "lendinginstr", "envassesmentcategorycode", "sector1", "url",
    ]  # fmt: skip
    rows = [
        [f"P{170_000 + i}", "Africa", f"Country {i % 9}", ("Active", "Pipeline", "Closed", "Dropped")[i % 4], f"Project {i}", f"The objective of {i}", f"Ministry {i % 9}", f"20{19 + i % 5}-0{1 + i % 9}-14T00:00:00.000Z",
         f"{1 + i % 9}/30/2028 12:00:00 AM", 50_000_000 + i, 20_000_000, 45_000_000, 100_000, f"Borrower {i % 5}", "Investment Project Financing", "ABC"[i % 3], f"Sector {i % 9}", f"https://example.org/{i}"]
        for i in range(40)
    ]  # fmt: skip
    return _csv(header, rows, [["World Bank Projects"], []])


def register_with_everything() -> bytes:
    """A register that also has costs, benefits, risks, scores and people."""
    header = ["Project ID", "Project Name", "Status", "Project Manager", "Total Budget (k€)", "Budget Variance %", "Annual Savings (k€)", "Risk Probability (%)", "Risk Impact (k€)",
              "Strategic Fit Score", "Budget Confidence Score", "FTE", "Go Live Date (Forecast)", "Last Updated"]  # fmt: skip
    rows = [
        [f"A-{i}", f"Plan {i}", ("proposed", "approved")[i % 2], f"Boss {i % 4}", 1_200 + i, f"{i % 7 - 3}%", 300 + i, 10 + i, 90 + i, 1 + i % 5, 1 + i % 10, 1 + i % 3, f"2028-0{1 + i % 9}-15", f"2026-1{i % 2}-24"]
        for i in range(20)
    ]  # fmt: skip
    return _csv(header, rows)


SHAPES = {
    "us_federal_it.csv": us_federal_it, "jira.csv": jira, "toronto.csv": toronto, "new_york.csv": new_york, "baltimore.csv": baltimore, "world_bank.csv": world_bank,
    "register.csv": register_with_everything,
}  # fmt: skip
