"""The look of the sheets about the data: rules, findings, scores, exceptions, freshness, quarantine, files and rows.

This module has the titles, the widths and the columns that are shown. The tables are computed in
`cutline/reports/tables/data_quality.py`.
"""

import polars as pl

from cutline.reports.sheets.sheet import Column, Sheet


def _failed(rules: pl.DataFrame) -> pl.DataFrame:
    """The rules that did not pass, those with a summary first, with the summary above what was found."""
    told = pl.when(pl.col("summary") == "").then("samples").otherwise(pl.format("{}\n{}", "summary", "samples"))
    failed = rules.filter(pl.col("status") != "passed").with_columns(samples=told)
    return failed.sort(pl.col("summary") == "", maintain_order=True)


def _rules_note(rules: pl.DataFrame) -> str:
    passed = rules.height - _failed(rules).height
    return f"Rules that found something. {passed} other rules passed."


SHEETS = (
    Sheet("Data quality", "quality", _rules_note, (
        Column("severity", "Severity", width=9), Column("rule", "Rule", width=34), Column("count", "Rows", "integer"),
        Column("owner", "Owner", width=22), Column("reason", "Expected", "wide", 50), Column("samples", "Found", "wide"), Column("fix", "What to do", "wide", 50),
    ),
    of=_failed, summary="rules that found something, and what to do", is_always_shown=True),
    Sheet("Findings", "findings", "What the rules object to, project by project, and whether another value of the cell would change the plan. The findings that matter most come first.", (
        Column("verdict", "Effect", width=20), Column("rule", "Rule", width=30), Column("project_id", "Project", width=11), Column("name", "Name", width=34),
        Column("findings", "Rows", "integer"), Column("detail", "Because", "wide", 70), Column("cost_minor", "It costs", "money"),
        Column("benefit_minor", "It brings", "money"), Column("owner", "Owner", width=20), Column("where", "First at", width=36), Column("found", "Found", "wide", 60),
    ),
    summary="which of these matter to the plan, and what is at stake", is_always_shown=True),
    Sheet("Data scores", "quality_scores", "Sources: the share of rows that no rule objects to. Owners: the share of their rules that pass. The score of the day before stands beside.", (
        Column("kind", "Of", width=9), Column("name", "Name", width=26), Column("looked_at", "Rows or rules", "integer", 13), Column("bad", "Bad", "integer"),
        Column("score_bp", "Score", "share"), Column("before_bp", "Before", "share"), Column("change_bp", "Change", "share"),
    ),
    summary="sources and owners, beside the day before", is_always_shown=True),
    Sheet("Exceptions", "quality_exceptions", "Findings that are accepted until a day. A negative number of days left means that the exception has expired and the rule objects again.", (
        Column("rule", "Rule", width=30), Column("project_id", "Project", width=11), Column("file", "Files", width=22), Column("reason", "Because", "wide", 60),
        Column("approved_by", "Approved by", width=22), Column("expires", "Until", "date"), Column("days_left", "Days left", "integer"), Column("covers", "Covers", "integer"),
    ), is_listed=False),
    Sheet("Freshness", "field_freshness", "Every field that is filled, with the day of its export, the share that is known, and since when nothing in it has changed.", (
        Column("table", "Table", width=16), Column("column", "Field", width=26), Column("source_system", "Source", width=22), Column("as_of_date", "As of", "date"),
        Column("age_days", "Days old", "integer"), Column("rows", "Rows", "integer"), Column("known_bp", "Known", "share"), Column("unchanged_since", "Unchanged since", "date", 16),
    ),
    summary="how old each field is, and since when it has not changed", is_always_shown=True),
    Sheet("Quarantine", "quarantine", "Cells that could not be read. Their projects are set aside until the cells are corrected.", (
        Column("table", "Table", width=12), Column("source_file", "File", width=32), Column("source_row", "Row", "integer"),
        Column("cell", "Cell", width=7), Column("header", "Headed", width=18), Column("project_id", "Project", width=11),
        Column("found", "Found", width=24), Column("expected", "Expected", "wide", 60), Column("remedy", "What to do", "wide", 60), Column("action", "What was done", width=16),
    ),
    summary="cells that could not be read", is_always_shown=True),
    Sheet("Files", "deliveries", "Every file in the drop zone. Files with the same content are used once, whatever their names.", (
        Column("source_system", "Source", width=20), Column("source_file", "File", width=34), Column("as_of_date", "As of", "date"),
        Column("status", "Status", width=12), Column("reason", "Why", width=44), Column("size_bytes", "Bytes", "integer", 12),
        Column("file_hash", "SHA-256", width=66),
    ), is_listed=False, is_always_shown=True),
    Sheet("Look-alikes", "look_alikes", "Ids that may be one project. Review each pair, and state in the table crosswalk whether the two are the same project.", (
        Column("system", "Source", width=20), Column("other_id", "This id", width=14), Column("other_name", "called", width=44),
        Column("project_id", "may be", width=14), Column("name", "called", width=44), Column("evidence", "Because", width=44),
    ), is_listed=False),
    Sheet("Rows read", "row_accounting", "The rows of every file: read = accepted + quarantined + superseded. Not data: repeated headers, footers and the rows that not_data names; they are counted separately.", (
        Column("table", "Table", width=16), Column("source_system", "Source", width=20), Column("source_file", "File", width=34),
        Column("as_of_date", "As of", "date"), Column("read", "Read", "integer", 12), Column("accepted", "Accepted", "integer", 12),
        Column("quarantined", "Quarantined", "integer", 12), Column("superseded", "Superseded", "integer", 12),
        Column("not_data", "Not data", "integer", 12),
    ), totals=("read", "accepted", "quarantined", "superseded"),
    summary="every row of every file, accounted for", is_always_shown=True),
)  # fmt: skip
