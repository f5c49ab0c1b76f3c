"""What a rule said about a table, and what that means for the night. No Great Expectations here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from cutline.contracts.tables.all_tables import DECIDING_TABLES
from cutline.errors import Finding

Severity = Literal["block", "warn", "note"]

Status = Literal["passed", "failed", "broken"]

Handling = Literal["stop", "set_aside", "carry_on"]

SAMPLES = 5

LINE_IN_FINDING = "\n              "  # samples stand one a line, under the word found

_SEVERITY_WORDS = {"block": "blocks", "warn": "warning", "note": "note"}

REPORT_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(), "table": pl.String(), "severity": pl.String(), "status": pl.String(), "count": pl.Int64(), "owner": pl.String(),
    "reason": pl.String(), "fix": pl.String(), "samples": pl.String(), "handling": pl.String(), "excepted": pl.Int64(),
}  # fmt: skip


@dataclass(frozen=True)
class RuleResult:
    """One rule on one night.

    status: broken means the rule itself could not be evaluated, which says nothing about the data and blocks all the same when its
    severity is block. count: violating rows. samples: where and what, at most SAMPLES of them. handling: what the night does: stop,
    go on without the rows, which are in quarantine, or carry on with them. excepted: rows beside `count` that an exception covers.
    """

    rule: str
    table: str
    severity: Severity
    status: Status
    count: int
    owner: str
    reason: str
    fix: str
    samples: tuple[str, ...] = ()
    handling: Handling = "stop"
    excepted: int = 0

    @property
    def blocks(self) -> bool:
        """Does it stop the night?"""
        return self.severity == "block" and (self.status == "broken" or (self.status == "failed" and self.handling == "stop"))

    def finding(self) -> Finding:
        """As a person reads it."""
        found = "the rule could not be evaluated" if self.status == "broken" else f"{self.count:,} row(s)"
        if self.handling == "set_aside" and self.status == "failed":
            found += " set aside with their projects" if self.table in DECIDING_TABLES else " set aside"
        if self.excepted:
            found += f"; {self.excepted:,} more under an exception"
        more = [f"and {self.count - len(self.samples):,} more"] if self.count > len(self.samples) > 0 else []
        word = "set aside" if self.severity == "block" and not self.blocks else _SEVERITY_WORDS[self.severity]
        where = f"{word}: table {self.table}, rule {self.rule}; owner {self.owner}"
        return Finding(where, LINE_IN_FINDING.join([found, *self.samples, *more]), self.reason, self.fix)


@dataclass(frozen=True)
class CheckReport:
    """Every rule's result, in the order of the rules."""

    results: tuple[RuleResult, ...]

    @property
    def blocking(self) -> tuple[RuleResult, ...]:
        """The results that stop the night."""
        return tuple(result for result in self.results if result.blocks)

    @property
    def warnings(self) -> tuple[RuleResult, ...]:
        """The results that are carried to the report."""
        return tuple(result for result in self.results if result.status != "passed" and not result.blocks)

    def frame(self) -> pl.DataFrame:
        """One row for each rule (REPORT_SCHEMA)."""
        rows = [
            (
                r.rule,
                r.table,
                r.severity,
                r.status,
                r.count,
                r.owner,
                r.reason,
                r.fix,
                "\n".join(r.samples),
                r.handling,
                r.excepted,
            )
            for r in self.results
        ]
        return pl.DataFrame(rows, schema=REPORT_SCHEMA, orient="row")

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> "CheckReport":
        """The report that `frame` was."""
        return cls(
            tuple(
                RuleResult(**{**row, "samples": tuple(filter(None, row["samples"].split("\n")))})
                for row in frame.iter_rows(named=True)
            )
        )


def merge(reports: Iterable[CheckReport]) -> CheckReport:
    """One report of several."""
    return CheckReport(tuple(result for report in reports for result in report.results))
