"""Checks that the parts of a night belong together: its tables give the optimiser's input, and no rule stops the night.

Whoever puts the tables of one night beside the plan of another is found here, even if the digests are made anew.
"""

from datetime import date
from pathlib import Path

import polars as pl

from assets.published_nights.files import read_frames
from cutline.choices.options.building import build_choices
from cutline.choices.options.choices import CHOICE_NAMES
from cutline.errors import Finding, VerificationFailed
from cutline.settings.all_settings import Settings
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import EMPTIED, QUARANTINE_SCHEMA
from data_quality.gate.judging import judge_rule, stops_the_night_earlier
from data_quality.gate.rule_table import rule_table
from data_quality.rule_model.night import NO_CHOICES, Night, with_record_numbers

_ACTION = "do not use this night: its files were not made from one another"
EXCEPTIONS_IN_FORCE = date.min  # an exception that was in force when the night was published may have expired since


def check_parts(night: Path, tables: dict[str, pl.DataFrame], settings: Settings) -> None:
    """Builds the optimiser's input again from the tables of a night, and applies the rules of single tables to them again.

    Raises VerificationFailed if a frame differs, if a rule objects, or if the published results of the rules have one that stops the night.
    """
    findings = [*_other_problem(night, tables, settings), *_broken_rules(tables, settings), *_closed_gate(night)]
    if findings:
        raise VerificationFailed(f"the parts of {night} do not belong together", findings)


def _other_problem(night: Path, tables: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    published = read_frames(night, "problem", tuple(CHOICE_NAMES))
    rebuilt = build_choices(tables, quarantine_of(night), settings).frames()
    return [
        Finding(f"problem/{name}.parquet", "another frame", "the frame that follows from tables/ and portfolio.toml", _ACTION)
        for name, frame in published.items()
        if not frame.equals(rebuilt[name])
    ]


def quarantine_of(night: Path) -> pl.DataFrame:
    """The quarantine of the night as the optimiser's input is built with it. What is not published of it decides nothing."""
    rows = pl.read_parquet(night / "parquet" / "quarantine.parquet").filter(pl.col("action") != EMPTIED)
    absent = {name: pl.lit(None, dtype=dtype) for name, dtype in QUARANTINE_SCHEMA.items() if name not in rows.columns}
    return rows.with_columns(**absent).select(list(QUARANTINE_SCHEMA))


def _broken_rules(tables: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    night = Night(
        with_record_numbers(tables), pl.DataFrame(schema=QUARANTINE_SCHEMA), pl.DataFrame(schema=ACCOUNTING_SCHEMA), NO_CHOICES, settings,
        day=EXCEPTIONS_IN_FORCE,
    )  # fmt: skip
    results = [judge_rule(rule, night)[0] for rule in rule_table(settings) if stops_the_night_earlier(rule)]
    return [result.finding() for result in results if result.blocks]


def _closed_gate(night: Path) -> list[Finding]:
    rules = pl.read_parquet(night / "parquet" / "quality.parquet")
    stopping = (pl.col("severity") == "block") & (
        (pl.col("status") == "broken") | ((pl.col("status") == "failed") & (pl.col("handling") == "stop"))
    )
    return [
        Finding(
            f"parquet/quality.parquet, rule {name}",
            "a result that stops the night",
            "no such result in a published night",
            _ACTION,
        )
        for name in rules.filter(stopping)["rule"]
    ]
