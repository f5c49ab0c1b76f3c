"""The columns whose values reach the optimiser and so can change the plan.

Add a new column to this table if the plan uses it.
"""

from cutline.settings.all_settings import Settings

# The columns by table. The value of any other column changes nothing in the plan.
DECIDING_COLUMNS: dict[str, frozenset[str]] = {
    "projects": frozenset({"project_id", "status", "earliest_start", "latest_start", "deadline", "mandate", "mandate_expires", "currency", "project_class"}),
    "modes": frozenset({"project_id", "mode_id", "duration_periods", "success_probability_bp", "is_eligible", "exit_cost_minor", "intent"}),
    "cost_lines": frozenset({"project_id", "mode_id", "period_offset", "period_start", "cost_class", "amount_minor", "currency", "kind", "price_basis"}),
    "benefits": frozenset({"project_id", "mode_id", "period_offset", "period_start", "amount_minor", "currency", "probability_bp"}),
    "demand": frozenset({"project_id", "mode_id", "role_id", "period_offset", "period_start", "milli_fte"}),
    "capacity": frozenset({"role_id", "period_start", "milli_fte_gross", "run_milli_fte", "leave_milli_fte", "overtime_max", "overtime_cost_minor",
                           "contractor_max", "contractor_cost_minor", "hire_lead_periods", "hire_max", "hire_cost_minor", "recruit_lead_periods"}),
    "funds": frozenset({"fund_id", "cost_class", "fiscal_year", "amount_minor", "carry_in_max_minor", "carry_out_max_minor", "expires_on"}),
    "fund_eligibility": frozenset({"fund_id", "project_id", "project_class", "is_eligible", "max_share_bp", "match_required_bp"}),
    "dependencies": frozenset({"from_project_id", "to_project_id", "type", "lag_periods", "group_id", "amount_minor"}),
    "decisions": frozenset({"project_id", "decision", "mode_id", "start_period"}),
    "rates": frozenset({"from_currency", "to_currency", "rate_date", "rate_e9"}),
    "crosswalk": frozenset({"system", "other_id", "project_id", "is_same"}),
    "criteria": frozenset({"criterion_id", "weight_bp", "parent", "direction"}),
    "comparisons": frozenset({"criterion_id", "other_id", "ratio_milli"}),
    "scores": frozenset({"project_id", "criterion_id", "raw_milli", "scale"}),
    "risks": frozenset({"project_id", "risk_id", "status", "snapshot_date", "probability_bp", "impact_likely_minor", "residual_probability_bp",
                        "residual_impact_minor"}),
}  # fmt: skip
SCORE_TABLES = ("criteria", "comparisons", "scores")


def reaches_plan(table: str, settings: Settings) -> bool:
    """Whether the plan reads a table. Scores count only if an objective counts them, and risks only if one counts the exposure."""
    if table in SCORE_TABLES:
        return settings.planning.counts("score")
    return table in DECIDING_COLUMNS and (table != "risks" or settings.planning.counts_exposure)


def can_change_plan(table: str, column: str, settings: Settings) -> bool:
    """Whether a value of this column can change the plan."""
    return reaches_plan(table, settings) and column in DECIDING_COLUMNS[table]
