"""The exceptions a user may meet, each with its exit code. Nothing else in Cutline decides an exit code.

CutlineError                    1  fault: something broke that is not the user's to mend
├── UsageError                  2  the call or the configuration is wrong
│   └── SettingsError           2  portfolio.toml
├── DataBlocked                 3  the exports stop the night
│   ├── SourceError             3  a file could not be read as declared
│   └── QualityBlocked          3  a blocking rule is broken
├── NoPlan                      4  no plan exists, or none was found in the limits
├── SearchDied                  1  the search of a plan ended by itself with nothing found: nothing was published
├── VerificationFailed          1  a plan did not pass the integer verifier: never published
└── LedgerDoesNotTie            1  the allocation and the plan differ: never published
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where it is, what was found there, what was expected, what to do next."""

    where: str
    found: str
    expected: str
    action: str

    def __str__(self) -> str:
        return f"{self.where}\n    found     {self.found}\n    expected  {self.expected}\n    do        {self.action}"


class CutlineError(Exception):
    """The root. `findings` holds every problem met, not only the first."""

    exit_code: ClassVar[int] = 1

    def __init__(self, summary: str, findings: Iterable[Finding] = ()) -> None:
        self.summary = summary
        self.findings = tuple(findings)
        super().__init__("\n  ".join([summary, *map(str, self.findings)]))


class UsageError(CutlineError):
    """The command was called in a way it cannot serve."""

    exit_code = 2


class SettingsError(UsageError):
    """portfolio.toml says something that is not understood."""


class DataBlocked(CutlineError):
    """The exports stop the night; the last published night stays as it was."""

    exit_code = 3


class SourceError(DataBlocked):
    """A file is missing or cannot be read as its source declares."""


class QualityBlocked(DataBlocked):
    """A rule of severity `block` is broken. rules: every rule that did not pass, as values for machines."""

    def __init__(self, summary: str, findings: Iterable[Finding] = (), rules: Iterable[dict[str, Any]] = ()) -> None:
        super().__init__(summary, findings)
        self.rules = list(rules)


class NoPlan(CutlineError):
    """No plan exists under the rules, or none was found within the limits. way_out: what is known of how one would, as values for machines."""

    exit_code = 4

    def __init__(self, summary: str, findings: Iterable[Finding] = (), way_out: dict[str, Any] | None = None) -> None:
        super().__init__(summary, findings)
        self.way_out = way_out


class SearchDied(CutlineError):
    """The process of a search ended without a result, and without any plan: no memory left, or a fault in the solver."""


class VerificationFailed(CutlineError):
    """The plan broke a rule when it was recomputed in integers."""


class LedgerDoesNotTie(CutlineError):
    """The ledger's sums differ from the plan's or from the cost lines'."""
