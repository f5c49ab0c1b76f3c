"""The exceptions of portfolio.toml with the days they have left and the number of findings that each covers tonight."""

from datetime import date

import polars as pl

from cutline.settings.all_settings import Settings
from data_quality.rule_model.exceptions import is_covered, is_in_force

EXCEPTION_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(), "project_id": pl.String(), "file": pl.String(), "reason": pl.String(), "approved_by": pl.String(), "expires": pl.Date(),
    "days_left": pl.Int64(), "covers": pl.Int64(),
}  # fmt: skip


def exceptions_and_days_left(settings: Settings, findings: pl.DataFrame, day: date) -> pl.DataFrame:
    """One row for each exception (EXCEPTION_SCHEMA): the days it has left, negative once it has expired, and the
    findings it covers tonight.
    """
    rows = []
    for each in settings.quality.exceptions:
        own = findings.filter((pl.col("rule") == each.rule) & pl.col("excepted_until").is_not_null())
        count = own.filter(is_covered(each, own)).height if is_in_force(each, day) else 0
        rows.append(
            (each.rule, each.project, each.file, each.reason, each.approved_by, each.expires, (each.expires - day).days, count)
        )
    return pl.DataFrame(rows, schema=EXCEPTION_SCHEMA, orient="row").sort("expires", "rule")
