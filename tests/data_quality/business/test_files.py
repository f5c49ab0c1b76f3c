"""Rules about files, columns and unreadable cells: each has a night that breaks it, and is caught by it."""

from datetime import date

import polars as pl
import pytest

from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.schema_drift import DRIFT_SCHEMA
from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA
from cutline.sources.undeclared_dashes import DASH_SCHEMA
from data_quality.business.files import OF_PROJECTS, RULES
from tests.data_quality.business.sound_night import (
    CAPACITY,
    COST,
    P,
    Q,
    assert_caught_alone,
    bad_cell,
    edge,
    failed,
    one_row,
)

EXAMPLE_CAPACITY = {"role_id": "Analyst", "period_start": date(2027, 4, 1), "milli_fte_gross": 6000, "run_milli_fte": 3000}
SOURCE = {"name": "s", "files": "s*.csv", "required": False, "feeds": [{"table": "projects"}]}


DASH = {
    "table": "cost_lines",
    "column": "amount_minor",
    "source_system": "memory",
    "source_file": "memory",
    "source_row": 1,
    "dashes": 2,
    "cells": 3,
    "totals": "",
}

CASES: dict[str, dict] = {
    "bad_rows_refused": {"rows": {}, "quarantine": [bad_cell("funds", None)]},
    "quarantine_share": {
        "rows": {},
        "quarantine": [bad_cell()],
        "counted": {"table": "cost_lines", "accepted": 9, "quarantined": 1},
    },
    "bad_rows_set_aside": {"rows": {}, "quarantine": [bad_cell()]},
    **{f"{name}_rows_name_their_project": {"rows": {}, "quarantine": [bad_cell(name, project=None)]} for name in OF_PROJECTS},
    "required_rows_are_readable": {"rows": {"projects": [P]}, "quarantine": [bad_cell("projects") | {"may_be_required": True}]},
    "examples_stand_alone": {"rows": {"capacity": [CAPACITY, EXAMPLE_CAPACITY]}},
    "files_are_read": {"rows": {}, "arrivals": {"unread": ("stray.csv",)}},
    "sources_have_arrived": {"rows": {}, "raw": {"sources": [SOURCE]}},
    "files_are_new": {
        "rows": {},
        "arrivals": {"deliveries": one_row(DELIVERY_SCHEMA, source_system="s", source_file="g.csv", status="same")},
    },
    "columns_as_accepted": {
        "rows": {},
        "arrivals": {"drift": one_row(DRIFT_SCHEMA, source_system="s", change="gone", header="Amount")},
    },
    "dashes_agree_with_totals": {
        "rows": {},
        "arrivals": {"dashes": one_row(DASH_SCHEMA, **DASH | {"totals": "the column 'Total' is"})},
    },
    "dashes_are_declared": {"rows": {}, "arrivals": {"dashes": one_row(DASH_SCHEMA, **DASH)}},
    "columns_are_known": {
        "rows": {},
        "arrivals": {"drift": one_row(DRIFT_SCHEMA, source_system="s", change="new", header="Amount")},
    },
    "cells_emptied": {"rows": {}, "arrivals": {"emptied": pl.DataFrame([bad_cell()], schema=QUARANTINE_SCHEMA)}},
    "text_is_no_formula": {"rows": {"projects": [{**P, "name": "=cmd|' /C calc'!A0"}, Q]}},
    "exceptions_are_in_force": {
        "rows": {},
        "raw": {
            "quality": {
                "exceptions": [
                    {"rule": "benefits_have_owner", "reason": "later", "approved_by": "PMO", "expires": date(2027, 1, 1)}
                ]
            }
        },
    },
    "read_but_not_used": {"rows": {"dependencies": [edge("shared_cost")]}},
}
ALONGSIDE = {
    "required_rows_are_readable": {"bad_rows_set_aside"},
    "bad_rows_refused": {"bad_rows_set_aside"},
    "quarantine_share": {"bad_rows_set_aside"},
    **{f"{name}_rows_name_their_project": {"bad_rows_set_aside"} for name in OF_PROJECTS},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule], ALONGSIDE)


def test_every_rule_has_a_case():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) == {rule.id for rule in RULES}


def test_a_source_may_refuse_what_its_table_would_set_aside():
    """With on_bad_row = refuse a single bad row stops the night."""
    source = {"name": "s", "files": "f.csv", "on_bad_row": "refuse", "feeds": [{"table": "cost_lines"}]}
    assert "bad_rows_refused" in failed({}, [bad_cell()], raw={"sources": [source]})


def test_a_spoiled_id_is_no_project():
    """What a spreadsheet has left of an id may be the end of any project's id."""
    spoiled = bad_cell(project="1.23E+15") | {"column": "project_id", "found": "1.23E+15", "rule": "text"}
    found = failed({}, [spoiled])["cost_lines_rows_name_their_project"]
    assert (found.blocks, found.count) == (True, 1)
    by_rule = spoiled | {"rule": "cost_lines_ids_are_exact", "action": BY_RULE}
    assert "cost_lines_rows_name_their_project" not in failed({}, [by_rule])


def test_dashes_are_told_with_the_candidates_that_they_keep_out():
    """A dash that is read as unknown makes the cost of its project unknown."""
    unknown = [COST[0], {**COST[1], "amount_minor": None}]
    found = failed({"cost_lines": unknown}, arrivals={"dashes": one_row(DASH_SCHEMA, **DASH)})["dashes_are_declared"]
    assert "2 of 3 filled cells of amount are a dash, read as unknown; they keep 1 of 2 candidates out" in found.samples[0]
    assert not found.blocks


def test_many_bad_rows_are_told_with_what_they_have_in_common():
    """The column, its commonest texts and what was expected: the advice is about what the source does not declare."""
    cells = [bad_cell() | {"record": n, "found": text} for n, text in enumerate(["1,5", "1,5", "2,5"])] + [
        bad_cell() | {"record": 3, "column": "cost_class", "found": "Invest", "expected": "one of capex, opex"}
    ]
    found = failed({}, cells, counted={"table": "cost_lines", "accepted": 9, "quarantined": 4})["quarantine_share"]
    assert (
        "4 of 13 rows in quarantine; most often amount_minor is '1,5' in 2, '2,5' in 1, expected an amount; the first: "
        in found.samples[0]
    )
    assert "decimal and thousands" in found.fix


def test_rows_that_a_rule_set_aside_are_no_bad_cells():
    """They have no text that was not understood."""
    by_rule = bad_cell() | {"rule": "cost_lines_ids_are_exact", "action": BY_RULE, "expected": None}
    found = failed({}, [by_rule], counted={"table": "cost_lines", "accepted": 9, "quarantined": 1})["quarantine_share"]
    assert "most often" not in found.samples[0]
