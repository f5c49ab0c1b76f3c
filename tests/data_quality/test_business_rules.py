"""Business rules: each has an export that breaks it and is caught by it."""

from datetime import date
from hashlib import sha256

import polars as pl
import pytest

from cutline.choices.options.building import build_choices
from cutline.contracts.tables.all_tables import EXPORTED, TABLES, conform
from cutline.settings.loading import settings_from
from cutline.sources.crosswalk import SUGGESTION_SCHEMA
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.schema_drift import DRIFT_SCHEMA
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.business import BUSINESS_RULES
from data_quality.gate.judging import run_gate
from data_quality.rule_model.night import Arrivals, Night
from data_quality.rule_model.rule import Rule
from data_quality.rule_model.volumes import VOLUME_SCHEMA, volumes

P = {"project_id": "P", "name": "P", "status": "proposed"}
Q = {"project_id": "Q", "name": "Q", "status": "proposed"}
COST = [{"project_id": p, "cost_class": "capex", "kind": "plan", "period_offset": 0, "amount_minor": 100} for p in "PQ"]
FUND = {"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount_minor": 1000}
CAPACITY = {"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": 1000}
DEMAND = {"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": 500}
GOOD: dict[str, list[dict]] = {
    "projects": [P, Q],
    "cost_lines": COST,
    "funds": [FUND],
    "capacity": [CAPACITY],
    "demand": [DEMAND],
}
DAY = date(2027, 1, 15)
SOURCE = {"name": "s", "files": "s*.csv", "required": False, "feeds": [{"table": "projects"}]}
LAW = {"mandate": "regulatory", "mandate_reason": "law"}


def edge(kind: str, a: str = "P", b: str = "Q") -> dict:
    return {"from_project_id": a, "to_project_id": b, "type": kind}


def bad_cell(table: str = "cost_lines", project: str | None = "Q", source: str = "s") -> dict:
    return {
        "table": table, "source_system": source, "source_file": "f.csv", "source_row": 2, "record": 0, "project_id": project, "column": "amount_minor",
        "rule": "money", "found": "12k4", "expected": "an amount", "may_be_required": False,
    }  # fmt: skip


def frame(schema: dict, **cells: str) -> pl.DataFrame:
    return pl.DataFrame([cells], schema=schema)


def tables_of(rows: dict) -> dict[str, pl.DataFrame]:
    return {name: conform(name, pl.DataFrame((GOOD | rows).get(name, []), infer_schema_length=None)) for name in EXPORTED}


def failed(
    rows: dict,
    quarantine: list[dict] | None = None,
    counted: dict | None = None,
    raw: dict | None = None,
    arrivals: dict | None = None,
    before: dict | None = None,
) -> dict:
    """Rule to result, of the rules that did not pass."""
    settings = settings_from({"calendar": {"grain": "year", "periods": 1}, **(raw or {})})
    tables = tables_of(rows)
    known = volumes(tables_of(before)) if before is not None else pl.DataFrame(schema=VOLUME_SCHEMA)
    bad = pl.DataFrame(quarantine or [], schema=QUARANTINE_SCHEMA)
    accounting = pl.DataFrame([counted] if counted else [], schema=ACCOUNTING_SCHEMA)
    night = Night(
        tables, bad, accounting, build_choices(tables, bad, settings), settings, Arrivals(**(arrivals or {})), DAY, known
    )
    return {result.rule: result for result in run_gate(night)[0].results if result.status != "passed"}


CASES: dict[str, dict] = {
    "bad_rows_refused": {"rows": {}, "quarantine": [bad_cell("funds", None)]},
    "quarantine_share": {
        "rows": {},
        "quarantine": [bad_cell()],
        "counted": {"table": "cost_lines", "accepted": 9, "quarantined": 1},
    },
    "bad_rows_set_aside": {"rows": {}, "quarantine": [bad_cell()]},
    "bad_rows_of_no_project": {"rows": {}, "quarantine": [bad_cell(project=None)]},
    "dependencies_no_self_edge": {"rows": {"dependencies": [edge("requires", "P", "P")]}},
    "dependencies_no_cycle": {"rows": {"dependencies": [edge("requires"), edge("finish_to_start", "Q", "P")]}},
    "funds_cover_horizon": {"rows": {"funds": [{**FUND, "fiscal_year": 2031}]}},
    "demand_has_capacity": {"rows": {"capacity": [{**CAPACITY, "role_id": "S"}]}},
    "capacity_covers_run": {"rows": {"capacity": [{**CAPACITY, "run_milli_fte": 800, "leave_milli_fte": 300}]}},
    "required_can_be_chosen": {"rows": {"projects": [{**P, **LAW}, Q], "cost_lines": COST[1:]}},
    "required_do_not_exclude": {"rows": {"projects": [{**P, **LAW}, {**Q, **LAW}], "dependencies": [edge("excludes")]}},
    "required_needs_can_be_chosen": {
        "rows": {"projects": [{**P, **LAW}, {**Q, "status": "cancelled"}], "dependencies": [edge("together", "Q", "P")]}
    },
    "cost_lines_one_price_basis": {
        "rows": {
            "cost_lines": [{**line, "price_basis": basis} for line, basis in zip(COST, ("real", "nominal"), strict=True)],
            "deflators": [{"fiscal_year": 2027, "index_milli": 100_000}],
        }
    },
    "benefits_have_owner": {
        "rows": {"benefits": [{"project_id": "P", "category": "revenue", "period_offset": 0, "amount_minor": 1}]}
    },
    "benefits_claimed_once": {
        "rows": {
            "benefits": [
                {
                    "project_id": p,
                    "category": "revenue",
                    "period_offset": 0,
                    "amount_minor": 1,
                    "owner": "x",
                    "double_count_group": "g",
                }
                for p in "PQ"
            ]
        }
    },
    "text_is_no_formula": {"rows": {"projects": [{**P, "name": "=cmd|' /C calc'!A0"}, Q]}},
    "read_but_not_used": {"rows": {"dependencies": [edge("shared_cost")]}},
}
MODES = [{"project_id": "P", "mode_id": mode, "duration_periods": 1} for mode in ("full", "lean")]
CASES |= {
    "required_rows_are_readable": {"rows": {"projects": [P]}, "quarantine": [bad_cell("projects") | {"may_be_required": True}]},
    "something_can_be_chosen": {"rows": {"projects": [{**P, "status": "on_hold"}, {**Q, "status": "closed"}]}},
    "lines_name_known_modes": {"rows": {"cost_lines": [*COST, {**COST[0], "mode_id": "typo", "period_offset": 0}]}},
    "modes_have_costs": {"rows": {"modes": MODES, "cost_lines": [{**COST[0], "mode_id": "full"}, COST[1]]}},
    "stops_have_an_exit_cost": {"rows": {"modes": [*MODES, {**MODES[0], "mode_id": "end", "intent": "stop"}]}},
    "forecast_covers_plan": {"rows": {"cost_lines": [*COST, {**COST[0], "kind": "forecast", "cost_class": "opex"}]}},
    "declared_rules_name_projects": {
        "rows": {},
        "raw": {
            "rules": {
                "groups": [{"name": "g", "owner": "o", "projects": ["Z"], "at_most": 1}],
                "programmes": [{"name": "m", "owner": "o", "programme_id": "metro", "all_or_none": True}],
            }
        },
    },
    "synergies_have_one_amount": {"rows": {"dependencies": [edge("synergy")]}},
    "people_bought_have_a_price": {"rows": {"capacity": [{**CAPACITY, "overtime_max": 500}]}},
    "capacity_once_a_period": {"rows": {"capacity": [CAPACITY, {**CAPACITY, "period_start": date(2027, 2, 1)}]}},
    "fund_eligibility_class_exists": {
        "rows": {"fund_eligibility": [{"fund_id": "F", "project_class": "digital", "is_eligible": True}]}
    },
    "scores_within_scale": {
        "rows": {
            "criteria": [{"criterion_id": "c", "weight_bp": 1}],
            "scores": [{"project_id": "P", "criterion_id": "c", "raw_milli": 9000, "scale": 5}],
        }
    },
}
CASES |= {
    "files_are_read": {"rows": {}, "arrivals": {"unread": ("stray.csv",)}},
    "sources_have_arrived": {"rows": {}, "raw": {"sources": [SOURCE]}},
    "files_are_new": {
        "rows": {},
        "arrivals": {"deliveries": frame(DELIVERY_SCHEMA, source_system="s", source_file="g.csv", status="same")},
    },
    "columns_as_accepted": {
        "rows": {},
        "arrivals": {"drift": frame(DRIFT_SCHEMA, source_system="s", change="gone", header="Amount")},
    },
    "columns_are_known": {
        "rows": {},
        "arrivals": {"drift": frame(DRIFT_SCHEMA, source_system="s", change="new", header="Amount")},
    },
    "cells_emptied": {"rows": {}, "arrivals": {"emptied": pl.DataFrame([bad_cell()], schema=QUARANTINE_SCHEMA)}},
    "rows_name_known_projects": {"rows": {"demand": [{**DEMAND, "project_id": f"prj{i}"} for i in range(3)]}},
    "demand_by_the_period": {
        "rows": {
            "demand": [
                {**DEMAND, "period_offset": None, "period_start": date(2027, month, 1), "milli_fte": 100} for month in (1, 2)
            ]
        },
    },
    "crosswalk_leads_somewhere": {"rows": {"crosswalk": [{"system": "nobody", "other_id": "X", "project_id": "P"}]}},
    "projects_told_apart": {"rows": {}, "arrivals": {"suggestions": frame(SUGGESTION_SCHEMA, other_id="P", project_id="Q")}},
    "funds_inside_horizon": {"rows": {"funds": [FUND, {**FUND, "fiscal_year": 2082}]}},
    "required_can_be_paid": {"rows": {"projects": [{**P, **LAW}, Q], "funds": [{**FUND, "cost_class": "opex"}]}},
    "costs_move_with_the_start": {
        "rows": {
            "projects": [{**P, "latest_start": date(2028, 1, 1)}, Q],
            "cost_lines": [{**COST[0], "period_offset": None, "period_start": date(2027, 1, 1)}, COST[1]],
            "capacity": [CAPACITY, {**CAPACITY, "period_start": date(2028, 1, 1)}],
        },
        "raw": {"calendar": {"grain": "year", "periods": 2}},
    },
}
BENEFIT = {"project_id": "P", "category": "revenue", "period_offset": 0, "amount_minor": 1, "owner": "x"}
EVM = [
    {
        "project_id": "P",
        "period_start": date(2026, month, 1),
        "planned_minor": 10,
        "earned_minor": 10,
        "actual_minor": 10,
        "budget_at_completion_minor": 100,
    }
    for month in (1, 2, 3)
]
MANY = [{"project_id": f"{i:04}", "name": sha256(bytes([i])).hexdigest(), "status": "on_hold"} for i in range(40)]
MANY_COSTS = [{**COST[0], "project_id": each["project_id"]} for each in MANY]
RUNNING = {**P, "status": "in_flight"}
STAFF = [{**CAPACITY, "milli_fte_gross": 400}]


def evm(column: str, *amounts: int) -> list[dict]:
    return [{**row, column: amount} for row, amount in zip(EVM, amounts, strict=True)]


CASES |= {
    "benefits_after_delivery": {
        "rows": {"benefits": [BENEFIT], "modes": [{"project_id": "P", "mode_id": "full", "duration_periods": 2}]},
        "raw": {"calendar": {"grain": "year", "periods": 2}},
    },
    "one_currency_a_project": {
        "rows": {
            "cost_lines": [*COST, {**COST[0], "currency": "GBP", "cost_type": "vendor"}],
            "rates": [
                {
                    "kind": "currency",
                    "from_currency": "GBP",
                    "to_currency": "EUR",
                    "rate_date": date(2027, 1, 1),
                    "rate_e9": 10**9,
                }
            ],
        }
    },
    "capex_where_allowed": {"rows": {}, "raw": {"quality": {"opex_only_cost_types": ["licence"]}}, "cost_type": "licence"},
    "costs_inside_window": {
        "rows": {
            "projects": [{**P, "deadline": date(2027, 12, 31)}, Q],
            "cost_lines": [*COST, {**COST[0], "period_offset": None, "period_start": date(2029, 1, 1)}],
        }
    },
    "lines_sum_to_stated_cost": {
        "rows": {"projects": [{**P, "whole_life_cost_minor": 101}, {**Q, "whole_life_cost_minor": 100}]}
    },
    "required_chain_has_time": {
        "rows": {"projects": [{**P, **LAW}, Q], "dependencies": [edge("finish_to_start")]},
    },
    "mandates_fit_funds": {"rows": {"projects": [{**P, **LAW}, {**Q, **LAW}], "funds": [{**FUND, "amount_minor": 199}]}},
    "mandates_fit_roles": {"rows": {"projects": [{**P, **LAW}, Q], "capacity": STAFF}},
    "earned_within_budget": {"rows": {"evm": evm("earned_minor", 60, 30, 30)}},
    "planned_within_budget": {"rows": {"evm": evm("planned_minor", 60, 30, 30)}},
    "one_budget_a_baseline": {"rows": {"evm": evm("budget_at_completion_minor", 100, 100, 110)}},
    "earned_value_is_incremental": {"rows": {"evm": evm("planned_minor", 30, 60, 100)}},
    "progress_does_not_fall": {"rows": {"evm": evm("actual_minor", 10, 10, -5)}},
    "status_is_fresh": {"rows": {"projects": [RUNNING, Q], "evm": evm("status_date", *[date(2026, 10, 1)] * 3)}},
    "row_counts_as_before": {"rows": {"projects": [P, Q, *MANY[:17]]}, "before": {"projects": [P, Q, *MANY]}},
    "totals_as_before": {
        "rows": {
            "projects": [P, Q, *MANY],
            "issues": [{"project_id": "P", "issue_id": str(i), "baseline_effect_minor": 10} for i in range(30)],
        },
        "before": {
            "projects": [P, Q, *MANY],
            "issues": [{"project_id": "P", "issue_id": str(i), "baseline_effect_minor": 100} for i in range(30)],
        },
    },
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
    "projects_keep_their_lines": {
        "rows": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[1:28]]},
        "before": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[:28]]},
    },
    "few_projects_lose_their_lines": {
        "rows": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[5:28]]},
        "before": {"projects": [P, Q, *MANY[:28]], "cost_lines": [*COST, *MANY_COSTS[:28]]},
    },
    "mandates_as_before": {"rows": {"projects": [{**P, **LAW, "mandate": "none"}, Q]}, "before": {"projects": [{**P, **LAW}, Q]}},
    "no_unit_jump": {"rows": {}, "before": {"cost_lines": [{**COST[0], "amount_minor": 100_000}, COST[1]]}},
}
CRITERIA = [{"criterion_id": each, "weight_bp": 1} for each in "abc"]


def pairs(*ratios: tuple[str, str, int]) -> list[dict]:
    return [{"criterion_id": a, "other_id": b, "ratio_milli": ratio} for a, b, ratio in ratios]


CASES |= {
    "criteria_tree": {"rows": {"criteria": [{**CRITERIA[0], "parent": "b"}, {**CRITERIA[1], "parent": "a"}, CRITERIA[2]]}},
    "comparisons_complete": {"rows": {"criteria": CRITERIA, "comparisons": pairs(("a", "b", 2000), ("b", "c", 2000))}},
    "comparisons_agree": {"rows": {"criteria": CRITERIA[:2], "comparisons": pairs(("a", "b", 3000), ("b", "a", 3000))}},
    "comparisons_consistent": {
        "rows": {"criteria": CRITERIA, "comparisons": pairs(("a", "b", 2000), ("b", "c", 2000), ("c", "a", 2000))}
    },
    "three_points_in_order": {"rows": {"cost_lines": [{**COST[0], "low_minor": 101}, COST[1]]}},
}
CASES["capex_where_allowed"] = {
    "rows": {"cost_lines": [{**COST[0], "cost_type": "licence"}, COST[1]]},
    "raw": CASES["capex_where_allowed"]["raw"],
}
ALONGSIDE = {
    "few_projects_lose_their_lines": {"projects_keep_their_lines"},
    "rows_name_known_projects": {"demand_project_id_exists"},
    "funds_cover_horizon": {"funds_inside_horizon"},
    "required_rows_are_readable": {"bad_rows_set_aside"},
    "bad_rows_refused": {"bad_rows_set_aside"},
    "quarantine_share": {"bad_rows_set_aside"},
    "bad_rows_of_no_project": {"bad_rows_set_aside"},
}


def test_good_exports_break_nothing():
    """No rule finds fault with a sound portfolio."""
    assert failed({}) == {}


@pytest.mark.parametrize("rule", CASES)
def test_a_fixture_that_breaks_a_rule_is_caught_by_that_rule_alone(rule):
    """Exactly one rule (and those that say the same more broadly) objects, and says where."""
    found = failed(**CASES[rule])
    assert set(found) == {rule} | ALONGSIDE.get(rule, set())
    assert found[rule].status == "failed"
    assert found[rule].samples


FOREIGN = [rule for rule in BUSINESS_RULES if rule.id not in CASES]


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


def test_every_rule_has_a_fixture_or_is_a_foreign_key():
    """A rule nobody has seen fail may not be able to."""
    assert set(CASES) <= {rule.id for rule in BUSINESS_RULES}
    assert all(rule.id.endswith("_exists") for rule in FOREIGN)


def test_sound_criteria_and_estimates_break_nothing():
    """A tree, a whole matrix of one group, and points in order with one end unknown."""
    tree = [*CRITERIA, *({"criterion_id": each, "weight_bp": 1, "parent": "c"} for each in ("c1", "c2"))]
    rows = {
        "criteria": tree,
        "comparisons": pairs(("c1", "c2", 3000), ("c2", "c1", 333), ("c1", "c1", 1000)),
        "cost_lines": [{**COST[0], "low_minor": 100, "high_minor": 100}, {**COST[1], "high_minor": 200}],
        "risks": [{"project_id": "P", "risk_id": "r", "impact_min_minor": 1, "impact_max_minor": 2}],
    }
    assert failed(rows) == {}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("benefits", {**BENEFIT, "high_minor": 0}),
        ("benefits", {**BENEFIT, "amount_minor": -5, "low_minor": -1}),  # of two losses the larger is the lower
        ("risks", {"project_id": "P", "risk_id": "r", "impact_min_minor": 3, "impact_max_minor": 2}),  # no likely impact
        ("risks", {"project_id": "P", "risk_id": "r", "impact_likely_minor": 3, "impact_max_minor": 2}),
    ],
)
def test_three_points_are_looked_at_wherever_there_are_three(table, row):
    """Costs, benefits and risks; the finding names the table and the row."""
    found = failed({table: [row]})
    assert set(found) == {"three_points_in_order"}
    assert found["three_points_in_order"].samples[0].startswith("memory row 1: project P: ")


def test_a_group_of_criteria_is_judged_by_the_settings_limit():
    """A ratio of 0.43 passes where the portfolio office allows a half."""
    assert failed(**CASES["comparisons_consistent"], raw={"alignment": {"max_inconsistency_bp": 5000}}) == {}
    told = failed(**CASES["comparisons_consistent"])["comparisons_consistent"].samples
    assert told == ("memory row 1: 3 criteria under none: consistency ratio of 4310 bp",)


def test_criteria_that_cannot_be_weighed_stop_the_night_by_their_rule_and_not_by_an_error():
    """Also where the plan goes by score, and nobody can have one: the tree is named, not only that nothing can be chosen."""
    found = failed(**CASES["criteria_tree"], raw={"planning": {"objective": "score"}})
    assert set(found) == {"criteria_tree", "something_can_be_chosen"}
    assert found["criteria_tree"].samples == ("memory row 1: criterion 'a': it is its own ancestor: a → b → a",)


def test_a_cycle_is_shown_step_by_step():
    """The portfolio office must see which arrows to cut."""
    found = failed(**CASES["dependencies_no_cycle"])
    assert found["dependencies_no_cycle"].samples == ("dependencies: P → Q → P",)


def test_children_of_a_quarantined_project_are_not_orphans():
    """Their parent is known and waits to be mended."""
    assert "cost_lines_project_id_exists" not in failed({"projects": [P]}, [bad_cell("projects", "Q")])


def test_a_source_may_refuse_what_its_table_would_set_aside():
    """on_bad_row = refuse: one bad row stops the night."""
    source = {"name": "s", "files": "f.csv", "on_bad_row": "refuse", "feeds": [{"table": "cost_lines"}]}
    assert "bad_rows_refused" in failed({}, [bad_cell()], raw={"sources": [source]})


def test_a_rule_that_raises_is_reported_as_broken(monkeypatch):
    """Not as bad data, and it blocks when its severity is block."""
    import data_quality.gate.judging as gate

    def boom(_):
        raise ValueError("boom")

    rule = Rule("x", "funds", "block", "o", "r", "f", boom)
    monkeypatch.setattr(gate, "rule_table", lambda _: (rule,))
    [result] = failed({}).values()
    assert (result.status, result.blocks, result.samples) == ("broken", True, ("ValueError: boom",))


def test_all_or_none_makes_a_mandate_reach_the_whole_programme():
    """P is mandated and Q of its programme excludes P: told before the search where the programme is declared, no matter where it is not."""
    rows = {
        "projects": [{**P, **LAW, "programme_id": "metro"}, {**Q, "programme_id": "metro"}],
        "dependencies": [edge("excludes", "Q", "P")],
    }
    rule = {"name": "m", "owner": "o", "programme_id": "metro", "all_or_none": True}
    assert "required_do_not_exclude" in failed(rows=rows, raw={"rules": {"programmes": [rule]}})
    assert "required_do_not_exclude" not in failed(rows=rows)
