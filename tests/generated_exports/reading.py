"""Reads a generated export as a night does, up to the rules about rows, and says what was refused and with what remedy."""

import copy
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.errors import CutlineError, SettingsError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.undeclared_dashes import undeclared_dashes
from data_quality.business.files import DASHES_FIX
from data_quality.business.references import RULES as ABOUT_IDS
from data_quality.expectations.contract_rules import contract_rules
from data_quality.rule_model.night import NO_CHOICES, Night, with_record_numbers

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)


@dataclass
class Outcome:
    """What came of reading one export. refusals: pairs of place and remedy of what stops the night. bad: the bad cells."""

    accepted: pl.DataFrame | None = None
    bad: pl.DataFrame | None = None
    refusals: list[tuple[str, str, str, str]] = field(default_factory=list)

    def remedies(self) -> list[str]:
        """The remedies of everything that was told."""
        told = self.bad["remedy"].unique(maintain_order=True).to_list() if self.bad is not None else []
        return [*(action for *_, action in self.refusals), *told]


def read(declaration: dict[str, Any], folder: Path, ids: list[str]) -> Outcome:
    """Read the export of a folder. ids: the projects that the portfolio has."""
    outcome = Outcome()
    try:
        settings = settings_from(declaration)
        table = settings.sources[0].feeds[0].table
        raw = read_raw(table, settings, *deliveries_in_place(settings, folder, NOON))
        outcome.accepted, outcome.bad = parse(table, raw, settings).collect()
    except CutlineError as error:
        if not error.findings:
            raise
        outcome.refusals = [(each.where, each.found, each.expected, each.action) for each in error.findings]
        if isinstance(error, SettingsError):
            outcome.refusals = [(f"f. {where}", *rest) for where, *rest in outcome.refusals]
        return outcome
    counted = account_for_rows(table, raw, outcome.bad)
    assert counted.select(pl.col("read") == pl.col("accepted") + pl.col("quarantined") + pl.col("superseded")).to_series().all()
    outcome.refusals = list(_refusals_of_rules(table, outcome, settings, ids, counted))
    dashes = undeclared_dashes(table, raw, settings)
    outcome.refusals += [
        (f"{file} row {row}", "a dash", "a declared meaning", DASHES_FIX)
        for file, row in dashes.select("source_file", "source_row").iter_rows()
    ]
    return outcome


def _refusals_of_rules(
    table: str, outcome: Outcome, settings: Settings, ids: list[str], counted: pl.DataFrame
) -> Iterator[tuple[str, ...]]:
    tables = {name: TABLES[name].empty() for name in EXPORTED} | {table: outcome.accepted}
    if table != "projects":
        own = pl.DataFrame({"project_id": ids}, schema={"project_id": pl.String})
        tables["projects"] = pl.concat([TABLES["projects"].empty(), own], how="diagonal")
    night = Night(with_record_numbers(tables), outcome.bad, counted, NO_CHOICES, settings, day=NOON.date())
    for rule in (*contract_rules(table), *(each for each in ABOUT_IDS if each.table == table)):
        if rule.severity == "block" and rule.id.endswith(("key_is_unique", "project_id_exists", "ids_are_exact")):
            for where, found in rule.find(night).select("where", "found").iter_rows():
                yield where, found, rule.reason, rule.fix


def settings_in(remedy: str) -> list[tuple[str, Any]]:
    """The settings that a remedy names, in its order: each `key = value` that TOML understands."""
    found, after = [], 0
    for match in re.finditer(r"\b([a-z][a-z_0-9]*) = (?=[\"'\[{\dtf])", remedy):
        if match.start() < after:
            continue  # a part of the value before
        for end in range(match.end() + 1, len(remedy) + 1):
            try:
                found.append((match[1], tomllib.loads(f"x = {remedy[match.end() : end]}")["x"]))
            except tomllib.TOMLDecodeError:
                continue
            if end < len(remedy) and (remedy[end].isdigit() or remedy[end].isalpha()):
                found.pop()
                continue
            after = end
            break
    return found


def applied(declaration: dict[str, Any], settings: list[tuple[str, Any]], words: dict[str, str]) -> dict[str, Any]:
    """The declaration with settings added where they belong. words: what the words of the export mean, for a `?`."""
    changed = copy.deepcopy(declaration)
    source = changed["sources"][0]
    feed = source["feeds"][0]
    for key, value in settings:
        if key in ("fiscal_year_starts_month", "fiscal_year_named_by"):
            changed["calendar"][key] = value
        elif key in ("repeated_rows", "where", "where_not", "leaves_only"):
            feed[key] = value
        elif key == "values":  # of the column that is meant
            feed["columns"]["amount"] = {**feed["columns"]["amount"], "values": value}
        elif isinstance(value, dict) and any(key == column.plain for column in TABLES[feed["table"]].columns):
            before = feed.setdefault("columns", {}).get(key, {})
            if "values" in value:
                known = {each: words.get(each, meant) for each, meant in value["values"].items()}
                value = {**value, "values": {**before.get("values", {}), **known}}
            feed["columns"][key] = {**before, **value}
        else:
            source[key] = value
    return changed
