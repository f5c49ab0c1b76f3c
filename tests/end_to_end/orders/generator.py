"""Makes orders of events by a seed: deliveries, runs, kills, continued runs, runs at once, and changes by a person."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.end_to_end.orders.portfolio_states import DELIVERIES, SETTINGS
from tests.end_to_end.orders.processes import Stop
from tests.end_to_end.stopped_runs import WITHOUT_CHECKS


@dataclass(frozen=True)
class Scale:
    """The size of a graph. night, publication: how many changes of files they make, about. subsets: assets that a person may select."""

    night: int
    publication: int
    subsets: tuple[tuple[str, ...], ...]


SCALES = {
    "whole": Scale(1400, 330, (("plan", "verified", "plan_reasons", "ledger"), ("published",), ("report_selected", "workbook", "page", "published"))),
    "small": Scale(44, 28, (("plan", "report"), ("published",), ("report", "page", "published"), ("gate",))),
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """What happens. what: of a delivery or of settings, their name; of a run, its job.

    select: the assets that a run makes by hand. of_run: which earlier run is continued, counted from the newest; again: which of its
    steps are run once more, instead of those that are left. meanwhile: the events while the run waits at its stop.
    """

    kind: Literal["deliver", "settings", "accept", "run"]
    what: str = ""
    select: tuple[str, ...] = ()
    of_run: int | None = None
    again: tuple[str, ...] | None = None
    stop: Stop | None = None
    meanwhile: tuple["Event", ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether this is a whole run that nothing disturbs."""
        return self == Event("run", self.what)


def order_of(seed: int, graph: str) -> tuple[bool, tuple[Event, ...]]:
    """Whether a night is published before, and 2 to 6 events, the last of which is a run."""
    random, scale = Random(seed), SCALES[graph]
    events: list[Event] = []
    for left in range(random.randint(1, 5), -1, -1):
        has_run = any(event.kind == "run" for event in events)
        events.append(_event(random, scale, has_run=has_run) if left else _run(random, scale, has_run=has_run, is_last=True))
    return random.random() < 0.5, tuple(events)


def _event(random: Random, scale: Scale, *, has_run: bool, may_wait: bool = True) -> Event:
    kind = random.choices(("deliver", "settings", "accept", "run"), (30, 8, 7, 55))[0]
    if kind == "deliver":
        return Event("deliver", random.choice(tuple(DELIVERIES)))
    if kind == "settings":
        return Event("settings", random.choice(tuple(SETTINGS)))
    return _run(random, scale, has_run=has_run, may_wait=may_wait) if kind == "run" else Event("accept")


def _run(random: Random, scale: Scale, *, has_run: bool, is_last: bool = False, may_wait: bool = True) -> Event:
    weights = {
        "plain": 3 if is_last else 2, "killed": 1 if is_last else 4, "killed in publication": 2, "continued": 5 if has_run else 0,
        "again": 2 if has_run else 0, "by hand": 2, "at once": 2 if may_wait else 0, "unchecked": 1,
    }  # fmt: skip
    how = random.choices(tuple(weights), tuple(weights.values()))[0]
    of_run = random.choice((0, 0, 0, 1, 2))
    if how == "killed":
        return Event(
            "run",
            "nightly",
            stop=Stop(random.randint(1, scale.night)),
            of_run=of_run if has_run and random.random() < 0.2 else None,
        )
    if how == "killed in publication":
        return Event("run", "nightly", stop=Stop(random.randint(1, scale.publication), in_publication=True))
    if how in ("continued", "again"):
        return Event("run", "nightly", of_run=of_run, again=random.choice((("published",), ())) if how == "again" else None)
    if how == "by hand":
        return Event("run", "nightly", select=random.choice(scale.subsets))
    if how == "at once":
        meanwhile = tuple(_event(random, scale, has_run=True, may_wait=False) for _ in range(random.randint(1, 2)))
        return Event("run", "nightly", stop=Stop(random.randint(1, scale.night), is_killed=False), meanwhile=meanwhile)
    return Event("run", WITHOUT_CHECKS if how == "unchecked" else "nightly")
