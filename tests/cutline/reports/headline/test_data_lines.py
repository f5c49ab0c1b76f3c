"""The headline's lines about the data."""

import polars as pl

from cutline.reports.headline.data_lines import candidates_kept_out, findings_that_matter, rows_read, unknown_figures


def test_rows_are_added_up_over_all_files():
    """And the rules that did not pass are counted."""
    accounting = pl.DataFrame({"read": [1_000, 10], "accepted": [900, 8], "quarantined": [60, 2], "superseded": [40, 0]})
    rules = pl.DataFrame({"status": ["passed", "failed", "broken"]})
    assert (
        rows_read(accounting, rules)
        == "1,010 rows read: 908 accepted, 62 in quarantine, 40 superseded; 2 rule(s) found something"
    )


def test_candidates_that_are_kept_out_are_told_only_beyond_the_declared_share():
    """The rule that judges the share says it in words; a rule that passed has none."""
    many = "most_candidates_can_be_chosen"
    rules = pl.DataFrame(
        [("candidates_are_complete", "failed", "1 of 9"), (many, "failed", "27 of 30 candidates")],
        schema=["rule", "status", "summary"],
        orient="row",
    )
    assert candidates_kept_out(rules) == [("Kept out by data", "27 of 30 candidates")]
    assert candidates_kept_out(rules.with_columns(status=pl.lit("passed"), summary=pl.lit(""))) == []


def test_findings_are_counted_by_effect_without_notes_and_exceptions():
    """One changes the plan, two may, one cannot; a note and an exception are counted separately."""
    findings = pl.DataFrame(
        [("warn", None, "changes"), ("warn", None, "not_proven"), ("warn", None, "not_tied"), ("warn", None, "no_say"), ("note", None, "changes"), ("warn", "2027-01-01", "changes")],
        schema=["severity", "excepted_until", "effect"], orient="row",
    )  # fmt: skip
    assert (
        findings_that_matter(findings)
        == "1 of 4 would change the plan at a plausible value, 2 may, 1 cannot; besides, there are 2 notes and exceptions"
    )
    assert findings_that_matter(findings.clear()) == "none"


def test_the_headline_says_how_many_figures_are_unknown():
    """By measure, and how many of them because a row was set aside."""
    totals = pl.DataFrame(
        {
            "level": ["programme", "all"],
            "projects": [9, 20],
            "unvalued": [1, 3],
            "uncosted": [0, 2],
            "unexposed": [0, 0],
            "unplaced": [0, 1],
        }
    )
    metrics = pl.DataFrame({"unknown_because": [None, "costs.csv row 3", "x"]})
    assert unknown_figures(totals, metrics) == (
        "of 20 open projects: net present value of 3 projects, cost of 2 projects; "
        "figures of 2 projects rest on a row that was set aside; of 1 project it is unknown where to count them"
    )
    assert (
        unknown_figures(totals.with_columns(unvalued=0, uncosted=0, unplaced=0), metrics.head(1)) == "of 20 open projects: none"
    )
