"""Rules about ids and references: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.sources.crosswalk import SUGGESTION_SCHEMA
from data_quality.business.references import RULES, find_project_column
from tests.data_quality.business.sound_night import (
    DEMAND,
    GOOD,
    assert_caught_alone,
    failed,
    one_row,
)

CASES: dict[str, dict] = {
    "rows_name_known_projects": {"rows": {"demand": [{**DEMAND, "project_id": f"prj{i}"} for i in range(3)]}},
    "crosswalk_leads_somewhere": {"rows": {"crosswalk": [{"system": "nobody", "other_id": "X", "project_id": "P"}]}},
    "projects_told_apart": {"rows": {}, "arrivals": {"suggestions": one_row(SUGGESTION_SCHEMA, other_id="P", project_id="Q")}},
    "fund_eligibility_class_exists": {
        "rows": {"fund_eligibility": [{"fund_id": "F", "project_class": "digital", "is_eligible": True}]}
    },
}
ALONGSIDE = {
    "rows_name_known_projects": {"demand_project_id_exists"},
}


@pytest.mark.parametrize("rule", CASES)
def test_a_night_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    assert_caught_alone(rule, CASES[rule], ALONGSIDE)


FOREIGN = [rule for rule in RULES if rule.id not in CASES and not rule.id.endswith("_ids_are_exact")]
NEAR = [rule for rule in RULES if rule.id.endswith("_ids_are_exact")]


def test_every_rule_has_a_case_or_is_a_foreign_key():
    """A rule that nobody has seen object may not be able to."""
    assert set(CASES) <= {rule.id for rule in RULES}
    assert all(rule.id.endswith("_exists") for rule in FOREIGN)


def test_near_ids_are_watched_in_every_table_whose_rows_may_be_set_aside():
    """In the other tables an id that no project has stops the night anyway."""
    tables = [name for name in EXPORTED if TABLES[name].bad_row == "quarantine" and find_project_column(name)]
    assert [rule.id for rule in NEAR] == [f"{name}_ids_are_exact" for name in tables]
    assert {"cost_lines", "benefits", "demand", "scores", "evm", "actuals", "risks"} <= set(tables)


def column_of(rule):
    """The column that a rule about a foreign key watches."""
    return next(column for column in TABLES[rule.table].columns if rule.id == f"{rule.table}_{column.name}_exists")


def row_that_names_nobody(rule) -> dict:
    """A sound row of the rule's table, but for one id that no parent table has."""
    table = TABLES[rule.table]
    known = {"funds": "F", "criteria": "c"}
    sound = {c.name: known.get(c.references.split(".")[0], "P") for c in table.columns if c.references and c.required}
    rest = {c.name: {"enum": c.values[0] if c.values else None, "date": date(2027, 1, 1), "boolean": True}.get(c.kind, 1 if c.kind not in ("id", "text") else "x")
            for c in table.columns if c.required and not c.references}  # fmt: skip
    row = {**rest, **sound}
    if table.name in ("cost_lines", "benefits", "demand"):
        row["period_offset"] = 0
    if table.name == "demand":
        row["role_id"] = "R"
    return row | {column_of(rule).name: f"nobody of {rule.id}"}


@pytest.fixture(scope="module")
def night_with_every_unknown_id() -> dict:
    """The rules that object to one night in which every foreign key is broken once, each by an id of its own."""
    rows = {"criteria": [{"criterion_id": "c", "weight_bp": 1}]}
    for rule in FOREIGN:
        rows.setdefault(rule.table, list(GOOD.get(rule.table, []))).append(row_that_names_nobody(rule))
    return failed(rows)


@pytest.mark.parametrize("rule", FOREIGN, ids=lambda rule: rule.id)
def test_each_foreign_key_is_watched(rule, night_with_every_unknown_id):
    """An id that is in no parent table is named; where a rule or a limit would be lost it blocks, elsewhere it warns."""
    found = night_with_every_unknown_id
    assert rule.id in found
    assert f"nobody of {rule.id}" in " ".join(found[rule.id].samples)
    assert found[rule.id].count == 1
    assert found[rule.id].blocks == (TABLES[rule.table].bad_row == "refuse")
