"""The funding order of a published night: nested plans at several amounts of money, and what nesting costs at each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assets.answers.funding.night_frontier import check_name
from assets.answers.funding.night_rule_prices import limits_of
from assets.published_nights.files import asked_night
from cutline.settings.all_settings import Settings
from optimizer.explain.funding.funding_order import FundingOrder, funding_order
from optimizer.search.limits import Progress


@dataclass(frozen=True)
class NightFundingOrder:
    """A funding order. of: the money that changes, in words. names: the names of the projects."""

    of: str
    order: FundingOrder
    names: dict[str, str]
    settings: Settings

    def as_values(self) -> dict[str, Any]:
        """The order as values that can be written as JSON."""
        steps = [
            {**asdict(each), "cost_of_nesting_at_least": each.cost_at_least, "cost_of_nesting_at_most": each.cost_at_most}
            for each in self.order.steps
        ]
        drop = self.order.dropped
        return {
            "of": self.of, "steps": steps, "next_in_line": self.order.next_in_line, "first_to_go": self.order.first_to_go,
            "more_money_drops": None if drop is None else asdict(drop),
        }  # fmt: skip


def night_funding_order(
    night: Path,
    changes_bp: Sequence[int],
    *,
    seconds: float,
    fund_id: str | None = None,
    progress: Progress = lambda _: None,
) -> NightFundingOrder:
    """The funding order of a night. changes_bp: the changes of the budgets in basis points. seconds: the most time of each search.

    Raises UsageError as `asked_night`, and for a fund that it does not have.
    """
    asked = asked_night(night)
    check_name("--fund", fund_id, asked.frames["budgets"]["fund_id"])
    order = funding_order(asked.frames, asked.plan, changes_bp, limits_of(asked, seconds), fund_id=fund_id, progress=progress)
    of = f"budgets of {fund_id or 'all funds'}, all years together"
    return NightFundingOrder(of, order, dict(asked.frames["names"].iter_rows()), asked.settings)
