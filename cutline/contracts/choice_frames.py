"""The frames that the optimiser gets: their names and columns, and the words in them that `choices` and `optimizer` share.

`cutline.choices` builds these frames and `optimizer` reads them. Both packages import the schemas from this module, so that
neither package imports the other.
"""

import polars as pl

_OPTION: dict[str, pl.DataType] = {"project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64()}
OPTION_KEY = tuple(_OPTION)  # the columns that identify an option, in every frame that has options
# The word in requirements.rule for a project that must run because it is in flight. Unlike any other required project, it may be stopped.
REQUIRED_IN_FLIGHT = "in_flight"

GRAIN_SCHEMA: dict[str, pl.DataType] = {"period_index": pl.Int64(), "block_index": pl.Int64()}
ELASTIC_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "kind": pl.String(), "step_milli_fte": pl.Int64(), "most_steps": pl.Int64(),
    "step_cost_minor": pl.Int64(), "step_loss": pl.Int64(), "fiscal_year": pl.Int64(),
}  # fmt: skip
HIRE_SCHEMA: dict[str, pl.DataType] = {
    "role_id": pl.String(), "period_index": pl.Int64(), "head_milli_fte": pl.Int64(), "most_heads": pl.Int64(), "cost_minor": pl.Int64(),
    "loss": pl.Int64(), "fiscal_year": pl.Int64(), "may_arrive": pl.Boolean(),
}  # fmt: skip
TRANSFER_SCHEMA: dict[str, pl.DataType] = {
    "from_fund_id": pl.String(), "from_class": pl.String(), "from_year": pl.Int64(),
    "to_fund_id": pl.String(), "to_class": pl.String(), "to_year": pl.Int64(), "most_minor": pl.Int64(),
}  # fmt: skip
LIMIT_SCHEMA: dict[str, pl.DataType] = {
    "limit_id": pl.String(), "family": pl.String(), "label": pl.String(), "owner": pl.String(), "lower": pl.Int64(), "upper": pl.Int64(),
}  # fmt: skip
TERM_SCHEMA: dict[str, pl.DataType] = {"limit_id": pl.String(), **_OPTION, "weight": pl.Int64()}
SYNERGY_SCHEMA: dict[str, pl.DataType] = {"synergy_id": pl.String(), "project_id": pl.String(), "amount": pl.Int64()}
PROGRAMME_SCHEMA: dict[str, pl.DataType] = {
    "rule_id": pl.String(), "owner": pl.String(), "project_id": pl.String(), "is_all_or_none": pl.Boolean(), "benefit": pl.Int64(),
}  # fmt: skip
MONEY_YEARS_SCHEMA: dict[str, pl.DataType] = {**_OPTION, "first_year": pl.Int64(), "last_year": pl.Int64()}
ROBUST_SCHEMA: dict[str, pl.DataType] = {"label": pl.String(), "owner": pl.String(), "gamma": pl.Int64()}
DEVIATION_SCHEMA: dict[str, pl.DataType] = {
    **_OPTION,
    "cost_class": pl.String(),
    "fiscal_year": pl.Int64(),
    "amount_minor": pl.Int64(),
}
TAIL_SCHEMA: dict[str, pl.DataType] = {"label": pl.String(), "owner": pl.String(), "worst": pl.Int64(), "floor": pl.Int64()}
SCENARIO_SCHEMA: dict[str, pl.DataType] = {"scenario": pl.Int64(), **_OPTION, "value": pl.Int64()}
OBJECTIVE_SCHEMA: dict[str, pl.DataType] = {
    "rank": pl.Int64(), "name": pl.String(), "unit": pl.String(), "is_least": pl.Boolean(), "base": pl.Int64(), "may_lose_bp": pl.Int64(),
    "may_lose": pl.Int64(),
}  # fmt: skip
OBJECTIVE_TERM_SCHEMA: dict[str, pl.DataType] = {"rank": pl.Int64(), **_OPTION, "amount": pl.Int64()}
OBJECTIVE_PEOPLE_SCHEMA: dict[str, pl.DataType] = {
    "rank": pl.Int64(), "role_id": pl.String(), "period_index": pl.Int64(), "kind": pl.String(), "amount": pl.Int64(),
}  # fmt: skip
OBJECTIVE_SYNERGY_SCHEMA: dict[str, pl.DataType] = {"rank": pl.Int64(), "synergy_id": pl.String(), "amount": pl.Int64()}
CHOICE_FRAMES: dict[str, dict[str, pl.DataType]] = {
    "options": {**_OPTION, "finish_index": pl.Int64(), "value": pl.Int64()},
    "spend": {**_OPTION, "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64()},
    "demand": {**_OPTION, "role_id": pl.String(), "period_index": pl.Int64(), "milli_fte": pl.Int64()},
    "budgets": {"fund_id": pl.String(), "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64()},
    "years": {"fiscal_year": pl.Int64()},
    "payers": {"project_id": pl.String(), "fund_id": pl.String()},
    "capacity": {"role_id": pl.String(), "period_index": pl.Int64(), "milli_fte": pl.Int64()},
    "requirements": {"project_id": pl.String(), "rule": pl.String(), "text": pl.String()},
    "dependencies": {
        "type": pl.String(), "from_project_id": pl.String(), "to_project_id": pl.String(), "lag_periods": pl.Int64(), "group_id": pl.String(),
    },
    "approved": _OPTION,
    "names": {"project_id": pl.String(), "name": pl.String()},
    "limits": LIMIT_SCHEMA,
    "limit_terms": TERM_SCHEMA,
    "synergies": SYNERGY_SCHEMA,
    "programmes": PROGRAMME_SCHEMA,
    "stop_modes": {"project_id": pl.String(), "mode_id": pl.String()},
    "elastic": ELASTIC_SCHEMA,
    "elastic_payers": {"fund_id": pl.String()},
    "hires": HIRE_SCHEMA,
    "transfers": TRANSFER_SCHEMA,
    "payer_limits": {"project_id": pl.String(), "fund_id": pl.String(), "most_bp": pl.Int64()},
    "robust": ROBUST_SCHEMA,
    "deviations": DEVIATION_SCHEMA,
    "tail": TAIL_SCHEMA,
    "scenarios": SCENARIO_SCHEMA,
    "grain": GRAIN_SCHEMA,
    "money_years": MONEY_YEARS_SCHEMA,
    "objectives": OBJECTIVE_SCHEMA,
    "objective_terms": OBJECTIVE_TERM_SCHEMA,
    "objective_people": OBJECTIVE_PEOPLE_SCHEMA,
    "objective_synergies": OBJECTIVE_SYNERGY_SCHEMA,
}  # fmt: skip
