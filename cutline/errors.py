"""The exceptions that a user may see, each with its exit code. No other module decides an exit code.

CutlineError                    1  a fault in Cutline, which the user cannot correct
├── UsageError                  2  the command or the configuration is wrong
│   └── SettingsError           2  portfolio.toml cannot be used
├── DataBlocked                 3  the data stop the night
│   ├── SourceError             3  a file cannot be read as its source declares
│   └── QualityBlocked          3  a blocking rule is violated
├── NoPlan                      4  no plan exists, or none was found within the limits of the search
├── SearchDied                  1  the process of the search died before it found a plan; nothing was published
├── VerificationFailed          1  a plan or a file of a night did not pass its check
└── LedgerDoesNotTie            1  the ledger and the plan differ; nothing was published
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Finding:
    """One problem: where it is, what was found in that place, what was expected, and what to do next."""

    where: str
    found: str
    expected: str
    action: str

    def __str__(self) -> str:
        return f"{self.where}\n    found     {self.found}\n    expected  {self.expected}\n    do        {self.action}"


class CutlineError(Exception):
    """The base of all exceptions of Cutline. `findings` has every problem that was found, not only the first."""

    exit_code: ClassVar[int] = 1

    def __init__(self, summary: str, findings: Iterable[Finding] = ()) -> None:
        self.summary = summary
        self.findings = tuple(findings)
        super().__init__("\n  ".join([summary, *map(str, self.findings)]))


class UsageError(CutlineError):
    """The command was called in a way that does not work, or the configuration is wrong."""

    exit_code = 2


class SettingsError(UsageError):
    """portfolio.toml has something that cannot be understood."""


class DataBlocked(CutlineError):
    """The data stop the night. The last published night stays as it was."""

    exit_code = 3


class SourceError(DataBlocked):
    """A file is missing, or it cannot be read as its source declares."""


class QualityBlocked(DataBlocked):
    """A rule of severity `block` is violated. rules: every rule that did not pass, as plain values for machines."""

    def __init__(self, summary: str, findings: Iterable[Finding] = (), rules: Iterable[dict[str, Any]] = ()) -> None:
        super().__init__(summary, findings)
        self.rules = list(rules)


class NoPlan(CutlineError):
    """No plan exists under the rules, or none was found within the limits of the search.

    way_out: what is known about changes that would make a plan possible, as plain values for machines.
    """

    exit_code = 4

    def __init__(self, summary: str, findings: Iterable[Finding] = (), way_out: dict[str, Any] | None = None) -> None:
        super().__init__(summary, findings)
        self.way_out = way_out


class SearchDied(CutlineError):
    """The process of the search ended without any plan, because memory ran out or the solver failed."""


class VerificationFailed(CutlineError):
    """A plan violated a rule when it was recomputed in integers, or a file of a night is not the file that was written."""


class LedgerDoesNotTie(CutlineError):
    """The sums of the ledger differ from those of the plan or from those of the cost lines."""
