"""Which findings can change the plan at all."""

import polars as pl

from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA
from data_quality.effects.alternatives import alternatives, cannot_change_plan
from data_quality.effects.decided_data import DecidedData
from data_quality.gate.judging import FINDING_SCHEMA
from tests.data_quality.nights import NO_QUARANTINE, RIVALS, settings, tables


def test_scores_set_aside_have_a_say_where_the_plan_is_by_score():
    """Where the plan maximises value, scores cannot change it."""
    raw = pl.DataFrame([{"table": "scores", "source_system": "s", "source_file": "s.csv", "source_row": 2, "record": 0, "project_id": "P", "column": "raw_milli", "rule": "scores_within_scale",
                         "found": "x", "expected": "y", "may_be_required": False, "action": BY_RULE, "raw": '{"project_id":"P","criterion_id":"c","raw_milli":9000,"scale":5}'}], schema=QUARANTINE_SCHEMA)  # fmt: skip
    finding = pl.DataFrame(
        [{"rule": "scores_within_scale", "table": "scores", "handling": "set_aside", "project_id": "P"}], schema=FINDING_SCHEMA
    )
    of = tables(**RIVALS)
    assert alternatives("scores_within_scale", "P", finding, DecidedData(of, raw, {}, settings())) == []
    by_score = settings().model_copy(update={"planning": settings().planning.model_copy(update={"objective": "score"})})
    assert len(alternatives("scores_within_scale", "P", finding, DecidedData(of, raw, {}, by_score)) or []) == 1


def test_a_mode_with_an_exit_cost_is_not_without_a_say():
    """A mode with an exit cost may not be offered, so the cost decides although no sum counts it."""
    finding = pl.DataFrame(
        [{"rule": "read_but_not_used", "table": "modes", "handling": "carry_on", "project_id": "P", "column": "exit_cost_minor"}],
        schema=FINDING_SCHEMA,
    )
    assert not cannot_change_plan("read_but_not_used", finding, DecidedData(tables(**RIVALS), NO_QUARANTINE, {}, settings()))
