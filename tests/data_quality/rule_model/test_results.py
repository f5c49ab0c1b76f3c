"""Which results stop the night, how a result reads, and that a report survives its frame."""

import pytest

from data_quality.rule_model.results import CheckReport, RuleResult


def result(severity="block", status="failed", count=2, samples=("a row 2: x", "a row 3: y"), handling="stop", **more):
    return RuleResult("r", "cost_lines", severity, status, count, "finance", "a reason", "a fix", samples, handling, **more)


@pytest.mark.parametrize(
    ("of", "blocks"),
    [
        (result(), True),
        (result(status="passed", count=0), False),
        (result(status="broken", count=0, handling="set_aside"), True),  # a rule that cannot be judged protects nobody
        (result(handling="set_aside"), False),  # the rows are gone
        (result(severity="warn", status="broken"), False),
    ],
)
def test_what_stops_the_night(of, blocks):
    """A blocking rule that failed and whose rows were not set aside, or that could not be judged at all."""
    report = CheckReport((of,))
    assert of.blocks is blocks
    assert (report.blocking == (of,)) is blocks
    assert (report.warnings == (of,)) is (not blocks and of.status != "passed")


@pytest.mark.parametrize(
    ("of", "parts"),
    [
        (result(count=9), ("blocks: table cost_lines, rule r; owner finance", "9 row(s)", "a row 2: x", "and 7 more", "a reason", "a fix")),
        (result(handling="set_aside"), ("set aside: table", "2 row(s) set aside with their projects")),
        (result(severity="warn", excepted=3), ("warning: table", "2 row(s); 3 more under an exception")),
        (result(status="broken", count=0, samples=()), ("the rule could not be evaluated",)),
    ],
)  # fmt: skip
def test_a_result_reads_as_where_found_expected_do(of, parts):
    """With its samples, what was done with the rows, and what an exception covers."""
    told = str(of.finding())
    assert [part for part in parts if part not in told] == []


def test_a_report_survives_its_frame():
    """Samples are lines of one cell there; no sample is no empty sample."""
    report = CheckReport((result(), result(severity="note", samples=())))
    assert CheckReport.from_frame(report.frame()) == report
