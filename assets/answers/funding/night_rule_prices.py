"""The prices of the rules of a published night: what each costs, who owns it, and until when it binds."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from assets.answers.funding.rules_in_tables import rules_in_tables
from assets.published_nights.files import AskedNight, asked_night, read_frames
from assets.published_nights.rebuilding import quarantine_of
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.all_settings import Settings
from optimizer.explain.funding.greatest_value import Base, base_of
from optimizer.explain.funding.rule_prices import RulePrice, rule_prices, rules_to_lift
from optimizer.search.limits import Limits, Progress


@dataclass(frozen=True)
class OwnedPrice:
    """The price of a rule, who owns it, and the last day on which it binds; None if no day is stated."""

    price: RulePrice
    owner: str
    expires: date | None


@dataclass(frozen=True)
class NightRulePrices:
    """The prices, the greatest first. base: today's optimum, against which they are measured. names: of the projects."""

    base: Base
    prices: list[OwnedPrice]
    names: dict[str, str]
    settings: Settings

    def as_values(self) -> dict[str, Any]:
        """The prices as values that can be written as JSON."""
        return {
            **values_of(self.base),
            "rules": [
                {
                    **asdict(each.price), "owner": each.owner, "expires": each.expires, "is_exact": each.price.is_exact,
                    "is_tie": each.price.is_tie,
                }
                for each in self.prices
            ],
        }  # fmt: skip


def values_of(base: Base) -> dict[str, Any]:
    """Today's optimum as values that can be written as JSON."""
    return {
        "measured_against": "optimum", "optimum": base.value, "optimum_at_most": base.bound, "value_of_the_plan": base.published,
    }  # fmt: skip


def limits_of(asked: AskedNight, seconds: float) -> Limits:
    """The limits of a search for an answer about a night. seconds: the most time."""
    s = asked.settings.solver
    return Limits(seconds=seconds, threads=s.threads, seed=s.seed)


def night_rule_prices(night: Path, *, seconds: float, progress: Progress = lambda _: None) -> NightRulePrices:
    """The price of every rule of a night. seconds: the most time of each search. Raises UsageError as `asked_night`."""
    asked = asked_night(night)
    limits, tables = limits_of(asked, seconds), read_frames(night, "tables", EXPORTED)
    lifted = [*rules_to_lift(asked.frames), *rules_in_tables(tables, quarantine_of(night), asked.frames, asked.settings)]
    base = base_of(asked.frames, asked.plan, limits)
    found = rule_prices(base, lifted, limits, progress)
    names = dict(asked.frames["names"].iter_rows())
    return NightRulePrices(base, sorted(_owned(found, tables), key=_greatest_first), names, asked.settings)


def _greatest_first(each: OwnedPrice) -> tuple[float, float, str]:
    most = float("inf") if each.price.at_most is None else each.price.at_most
    return -each.price.at_least, -most, each.price.label


def _owned(prices: Iterable[RulePrice], tables: dict[str, pl.DataFrame]) -> Iterable[OwnedPrice]:
    """Each price with the owner and the last day that the tables state."""
    mandates = {row["project_id"]: row for row in tables["projects"].iter_rows(named=True)}
    forced = dict(tables["decisions"].select("project_id", "decided_by").iter_rows())
    funds = {
        fund: (owner, last)
        for fund, owner, last in tables["funds"]
        .group_by("fund_id")
        .agg(pl.col("owner").first(), pl.col("expires_on").max())
        .iter_rows()
    }
    for each in prices:
        owner: str | None = None
        expires: date | None = None
        if "mandate" in each.kind.split(", "):
            owner, expires = mandates[each.subject]["mandate_owner"], mandates[each.subject]["mandate_expires"]
        elif "force_in" in each.kind.split(", "):
            owner = forced.get(each.subject)
        elif each.kind == "ring_fence":
            owner, expires = funds.get(each.subject, (None, None))
        yield OwnedPrice(each, owner or each.owner, expires)
