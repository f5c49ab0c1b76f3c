"""The gate: every rule on the night, natively; what each objects to, row by row; and the rows that are set aside so that the night goes on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import polars as pl

from cutline.contracts.statuses import is_in_flight, is_mandated, mandate_binds
from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.all_settings import Settings
from cutline.settings.quality import RuleException
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA
from data_quality.rule_table import rule_table
from data_quality.rules import NO_CHOICES, OBJECTION_SCHEMA, RAISED, Arrivals, Night, Rule, in_force
from data_quality.verdict import SAMPLES, CheckReport, RuleResult

FINDINGS_MAX = 200_000  # of one rule; its count is whole, and the quarantine has every row that is set aside
FINDING_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(), "table": pl.String(), "severity": pl.String(), "owner": pl.String(), "handling": pl.String(), "excepted_until": pl.Date(),
    **{name: dtype for name, dtype in OBJECTION_SCHEMA.items() if name != "table"},
}  # fmt: skip


def run_gate(night: Night) -> tuple[CheckReport, pl.DataFrame]:
    """The rules' results, and what they object to (FINDING_SCHEMA): rows an exception covers are among them, with its day.

    Not those rules that have stopped the night already where they object (`run_table` on the typed tables): who is here has passed them.
    """
    numbered = replace(night, tables=_numbered(night.tables))
    judged = [judge(rule, numbered) for rule in rule_table(night.settings) if not _has_stopped(rule)]
    return CheckReport(tuple(result for result, _ in judged)), pl.concat(
        [pl.DataFrame(schema=FINDING_SCHEMA), *(found for _, found in judged)]
    )


def _numbered(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {name: frame.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64)) for name, frame in tables.items()}


def _has_stopped(rule: Rule) -> bool:
    """Not rules of a whole table: those are judged again on what is left of it."""
    return rule.of_rows and rule.expectation is not None and rule.severity == "block" and rule.on_violation == "stop"


def judge(rule: Rule, night: Night) -> tuple[RuleResult, pl.DataFrame]:
    """One rule on the night. A rule that raises is broken, which says nothing about the data."""
    try:
        objections = pl.concat([_aside_by(rule, night), rule.find(night)])
    except RAISED as error:
        return _result(rule, "broken", 0, (f"{type(error).__name__}: {error}",)), pl.DataFrame(schema=FINDING_SCHEMA)
    until = excused(rule, objections, night.settings, night.day)
    standing = objections.filter(until.is_null())
    found = objections.head(FINDINGS_MAX).with_columns(until.head(FINDINGS_MAX).alias("excepted_until")).with_columns(
        rule=pl.lit(rule.id), table=pl.coalesce("table", pl.lit(rule.table)), severity=pl.lit(rule.severity), owner=pl.lit(rule.owner), handling=pl.lit(rule.on_violation)
    ).select(list(FINDING_SCHEMA))  # fmt: skip
    status = "failed" if standing.height else "passed"
    return _result(rule, status, standing.height, samples_of(standing), objections.height - standing.height), found


def samples_of(objections: pl.DataFrame) -> tuple[str, ...]:
    """The first objections in words."""
    rows = objections.select("where", "found").head(SAMPLES).iter_rows()
    return tuple(f"{where}: {found}" if found else where for where, found in rows)


def _result(rule: Rule, status: str, count: int, samples: tuple[str, ...], excepted: int = 0) -> RuleResult:
    return RuleResult(
        rule.id, rule.table, rule.severity, status, count, rule.owner, rule.reason, rule.fix, samples, rule.on_violation, excepted,  # type: ignore[arg-type]
    )  # fmt: skip


def excused(rule: Rule, objections: pl.DataFrame, settings: Settings, day: date | None) -> pl.Series:
    """For each objection the day until which an exception covers it, or null."""
    until = pl.Series("until", [None] * objections.height, dtype=pl.Date)
    for exception in settings.quality.exceptions:
        if exception.rule == rule.id and in_force(exception, day):
            covered = objections.select(covers(exception, objections)).to_series()
            until = until.zip_with(~covered, pl.Series("until", [exception.expires] * objections.height, dtype=pl.Date))
    return until


def covers(exception: RuleException, objections: pl.DataFrame) -> pl.Expr:
    """The objections that are of the exception's project and files."""
    inside = pl.repeat(value=True, n=pl.len())
    if exception.project is not None:
        inside = inside & pl.col("project_id").eq_missing(pl.lit(exception.project))
    if exception.file is not None:
        names = [name for name in objections["source_file"].unique() if name is not None and _matches(name, exception.file)]
        inside = inside & pl.col("source_file").is_in(names).fill_null(value=False)
    return inside


def _matches(name: str, pattern: str) -> bool:
    """A file's own name or its place in the drop zone; a name with brackets is first taken as it stands."""
    own = PurePosixPath(name).name
    return pattern in (name, own) or fnmatchcase(name, pattern) or fnmatchcase(own, pattern)


def _aside_by(rule: Rule, night: Night) -> pl.DataFrame:
    """What the rule objected to before its rows were set aside: they are out of the tables and stay findings."""
    own = night.quarantine.filter((pl.col("rule") == rule.id) & (pl.col("action") == BY_RULE))
    return own.select(
        pl.format("{} row {}", "source_file", "source_row").alias("where"),
        "found",
        "project_id",
        "column",
        "source_system",
        "source_file",
        "source_row",
        "record",
        "table",
    ).select(list(OBJECTION_SCHEMA))


def screening(
    tables: Mapping[str, pl.DataFrame], held: pl.DataFrame, settings: Settings, deliveries: pl.DataFrame, today: date
) -> Night:
    """What rules of single rows look at: the typed tables and what reading has set aside."""
    return Night(
        tables,
        held,
        pl.DataFrame(schema=ACCOUNTING_SCHEMA),
        NO_CHOICES,
        settings,
        Arrivals(deliveries),
        day_of(settings, deliveries, today),
    )


def day_of(settings: Settings, deliveries: pl.DataFrame, today: date) -> date:
    """The day rules and exceptions go by: the settings' where they say one, else today, or the newest export's where that is later.

    Exports that have stopped coming must not stop the clock: a status would stay fresh and an exception in force for ever.
    """
    newest = deliveries.filter(pl.col("status") == "used")["as_of_date"].max()
    return settings.portfolio.as_of or (max(newest, today) if isinstance(newest, date) else today)


def screen(night: Night) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The tables without the rows that rules set aside, and those rows (QUARANTINE_SCHEMA): one entry for each row and rule that objects.

    Repeated until no rule objects any more: a row may be wrong only because another is gone. Rows under an exception stay.
    """
    rules = [rule for rule in rule_table(night.settings) if rule.on_violation == "set_aside"]
    tables = _numbered(night.tables) if rules else dict(night.tables)
    parts = [night.quarantine.clear()]
    while rules:
        found = [(rule, _standing(rule, tables, night, pl.concat([night.quarantine, *parts]))) for rule in rules]
        found = [(rule, objections) for rule, objections in found if objections.height]
        if not found:
            break
        for rule, objections in found:
            parts.append(_as_quarantine(rule, objections, tables[rule.table], night))
        for name in {rule.table for rule, _ in found}:
            gone = pl.concat([objections["record"] for rule, objections in found if rule.table == name]).unique().implode()
            tables[name] = tables[name].filter(~pl.col("record").is_in(gone))
    return {name: frame.drop("record", strict=False) for name, frame in tables.items()}, pl.concat(parts)


def _standing(rule: Rule, tables: Mapping[str, pl.DataFrame], night: Night, held: pl.DataFrame) -> pl.DataFrame:
    """What a rule objects to that no exception covers. held: all that is in quarantine so far, so that children of a project there are no orphans."""
    try:
        objections = rule.find(replace(night, tables=tables, quarantine=held))
    except RAISED:
        return pl.DataFrame(schema=OBJECTION_SCHEMA)  # the gate says that the rule is broken, and stops
    return objections.filter(excused(rule, objections, night.settings, night.day).is_null()).drop_nulls("record")


def _as_quarantine(rule: Rule, objections: pl.DataFrame, rows: pl.DataFrame, night: Night) -> pl.DataFrame:
    hashes = (
        night.arrivals.deliveries.filter(pl.col("status") == "used")
        .select("source_system", "source_file", "file_hash")
        .unique(["source_system", "source_file"])
    )
    raw = rows.select("record", pl.struct(column.name for column in TABLES[rule.table].columns).struct.json_encode().alias("raw"))
    required = rows.select("record", may_be_required=_may_be_required(rule.table, night.settings))
    told = (
        objections.join(raw, on="record", how="left", maintain_order="left")
        .join(required, on="record", how="left", maintain_order="left")
        .join(hashes, on=["source_system", "source_file"], how="left", maintain_order="left")
        .with_columns(
            table=pl.lit(rule.table),
            cell=pl.lit(""),
            header=pl.lit(""),
            rule=pl.lit(rule.id),
            expected=pl.lit(rule.reason),
            action=pl.lit(BY_RULE),
        )
    )
    return told.select(pl.col(name).cast(dtype) for name, dtype in QUARANTINE_SCHEMA.items())


def _may_be_required(table: str, settings: Settings) -> pl.Expr:
    if table != "projects":
        return pl.lit(value=False)
    return is_in_flight() | (is_mandated() & mandate_binds(settings.calendar.horizon_start))
