"""Rules about ids and references: each has a night that breaks it, and is caught by it."""

from datetime import date

import pytest

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.sources.crosswalk import SUGGESTION_SCHEMA
from data_quality.business.references import RULES, find_project_column
from tests.data_quality.business.sound_night import (
    DEMAND,
    GOOD,
    P,
    assert_caught_alone,
    bad_cell,
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


@pytest.mark.parametrize("rule", FOREIGN, ids=lambda rule: rule.id)
def test_each_foreign_key_is_watched(rule):
    """An id that is in no parent table is named; where a rule or a limit would be lost it blocks, elsewhere it warns."""
    table = TABLES[rule.table]
    column = next(c for c in table.columns if rule.id == f"{table.name}_{c.name}_exists")
    sound = {c.name: "F" if c.name == "fund_id" else "P" for c in table.columns if c.references and c.required}
    rest = {c.name: {"enum": c.values[0] if c.values else None, "date": date(2027, 1, 1), "boolean": True}.get(c.kind, 1 if c.kind not in ("id", "text") else "x")
            for c in table.columns if c.required and not c.references}  # fmt: skip
    row = {**rest, **sound, column.name: "nobody"}
    if table.name in ("cost_lines", "benefits", "demand"):
        row["period_offset"] = 0
    if table.name == "demand":
        row["role_id"] = "R"
    if table.name == "scores":
        row["criterion_id"] = "nobody" if column.name == "criterion_id" else "c"
    rows = {
        table.name: [*GOOD.get(table.name, []), row],
        **({"criteria": [{"criterion_id": "c", "weight_bp": 1}]} if table.name != "criteria" else {}),
    }
    found = failed(rows)
    assert rule.id in found
    assert "nobody" in found[rule.id].samples[0]
    assert found[rule.id].blocks == (table.bad_row == "refuse")


def test_children_of_a_quarantined_project_are_not_orphans():
    """Their project is known, although it is in quarantine."""
    assert "cost_lines_project_id_exists" not in failed({"projects": [P]}, [bad_cell("projects", "Q")])
