"""Runs the rules of one typed table twice, by Great Expectations and by their predicates, and compares the two answers.

Great Expectations is imported inside the call (`expectations/evaluation.py`): the import takes seconds and 260 MB,
which a caller who only reads the rules should not pay.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.expectations.evaluation import evaluate
from data_quality.gate.judging import judge_rule
from data_quality.gate.rule_table import table_rules
from data_quality.rule_model.night import NO_CHOICES, Night
from data_quality.rule_model.results import CheckReport, RuleResult


def run_table(
    name: str,
    frame: pl.LazyFrame,
    settings: Settings | None = None,
    day: date | None = None,
    quarantine: pl.DataFrame | None = None,
) -> CheckReport:
    """Check canonical table `name`: one Great Expectations run on the Polars engine, one result for each rule.

    quarantine: the cells of the table that reading set aside; an empty table is told with them. A rule that raises, or on which Great Expectations and the predicate disagree, is reported as a fault of the rule
    (status `broken`), never as bad data.
    """
    used = settings or settings_from({})
    rules = table_rules(name, used)
    answers, left_to_pandas = evaluate(rules, frame)
    rows = frame.collect()
    night = Night(
        {name: rows},
        pl.DataFrame(schema=QUARANTINE_SCHEMA) if quarantine is None else quarantine,
        pl.DataFrame(schema=ACCOUNTING_SCHEMA),
        NO_CHOICES,
        used,
        day=day,
    )
    results = [_broken_if_they_disagree(judge_rule(rule, night)[0], answers.get(rule.id)) for rule in rules]
    if left_to_pandas:
        note = f"computed by Great Expectations' pandas engine: {', '.join(sorted(left_to_pandas))}"
        results = [
            replace(result, samples=(*result.samples, note)) if result.status != "passed" else result for result in results
        ]
    return CheckReport(tuple(results))


def _broken_if_they_disagree(result: RuleResult, answer: tuple[bool, int | None] | None) -> RuleResult:
    if result.status == "broken":
        return result
    objected = result.count + result.excepted
    if answer is None:
        return replace(result, status="broken", samples=("Great Expectations could not evaluate it",))
    success, count = answer
    if success != (objected == 0) or (not success and count not in (None, objected)):
        disagreement = f"Great Expectations counts {count}, the predicate {objected}"
        return replace(result, status="broken", samples=(disagreement,))
    return result
