"""Rows in quarantine are put back as they stand, or at the plausible value that favours their project."""

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.sources.mapping.raw_tables import raw_schema
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA, SET_ASIDE
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.quarantined_rows import with_quarantined_rows
from data_quality.gate.screening import set_rows_aside
from tests.data_quality.effects.rivals import weighed
from tests.data_quality.nights import RIVALS, P, Q, benefit, cost, fund, night, settings, tables


def raw_lines(*rows):
    schema = raw_schema(TABLES["cost_lines"])
    texts = [
        {
            "source_system": "s",
            "feed": 0,
            "source_file": "c.csv",
            "file_hash": "h",
            "source_row": i,
            "is_superseded": False,
            "columns": "{}",
            **row,
        }
        for i, row in enumerate(rows, 2)
    ]
    return pl.DataFrame(texts, schema=schema).lazy()


def test_a_row_that_could_not_be_read_is_put_back_at_the_end_that_favours_its_project():
    """Q's only cost reads 12k4. Others cost 100 and 1: at 1 beside P's 100 the fund of 101 holds both, so the cell matters."""
    chosen = settings().model_copy(update={"sources": (_source(),)})
    line = {"project_id": "Q", "cost_class": "capex", "kind": "plan", "period_offset": "0", "amount": "12k4"}
    raw = raw_lines({**{k: v for k, v in line.items() if k != "amount"}, "amount_minor": "12k4"})
    accepted, bad = parse("cost_lines", raw, chosen).collect()
    assert accepted.is_empty()
    aside = bad.filter(pl.col("action") == SET_ASIDE)
    lines = [cost("P", 100), *(cost("R", 1, period_offset=i) for i in range(20))]
    of = tables(
        projects=[P, Q, {**P, "project_id": "R", "status": "closed"}],
        cost_lines=lines,
        funds=[fund(101)],
        benefits=[benefit("P", 150), benefit("Q", 130)],
    )
    effect, detail = weighed(of, chosen, aside, {"cost_lines": raw})["bad_rows_set_aside", "Q"]
    assert effect == "changes"
    assert "with amount" in detail
    assert "in Q" in detail
    of = {**of, "benefits": tables(benefits=[benefit("P", 150), benefit("Q", 0)])["benefits"]}
    assert weighed(of, chosen, aside, {"cost_lines": raw})["bad_rows_set_aside", "Q"][0] == "no_change"


def _source():
    from cutline.settings.sources import Source

    return Source.model_validate({"name": "s", "files": "c*.csv", "feeds": [{"table": "cost_lines"}]})


def test_a_row_that_a_rule_set_aside_is_put_back_as_it_stands():
    """P is out because of capex of an opex-only type and would otherwise be in. The report says what leaving it out costs."""
    chosen = settings(opex_only_cost_types=["licence"], rules={"capex_where_allowed": {"on_violation": "set_aside"}})
    of = tables(
        **{**RIVALS, "cost_lines": [cost("P", 100, cost_type="licence"), cost("Q", 100)]},
        benefits=[benefit("P", 150), benefit("Q", 130)],
    )
    core, aside = set_rows_aside(night(of, chosen))
    assert set(aside["action"]) == {BY_RULE}
    found = weighed(core, chosen, aside)
    effect, detail = found["capex_where_allowed", "P"]
    assert effect == "changes"
    assert "with its row as it stands the plan would change: in P; out Q, worth worth 20 more" in detail
    [put_back] = with_quarantined_rows(DecidedData(core, aside, {}, chosen), "P") or []
    assert put_back.tables["cost_lines"].sort("source_row").select(of["cost_lines"].columns).equals(of["cost_lines"])
    assert put_back.quarantine.is_empty()


def test_a_ragged_row_does_not_stop_the_night_for_its_effect():
    """The quarantine entry of such a row names no column. Nothing can be put back, and the effect is not proven."""
    ragged = pl.DataFrame([{"table": "cost_lines", "source_system": "s", "source_file": "c.csv", "source_row": 9, "record": 0, "project_id": "P", "column": "", "rule": "shape",
                            "found": "7 cells", "expected": "as many cells as the header", "may_be_required": False, "action": SET_ASIDE, "raw": "{}"}], schema=QUARANTINE_SCHEMA)  # fmt: skip
    of = tables(**RIVALS, benefits=[benefit("P", 150), benefit("Q", 130)])
    found = weighed(of, settings(), ragged, {"cost_lines": pl.LazyFrame({"project_id": ["P"]})})
    assert found["bad_rows_set_aside", "P"][0] == "not_proven"


def test_of_a_row_sent_twice_one_is_put_back():
    """If both rows were put back, the project would cost twice as much, and the finding would seem to change nothing."""
    chosen = settings(rules={"cost_lines_key_is_unique": {"on_violation": "set_aside"}})
    of = tables(
        **{**RIVALS, "cost_lines": [cost("P", 100), cost("P", 100), cost("Q", 100)]},
        benefits=[benefit("P", 150), benefit("Q", 130)],
    )
    core, aside = set_rows_aside(night(of, chosen))
    effect, detail = weighed(core, chosen, aside)["cost_lines_key_is_unique", "P"]
    assert effect == "changes"
    assert "in P; out Q" in detail
