"""What a rule is: one table of rules, whatever looks at them. Each has the rows it objects to as a Polars predicate; those that are an
expectation of Great Expectations name it as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from cutline.choices.options.choices import CHOICE_NAMES, Choices
from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.all_settings import Settings
from cutline.settings.quality import RuleException
from cutline.sources.crosswalk import SUGGESTION_SCHEMA
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.schema_drift import DRIFT_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.memory import VOLUME_SCHEMA
from data_quality.verdict import Handling, Severity

# What a rule objects to: one row for each, with the cell's place where it is one row's.
OBJECTION_SCHEMA: dict[str, pl.DataType] = {
    "where": pl.String(), "found": pl.String(), "project_id": pl.String(), "column": pl.String(), "source_system": pl.String(),
    "source_file": pl.String(), "source_row": pl.Int64(), "record": pl.Int64(), "table": pl.String(),
}  # fmt: skip
ABOUT = ("project_id", "from_project_id")
RAISED = (
    pl.exceptions.PolarsError,
    KeyError,
    ValueError,
    TypeError,
    ArithmeticError,
)  # what a rule may fail with on strange data
NO_CHOICES = Choices(**dict.fromkeys(CHOICE_NAMES, pl.DataFrame()))  # for rules that look at rows alone


@dataclass(frozen=True)
class Arrivals:
    """What is to be said of the files themselves.

    deliveries: intake.DELIVERY_SCHEMA. drift: drift.DRIFT_SCHEMA. emptied: cells that became unknown (parsing.QUARANTINE_SCHEMA).
    suggestions: identity.SUGGESTION_SCHEMA. unread: files of the drop zone that no source reads.
    """

    deliveries: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DELIVERY_SCHEMA))
    drift: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DRIFT_SCHEMA))
    emptied: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA))
    suggestions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUGGESTION_SCHEMA))
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Night:
    """What rules look at.

    quarantine: cells for which a row was set aside. day: the day the night speaks of, null where nothing says it. before: the volumes of
    the last good night (memory.VOLUME_SCHEMA). choices: only rules that set no rows aside may look at them.
    """

    tables: Mapping[str, pl.DataFrame]
    quarantine: pl.DataFrame
    accounting: pl.DataFrame
    choices: Choices
    settings: Settings
    arrivals: Arrivals = field(default_factory=Arrivals)
    day: date | None = None
    before: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VOLUME_SCHEMA))


@dataclass(frozen=True)
class Rule:
    """id, table it is shown at, severity, owner, reason and fix for people; and the rows it objects to.

    find: the rows, from the night's tables (OBJECTION_SCHEMA). of_rows: each is one row of `table`, so that the row can be set aside.
    expectation, arguments: the same as an expectation of Great Expectations, where it is one. relaxable: may it be made to warn, or
    excepted? Never where the model or a sum would then be wrong. mostly: the share of rows that must satisfy it.
    """

    id: str
    table: str
    severity: Severity
    owner: str
    reason: str
    fix: str
    find: Callable[[Night], pl.DataFrame]
    of_rows: bool = False
    relaxable: bool = True
    expectation: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    mostly: float = 1.0
    on_violation: Handling = "stop"

    @property
    def columns(self) -> list[str]:
        """The columns the expectation judges."""
        arguments = self.arguments
        pair = [arguments[name] for name in ("column_A", "column_B") if name in arguments]
        return [arguments["column"]] if "column" in arguments else list(arguments.get("column_list", pair))


def place() -> pl.Expr:
    """Where a row is, for people."""
    return pl.format("{} row {}", "source_file", "source_row").alias("where")


def at(rows: pl.DataFrame, found: pl.Expr, column: str = "", table: str | None = None) -> pl.DataFrame:
    """Objections to rows of a canonical table: `found` says what is wrong, `column` which cell; `table` where the rule is not of one table."""
    about = next((name for name in ABOUT if name in rows.columns), None)
    return conformed(
        rows.select(
            place(), found.cast(pl.String).alias("found"), pl.lit(table, pl.String).alias("table"), pl.lit(column).alias("column"), "source_system", "source_file", "source_row",
            project_id=pl.col(about) if about else pl.lit(None, pl.String),
            record=pl.col("record") if "record" in rows.columns else pl.lit(None, pl.Int64),
        )
    )  # fmt: skip


def of(rows: pl.DataFrame, where: pl.Expr | str, found: pl.Expr, project: str | None = None) -> pl.DataFrame:
    """Objections that are no one row's: to a project, a period, a table."""
    told = where if isinstance(where, pl.Expr) else pl.lit(where)
    return conformed(
        rows.select(told.alias("where"), found.alias("found"), project_id=pl.col(project) if project else pl.lit(None, pl.String))
    )


def told(rows: list[tuple[str, str]]) -> pl.DataFrame:
    """Objections in words: where and found."""
    return conformed(pl.DataFrame(rows, schema={"where": pl.String, "found": pl.String}, orient="row"))


def conformed(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with every column of OBJECTION_SCHEMA, absent ones null."""
    return frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in OBJECTION_SCHEMA.items()
    )


def where_bad(table: str, bad: pl.Expr, shown: tuple[str, ...]) -> Callable[[Night], pl.DataFrame]:
    """The rows of `table` for which `bad` holds; `shown` are the cells to name."""
    column = shown[0] if len(shown) == 1 else ""
    described = pl.concat_str(
        [pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("unknown")) for name in shown], separator=", "
    ) if shown else pl.lit("")  # fmt: skip

    def find(night: Night) -> pl.DataFrame:
        return at(night.tables[table].filter(bad), described, column)

    return find


def may_set_aside(rule: Rule, settings: Settings) -> bool:
    """Are the rows this rule objects to set aside, rather than the night stopped?

    The general policy reaches tables whose bad rows may be set aside; where a lost row would change a limit of the whole plan, only a word
    on the very rule does.
    """
    change = settings.quality.rules.get(rule.id)
    if rule.severity != "block" or not rule.of_rows:
        return False
    if change is not None and change.on_violation is not None:
        return change.on_violation == "set_aside"
    return settings.quality.on_violation == "set_aside" and TABLES[rule.table].bad_row == "quarantine"


def in_force(exception: RuleException, day: date | None) -> bool:
    """Does an exception still hold? Where no day is known it does not: nobody can tell that it has not expired."""
    return day is not None and day <= exception.expires
