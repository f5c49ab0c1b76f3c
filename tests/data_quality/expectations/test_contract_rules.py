"""Contract rules: Great Expectations and the predicate say the same, on good data and on every kind of bad data."""

import random
from typing import Any

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import PROVENANCE, Column
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA, SET_ASIDE
from data_quality.expectations.contract_rules import all_contract_rules, contract_rules
from data_quality.gate.runner import run_table
from tests.data_quality.expectations.contract_frames import broken_frame, good_frame, good_value


@pytest.mark.parametrize("name", EXPORTED)
def test_good_rows_and_no_rows_pass_every_rule(name):
    """A rule that fails on good data would stop good nights; an empty table breaks only the rule that wants rows."""
    assert {result.status for result in run_table(name, good_frame(name).lazy()).results} == {"passed"}
    empty = run_table(name, TABLES[name].empty().lazy()).results
    assert {r.rule for r in empty if r.status != "passed"} <= {f"{name}_has_rows"}


@pytest.mark.parametrize("rule", all_contract_rules(), ids=lambda rule: rule.id)
def test_each_rule_catches_what_only_it_forbids(rule):
    """Great Expectations and the predicate agree on the count (otherwise the status would be 'broken'), and the rows
    are named.
    """
    frame = broken_frame(rule.table, rule.id, rule.arguments, rule.expectation)
    failed = {result.rule: result for result in run_table(rule.table, frame.lazy()).results if result.status != "passed"}
    assert failed[rule.id].status == "failed"
    assert failed[rule.id].count > 0
    assert failed[rule.id].samples
    of_the_same_column = {r.id for r in contract_rules(rule.table) if r.arguments.get("column") == rule.arguments.get("column")}
    assert set(failed) <= of_the_same_column


def test_one_cent_above_a_large_limit_is_seen_beside_unknown_amounts():
    """The arrow-backed frame keeps nullable integers integers, and the limit is exact to the unit."""
    rule = next(rule for rule in contract_rules("funds") if rule.id == "funds_amount_minor_is_in_range")
    frame = good_frame("funds").with_columns(amount_minor=pl.lit(10**15 + 1, pl.Int64), carry_in_max_minor=pl.lit(None, pl.Int64))
    failed = [result for result in run_table("funds", frame.lazy()).results if result.status != "passed"]
    assert [result.rule for result in failed] == [rule.id]


def any_frame(name: str, seed: int) -> pl.DataFrame:
    """A frame whose cells are good, unknown, beyond every limit or of no known word, at random."""
    table, dice = TABLES[name], random.Random(seed)
    rows = dice.choice([0, 1, 7, 40])

    def cell(column: Column, row: int) -> Any:
        roll = dice.random()
        if roll < 0.2:
            return None
        if roll < 0.4 and column.dtype == pl.Int64:
            return dice.choice([-1, 0, (column.minimum or 0) - 1, (column.maximum or 0) + 1, 2**53 + 1, -(2**63), 2**63 - 1])
        if roll < 0.4 and column.dtype == pl.String:
            return dice.choice(["", "no such word", " ", "x"])
        return good_value(column, dice.randrange(3))

    return pl.DataFrame(
        {column.name: [cell(column, i) for i in range(rows)] for column in (*table.columns, *PROVENANCE)}, schema=table.schema
    )


def agree(name: str, seeds: range) -> None:
    for seed in seeds:
        results = run_table(name, any_frame(name, seed).lazy()).results
        assert {result.rule: result.samples for result in results if result.status == "broken"} == {}, seed


@pytest.mark.parametrize("name", EXPORTED)
def test_great_expectations_and_the_predicate_count_alike_on_any_frame(name):
    """A difference between the two would show as a broken rule."""
    agree(name, range(6))


@pytest.mark.long
@pytest.mark.parametrize("name", EXPORTED)
def test_great_expectations_and_the_predicate_count_alike_on_many_frames(name):
    """The same on a hundred frames for each table."""
    agree(name, range(100, 200))


def test_an_empty_table_is_told_with_the_words_that_were_not_understood():
    """All rows are in quarantine, so the export is complete: the advice is about the words. Without quarantine, nothing is known."""
    words = ["laufend", "laufend", "beendet", "geplant", "neu"]
    cells = [
        {
            "table": "projects",
            "record": n,
            "project_id": f"P{n}",
            "column": "status",
            "rule": "allowed values",
            "found": word,
            "expected": "one of idea, closed",
            "action": SET_ASIDE,
        }
        for n, word in enumerate(words)
    ]
    quarantine = pl.DataFrame([*cells, {**cells[0], "table": "modes"}], schema=QUARANTINE_SCHEMA)
    report = run_table("projects", TABLES["projects"].empty().lazy(), quarantine=quarantine)
    (failed,) = [result for result in report.results if result.status != "passed"]
    assert failed.samples[0].endswith(
        "no rows, because 5 are in quarantine: most often status is 'laufend' in 2, 'beendet' in 1, 'geplant' in 1 and 1 other texts, expected one of idea, closed"
    )
    assert "declare it in the source (values, formats, locale, unit)" in failed.fix
    (bare,) = [result for result in run_table("projects", TABLES["projects"].empty().lazy()).results if result.status != "passed"]
    assert bare.samples[0].endswith("no rows")
