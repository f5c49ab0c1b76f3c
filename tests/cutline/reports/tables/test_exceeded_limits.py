"""Every limit that the plan exceeds is in one table, and reaches the reasons."""

from datetime import date

import polars as pl

from cutline.ledger.frames import BOUGHT_SCHEMA, GAINED_SCHEMA, MOVED_SCHEMA
from cutline.reports.tables.exceeded_limits import exceeded_limits, projects_beside
from cutline.reports.tables.published_table import NightResults
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from tests.cutline.few_projects import tables_of

KEY = {"project_id": pl.String, "mode_id": pl.String, "start_index": pl.Int64}
RUN = {
    "kind": "skill",
    "role_id": "pipes",
    "first_index": 0,
    "last_index": 1,
    "peak_milli_fte": 1_250,
    "excess_milli_fte_periods": 2_000,
}
GIVEN = settings_from(
    {"calendar": {"grain": "quarter", "horizon_start": date(2027, 1, 1), "periods": 4}, "portfolio": {"currency": "GBP"}}
)


def night(objective_settings: Settings = GIVEN) -> tuple[NightResults, Settings]:
    """P and Q run; R asks for the same skill. The fund is overdrawn by 5.00, a gate is overdue and a benefit claimed twice."""
    gate = {"project_id": "P", "milestone_id": "G1", "is_gate": True, "baseline_date": date(2026, 6, 1)}
    claims = [{"project_id": key, "double_count_group": "shared", "period_offset": 0, "category": "revenue"} for key in "PQR"]
    projects = [{"project_id": key, "name": key, "status": "proposed"} for key in "PQR"]
    tables = tables_of(projects=projects, milestones=[gate], benefits=claims, funds=[{"fund_id": "F", "name": "Fund"}])
    over = [{**RUN, "view": "planned", "project_ids": ["P"]}, {**RUN, "view": "asked", "project_ids": ["P", "R"]}]
    skills = pl.DataFrame({"skill": ["pipes"] * 3, "period_index": [0, 1, 2], "utilisation_bp": [11_100, 10_400, 20_000]})
    budget = {"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount_minor": 1_000}
    drawn = {"project_id": "P", **budget, "amount_minor": 1_500, "release": "released"}
    chosen = pl.DataFrame([("P", "m", 0), ("Q", "m", 0)], schema=KEY, orient="row").with_columns(finish_index=pl.lit(1, pl.Int64))
    nothing = pl.DataFrame()
    return NightResults(
        tables, {"budgets": pl.DataFrame([budget])}, chosen, nothing, nothing, pl.DataFrame([drawn]),
        {"over_allocations": pl.DataFrame(over), "utilisation_skills": skills}, nothing, nothing, nothing, {},
        pl.DataFrame(schema=BOUGHT_SCHEMA), pl.DataFrame(schema=MOVED_SCHEMA), pl.DataFrame(schema=GAINED_SCHEMA), nothing,
    ), objective_settings  # fmt: skip


def test_every_kind_of_exceeded_limit_is_told():
    """A skill, a fund, a gate and a benefit, each in words with its figures."""
    found = exceeded_limits(*night())
    assert found["text"].to_list() == [
        "skill pipes: up to 1.25 FTE more than there are in FY2027-Q1 to FY2027-Q2, 111 % of the people, and skills do not bind the plan",
        "fund F capex: £5.00 more than there is in FY2027",
        "gate G1 of P: due on 2026-06-01 and not passed, and the plan runs the project",
        "benefit shared: claimed by P and Q; the value of the plan counts it once",
    ]
    assert found.select("kind", "name", "over_milli_fte", "peak_bp", "over_minor").row(0) == (
        "skill",
        "pipes",
        1_250,
        11_100,
        None,
    )


def test_projects_of_the_plan_and_projects_that_would_join_are_told():
    """P takes part in three limits, Q in one, and R asks for the skill that is exceeded already."""
    told = dict(projects_beside(night()[0], exceeded_limits(*night())).iter_rows())
    assert told["R"].startswith("skill pipes: ")
    assert told["Q"].startswith("benefit shared: ")
    assert [
        part.partition(" ")[0] for part in told["P"].split("; ") if part.partition(" ")[0] in ("skill", "gate", "benefit")
    ] == ["skill", "gate", "benefit"]
