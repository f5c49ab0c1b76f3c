"""The registry of canonical tables: every table by name, in the order in which tables are documented.

Start with this module to find a table. The columns of a table are in the module of its subject.
"""

from types import MappingProxyType

import polars as pl

from cutline.contracts.tables import money, people, projects, reference_data, risk_and_progress, scoring
from cutline.contracts.tables.records import Table

_IN_ORDER: tuple[Table, ...] = (
    reference_data.CALENDAR,
    projects.PROJECTS,
    projects.MODES,
    money.COST_LINES,
    money.BENEFITS,
    people.DEMAND,
    people.CAPACITY,
    people.PEOPLE,
    money.FUNDS,
    money.FUND_ELIGIBILITY,
    projects.DEPENDENCIES,
    scoring.CRITERIA,
    scoring.COMPARISONS,
    scoring.SCORES,
    risk_and_progress.RISKS,
    risk_and_progress.ISSUES,
    risk_and_progress.CHANGES,
    risk_and_progress.EVM,
    money.ACTUALS,
    risk_and_progress.MILESTONES,
    projects.DECISIONS,
    projects.CROSSWALK,
    reference_data.RATES,
    reference_data.DISCOUNT_RATES,
    reference_data.DEFLATORS,
    reference_data.OPTIMISM_BIAS,
)
TABLES: MappingProxyType[str, Table] = MappingProxyType({table.name: table for table in _IN_ORDER})
EXPORTED: tuple[str, ...] = tuple(name for name in TABLES if name != "calendar")

# A bad row in one of these tables may hide a cost, a need or a value. The project cannot be judged until the row is mended.
DECIDING_TABLES = ("projects", "modes", "cost_lines", "benefits", "demand")


def conform(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Bring `frame` into the schema of table `name`: all columns in the order and type of the contract, and null in the
    columns that `frame` lacks.

    This is for tests and for callers that hold typed data. Raises a Polars error when a value does not fit its type; no value
    is changed silently.
    """
    schema = TABLES[name].schema
    if frame.is_empty():
        return pl.DataFrame(schema=schema)  # a selection of nothing but constants would make a row
    defaults: dict[str, object] = {"source_system": "memory", "source_file": "memory", "source_row": 1}
    known = {column: frame[column] if column in frame.columns else None for column in schema}
    return frame.select(
        pl.lit(defaults.get(column)).cast(dtype).alias(column)
        if known[column] is None
        else pl.col(column).cast(dtype, strict=True)
        for column, dtype in schema.items()
    )
