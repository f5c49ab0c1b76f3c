"""The schemas of the frames that describe a problem, and the check that a frame follows its schema."""

import polars as pl

from cutline.errors import Finding, UsageError
from optimizer.problem.hires import HIRE_SCHEMA
from optimizer.problem.overtime import ELASTIC_SCHEMA

CHOICE_FRAMES: dict[str, dict[str, pl.DataType]] = {
    "options": {"project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "finish_index": pl.Int64(), "value": pl.Int64()},
    "spend": {
        "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(),
        "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
    },
    "demand": {
        "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(),
        "role_id": pl.String(), "period_index": pl.Int64(), "milli_fte": pl.Int64(),
    },
    "budgets": {"fund_id": pl.String(), "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64()},
    "years": {"fiscal_year": pl.Int64()},
    "payers": {"project_id": pl.String(), "fund_id": pl.String()},
    "capacity": {"role_id": pl.String(), "period_index": pl.Int64(), "milli_fte": pl.Int64()},
    "requirements": {"project_id": pl.String(), "rule": pl.String(), "text": pl.String()},
    "dependencies": {
        "type": pl.String(), "from_project_id": pl.String(), "to_project_id": pl.String(), "lag_periods": pl.Int64(), "group_id": pl.String(),
    },
    "approved": {"project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64()},
    "names": {"project_id": pl.String(), "name": pl.String()},
    "limits": {
        "limit_id": pl.String(), "family": pl.String(), "label": pl.String(), "owner": pl.String(), "lower": pl.Int64(), "upper": pl.Int64(),
    },
    "limit_terms": {
        "limit_id": pl.String(), "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "weight": pl.Int64(),
    },
    "synergies": {"synergy_id": pl.String(), "project_id": pl.String(), "amount": pl.Int64()},
    "programmes": {
        "rule_id": pl.String(), "owner": pl.String(), "project_id": pl.String(), "is_all_or_none": pl.Boolean(), "benefit": pl.Int64(),
    },
    "stop_modes": {"project_id": pl.String(), "mode_id": pl.String()},
    "elastic": ELASTIC_SCHEMA,
    "elastic_payers": {"fund_id": pl.String()},
    "hires": HIRE_SCHEMA,
    "transfers": {
        "from_fund_id": pl.String(), "from_class": pl.String(), "from_year": pl.Int64(),
        "to_fund_id": pl.String(), "to_class": pl.String(), "to_year": pl.Int64(), "most_minor": pl.Int64(),
    },
    "payer_limits": {"project_id": pl.String(), "fund_id": pl.String(), "most_bp": pl.Int64()},
    "robust": {"label": pl.String(), "owner": pl.String(), "gamma": pl.Int64()},
    "deviations": {
        "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(),
        "cost_class": pl.String(), "fiscal_year": pl.Int64(), "amount_minor": pl.Int64(),
    },
    "tail": {"label": pl.String(), "owner": pl.String(), "worst": pl.Int64(), "floor": pl.Int64()},
    "scenarios": {
        "scenario": pl.Int64(), "project_id": pl.String(), "mode_id": pl.String(), "start_index": pl.Int64(), "value": pl.Int64(),
    },
    "grain": {"period_index": pl.Int64(), "block_index": pl.Int64()},
}  # fmt: skip


def checked_frame(name: str, frame: pl.DataFrame | None, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema=schema)
    if not set(schema) <= set(frame.columns):
        raise UsageError(
            f"frame {name} is not what the optimiser reads",
            [
                Finding(
                    f"frame {name}", ", ".join(frame.columns), ", ".join(schema), "build it with cutline.options.build_choices"
                )
            ],
        )
    return frame.select(pl.col(column).cast(dtype) for column, dtype in schema.items())
