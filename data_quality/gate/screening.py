"""Sets aside the rows that blocking rules object to, if portfolio.toml says so.

The night can then go on without these rows.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from cutline.contracts.statuses import is_in_flight, is_mandated, mandate_binds
from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA
from data_quality.gate.rule_table import rule_table
from data_quality.rule_model.exceptions import excepted_until
from data_quality.rule_model.night import NO_CHOICES, Arrivals, Night, day_of_night, with_record_numbers
from data_quality.rule_model.objections import OBJECTION_SCHEMA
from data_quality.rule_model.rule import RULE_ERRORS, Rule


def night_of_typed_tables(
    tables: Mapping[str, pl.DataFrame], quarantine: pl.DataFrame, settings: Settings, deliveries: pl.DataFrame, today: date
) -> Night:
    """The night as rules about single rows see it: the typed tables, and what reading has set aside. At this point of the
    night, the optimiser's input is not built yet.
    """
    return Night(
        tables,
        quarantine,
        pl.DataFrame(schema=ACCOUNTING_SCHEMA),
        NO_CHOICES,
        settings,
        Arrivals(deliveries),
        day_of_night(settings, deliveries, today),
    )


def set_rows_aside(night: Night) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The tables without the rows that rules set aside, and one quarantine entry (QUARANTINE_SCHEMA) for each such row
    and rule.

    The rules are repeated until none objects: a row may become wrong only because another row is gone. Rows under an
    exception stay.
    """
    rules = [rule for rule in rule_table(night.settings) if rule.on_violation == "set_aside"]
    tables = with_record_numbers(night.tables) if rules else dict(night.tables)
    parts = [night.quarantine.clear()]
    while rules:
        found = [(rule, _standing_objections(rule, tables, night, pl.concat([night.quarantine, *parts]))) for rule in rules]
        found = [(rule, objections) for rule, objections in found if objections.height]
        if not found:
            break
        for rule, objections in found:
            parts.append(_quarantine_entries(rule, objections, tables[rule.table], night))
        for name in {rule.table for rule, _ in found}:
            gone = pl.concat([objections["record"] for rule, objections in found if rule.table == name]).unique().implode()
            tables[name] = tables[name].filter(~pl.col("record").is_in(gone))
    return {name: frame.drop("record", strict=False) for name, frame in tables.items()}, pl.concat(parts)


def _standing_objections(rule: Rule, tables: Mapping[str, pl.DataFrame], night: Night, quarantine: pl.DataFrame) -> pl.DataFrame:
    """The objections of a rule that no exception covers.

    held: everything in quarantine so far. Rows that refer to a project in quarantine are not orphans: they are set aside
    together with their project.
    """
    try:
        objections = rule.find(replace(night, tables=tables, quarantine=quarantine))
    except RULE_ERRORS:
        return pl.DataFrame(schema=OBJECTION_SCHEMA)  # the gate later reports the fault of this rule (status `broken`), and stops
    return objections.filter(excepted_until(rule, objections, night.settings, night.day).is_null()).drop_nulls("record")


def _quarantine_entries(rule: Rule, objections: pl.DataFrame, rows: pl.DataFrame, night: Night) -> pl.DataFrame:
    hashes = (
        night.arrivals.deliveries.filter(pl.col("status") == "used")
        .select("source_system", "source_file", "file_hash")
        .unique(["source_system", "source_file"])
    )
    raw = rows.select("record", pl.struct(column.name for column in TABLES[rule.table].columns).struct.json_encode().alias("raw"))
    required = rows.select("record", may_be_required=_may_be_required(rule.table, night.settings))
    entries = (
        objections.join(raw, on="record", how="left", maintain_order="left")
        .join(required, on="record", how="left", maintain_order="left")
        .join(hashes, on=["source_system", "source_file"], how="left", maintain_order="left")
        .with_columns(
            table=pl.lit(rule.table),
            cell=pl.lit(""),
            header=pl.lit(""),
            rule=pl.lit(rule.id),
            expected=pl.lit(rule.reason),
            remedy=pl.lit(rule.fix),
            action=pl.lit(BY_RULE),
        )
    )
    return entries.select(pl.col(name).cast(dtype) for name, dtype in QUARANTINE_SCHEMA.items())


def _may_be_required(table: str, settings: Settings) -> pl.Expr:
    if table != "projects":
        return pl.lit(value=False)
    return is_in_flight() | (is_mandated() & mandate_binds(settings.calendar.horizon_start))
