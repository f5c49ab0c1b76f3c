"""The result of a rule on a night, the report of all results, and whether a result stops the night."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from cutline.contracts.tables.all_tables import DECIDING_TABLES
from cutline.errors import Finding, QualityBlocked

Severity = Literal["block", "warn", "note"]
Status = Literal["passed", "failed", "broken"]
Handling = Literal["stop", "set_aside", "carry_on"]
SAMPLES = 5
LINE_IN_FINDING = "\n              "  # puts each sample on a line of its own, under the word "found"
_SEVERITY_WORDS = {"block": "blocks", "warn": "warning", "note": "note"}
REPORT_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(), "table": pl.String(), "severity": pl.String(), "status": pl.String(), "count": pl.Int64(), "owner": pl.String(),
    "reason": pl.String(), "fix": pl.String(), "samples": pl.String(), "handling": pl.String(), "excepted": pl.Int64(),
    "summary": pl.String(),
}  # fmt: skip


@dataclass(frozen=True)
class RuleResult:
    """The result of one rule on one night.

    status: `broken` means that the rule itself could not be evaluated. This status says nothing about the data, but it
    stops the night if the severity is `block`. count: the number of rows that violate the rule. samples: where and what was
    found, for at most SAMPLES rows. handling: what the night does: `stop`; `set_aside`, go on without the rows, which are
    in quarantine; or `carry_on` with them. excepted: the number of further rows, not in `count`, that an exception covers.
    summary: the objections told together, for a rule that has such words; a night says these results first.
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
    summary: str = ""

    @property
    def blocks(self) -> bool:
        """Whether this result stops the night."""
        return self.severity == "block" and (self.status == "broken" or (self.status == "failed" and self.handling == "stop"))

    def finding(self) -> Finding:
        """The result as a message with the four parts that a person reads: where, found, expected, what to do."""
        counted = self.summary or f"{self.count:,} row(s)"
        found = "the rule could not be evaluated" if self.status == "broken" else counted
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

    def demand_passed(self) -> None:
        """Raises QualityBlocked with the findings of the results that stop the night, if there are any."""
        if self.blocking:
            rules = [vars(result) for result in self.results if result.status != "passed"]
            findings = [result.finding() for result in (*self.blocking, *self.warnings)]
            raise QualityBlocked("the quality gate stops the night", findings, rules)

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
                r.summary,
            )
            for r in self.results
        ]
        return pl.DataFrame(rows, schema=REPORT_SCHEMA, orient="row")

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> "CheckReport":
        """The report whose `frame()` is `frame`."""
        return cls(
            tuple(
                RuleResult(**{**row, "samples": tuple(filter(None, row["samples"].split("\n")))})
                for row in frame.iter_rows(named=True)
            )
        )
