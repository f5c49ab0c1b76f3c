"""What can go wrong with an engine: the kinds of trouble, each in words that a user understands."""

import re
from dataclasses import dataclass
from typing import Literal

from cutline.errors import Finding

TroubleKind = Literal[
    "not_found", "licence", "refused", "failed", "crashed", "hung", "false_status", "broken_rule", "not_whole", "no_plan"
]
KINDS: dict[TroubleKind, tuple[str, str]] = {
    "not_found": ("is not on this machine", "install it (`cutline doctor` says what is missing), or name another engine"),
    "licence": ("has no licence that is valid here", "renew the licence or free one, then run `cutline doctor`"),
    "refused": ("refused its options", "correct [solver] engine_options: they are the arguments of the solver's class in PuLP"),
    "failed": ("ended with an error", "read what it said; `cutline doctor` tries it on a small model"),
    "crashed": ("crashed", "read what it said, and report it to the makers of the engine with the model"),
    "hung": ("did not stop at its time limit and was killed", "raise solver.time_limit_seconds, or name another engine"),
    "false_status": ("gave a false status", "report it to the makers of the engine with the model"),
    "broken_rule": ("returned a point that breaks a rule", "report it to the makers of the engine with the model"),
    "not_whole": ("returned a point that is not in whole numbers", "report it to the makers of the engine with the model"),
    "no_plan": ("found no plan within its limits", "raise solver.time_limit_seconds, or name another engine"),
}
# The kinds of trouble that are a fault of the engine, which its makers want to see with the model.
FAULTS: tuple[TroubleKind, ...] = ("false_status", "broken_rule", "not_whole")
LICENCE_WORDS = re.compile(
    r"licen[cs]e|host ?id|expired|size-limited|community edition|cplex error +(?:1016|32\d\d\d)|promotional version",
    re.IGNORECASE,
)
MOST_SAID = 600  # the most characters of an engine's own words that a message repeats


@dataclass(frozen=True)
class EngineTrouble:
    """Why the answer of an engine is not used.

    engine: its name in PuLP. version: as far as it is known. said: what was found, in words. Equal troubles have equal words,
    so the words name no time and no process.
    """

    kind: TroubleKind
    engine: str
    said: str
    version: str = ""

    @property
    def sentence(self) -> str:
        """The trouble in one sentence."""
        return f"the engine {self.engine} {KINDS[self.kind][0]}: {self.said}"

    def finding(self, *, was_replaced: bool = True) -> Finding:
        """The trouble as a finding. was_replaced: whether the built-in engine planned instead."""
        then = "; the built-in engine searched for the plan instead" if was_replaced else ""
        return Finding(
            f"the engine {self.engine}", f"it {KINDS[self.kind][0]}: {self.said}{then}",
            "an answer that passes the integer check", KINDS[self.kind][1],
        )  # fmt: skip


class EngineFailed(Exception):
    """An engine gave no answer that can be used."""

    def __init__(self, trouble: EngineTrouble) -> None:
        super().__init__(trouble.sentence)
        self.trouble = trouble


def shortened(text: str) -> str:
    """The last lines of an engine's own words, at most MOST_SAID characters."""
    lines = " / ".join(line.strip() for line in text.strip().splitlines() if line.strip())
    return lines if len(lines) <= MOST_SAID else "... " + lines[-MOST_SAID:]


def share_text(part: float, whole: float) -> str:
    """How much `part` is of `whole`, in words without a unit, because what an objective counts is not known in this room."""
    return f"{abs(part / whole):.4%}" if whole else "an amount where the other one is zero"


def is_about_licence(text: str) -> bool:
    """Whether an engine's words are about a licence that is missing, has run out or is too small."""
    return LICENCE_WORDS.search(text) is not None
