"""Runs every rule on a night and returns one result for each rule and the findings, row by row."""

from dataclasses import replace

import polars as pl

from cutline.sources.typed_rows.quarantine import BY_RULE
from data_quality.business.files import cells_that_stop_the_night
from data_quality.gate.rule_table import rule_table
from data_quality.rule_model.exceptions import excepted_until
from data_quality.rule_model.night import Night, with_record_numbers
from data_quality.rule_model.objections import NO_OBJECTIONS, OBJECTION_SCHEMA
from data_quality.rule_model.results import SAMPLES, CheckReport, RuleResult
from data_quality.rule_model.rule import RULE_ERRORS, Rule

FINDINGS_MAX = 200_000  # the most findings kept for one rule; its count is complete, and the quarantine has every row set aside
FINDING_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(), "table": pl.String(), "severity": pl.String(), "owner": pl.String(), "handling": pl.String(), "excepted_until": pl.Date(),
    **{name: dtype for name, dtype in OBJECTION_SCHEMA.items() if name != "table"},
}  # fmt: skip
NO_FINDINGS = pl.DataFrame(schema=FINDING_SCHEMA)


def run_gate(night: Night) -> tuple[CheckReport, pl.DataFrame]:
    """The result of each rule, and the findings (FINDING_SCHEMA). Rows that an exception covers are among the findings,
    with its last day.

    A rule that stops the night in `run_table`, on the typed tables, is run here again. If it passes, its result is left out. If
    it objects, somebody has run the gate without the checks of the typed tables, and its result blocks here.
    """
    numbered = replace(night, tables=with_record_numbers(night.tables))
    every = [(rule, judge_rule(rule, numbered)) for rule in rule_table(night.settings)]
    judged = [answer for rule, answer in every if answer[0].blocks or not stops_the_night_earlier(rule)]
    return CheckReport(tuple(result for result, _ in judged)), pl.concat([NO_FINDINGS, *(found for _, found in judged)])


def stops_the_night_earlier(rule: Rule) -> bool:
    """Whether `run_table` stops the night if this rule objects. Rules about a whole table are judged again, on the
    rows that are left.
    """
    return rule.is_about_rows and rule.expectation is not None and rule.severity == "block" and rule.on_violation == "stop"


def judge_rule(rule: Rule, night: Night) -> tuple[RuleResult, pl.DataFrame]:
    """The result and the findings of one rule. A rule that raises an error is `broken`, which says nothing about the data."""
    try:
        objections = pl.concat([_objections_to_set_aside_rows(rule, night), rule.find(night)])
        if rule.follows_from and cells_that_stop_the_night(night)["table"].is_in(rule.follows_from).any():
            objections = objections.clear()
        summary = rule.summary(night) if rule.summary and objections.height else ""
    except RULE_ERRORS as error:
        return _result(rule, "broken", 0, (f"{type(error).__name__}: {error}",)), NO_FINDINGS.clone()
    if objections.is_empty():
        return _result(rule, "passed", 0, ()), NO_FINDINGS.clone()
    until = excepted_until(rule, objections, night.settings, night.day)
    standing = objections.filter(until.is_null())
    found = objections.head(FINDINGS_MAX).with_columns(until.head(FINDINGS_MAX).alias("excepted_until")).with_columns(
        rule=pl.lit(rule.id), table=pl.coalesce("table", pl.lit(rule.table)), severity=pl.lit(rule.severity), owner=pl.lit(rule.owner), handling=pl.lit(rule.on_violation)
    ).select(list(FINDING_SCHEMA))  # fmt: skip
    status = "failed" if standing.height else "passed"
    result = _result(rule, status, standing.height, first_samples(standing), objections.height - standing.height)
    return replace(result, summary=summary if status == "failed" else ""), found


def first_samples(objections: pl.DataFrame) -> tuple[str, ...]:
    """The first objections in words."""
    rows = objections.select("where", "found").head(SAMPLES).iter_rows()
    return tuple(f"{where}: {found}" if found else where for where, found in rows)


def _result(rule: Rule, status: str, count: int, samples: tuple[str, ...], excepted: int = 0) -> RuleResult:
    return RuleResult(
        rule.id, rule.table, rule.severity, status, count, rule.owner, rule.reason, rule.fix, samples, rule.on_violation, excepted,  # type: ignore[arg-type]
    )  # fmt: skip


def _objections_to_set_aside_rows(rule: Rule, night: Night) -> pl.DataFrame:
    """The objections to rows that this rule has set aside: the rows have left the tables, but they remain findings."""
    if night.quarantine.is_empty():
        return NO_OBJECTIONS
    own = night.quarantine.filter((pl.col("rule") == rule.id) & (pl.col("action") == BY_RULE))
    if own.is_empty():
        return NO_OBJECTIONS
    return own.select(
        pl.format("{} row {}", "source_file", "source_row").alias("where"),
        "found",
        "project_id",
        "column",
        "source_system",
        "source_file",
        "source_row",
        "record",
        "table",
    ).select(list(OBJECTION_SCHEMA))
