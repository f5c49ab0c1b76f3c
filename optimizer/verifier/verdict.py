"""The verdict of the verifier: the number of items that each check looked at, and every violation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Verdict:
    """The result of verifying one plan.

    checks: for each check, by its name, how many items it looked at. violations: every violation in words.
    """

    checks: Mapping[str, int]
    violations: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether something was checked and no violation was found."""
        return not self.violations and sum(self.checks.values()) > 0

    def to_json(self) -> str:
        """JSON with sorted keys."""
        return (
            json.dumps({"checks": self.checks, "violations": self.violations}, indent=2, sort_keys=True, ensure_ascii=False)
            + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads a verdict that `to_json` wrote."""
        raw = json.loads(text)
        return cls(raw["checks"], tuple(raw["violations"]))
