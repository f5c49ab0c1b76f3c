"""Checks that no purse is overdrawn, and that money is moved only along declared moves and within their limits."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, rows_of


def check_purses(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each purse: no more is paid from the purse than it holds after the moves of money."""
    held: dict[tuple[str, str, int], int] = defaultdict(int)
    for fund, kind, year, amount in rows_of(frames, "budgets", "fund_id", "cost_class", "fiscal_year", "amount_minor"):
        held[fund, kind, year] += amount
    for m in plan.moved:
        held[m.from_fund_id, m.from_class, m.from_year] -= m.amount_minor
        held[m.to_fund_id, m.to_class, m.to_year] += m.amount_minor
    drawn: dict[tuple[str, str, int], int] = defaultdict(int)
    for a in plan.allocations:
        drawn[a.fund_id, a.cost_class, a.fiscal_year] += a.amount_minor
    for key in sorted(set(drawn) | set(held)):
        yield "" if drawn[key] <= held[key] else f"fund {key[0]} has {held[key]} {key[1]} in {key[2]} and pays {drawn[key]}"


def check_moved(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each move of money: the move is declared, stated once, greater than zero and within its limit."""
    ends = ("from_fund_id", "from_class", "from_year", "to_fund_id", "to_class", "to_year")
    most = {tuple(rest): limit for *rest, limit in rows_of(frames, "transfers", *ends, "most_minor")}
    seen = Counter(tuple(getattr(m, end) for end in ends) for m in plan.moved)
    for m in plan.moved:
        key = tuple(getattr(m, end) for end in ends)
        if m.amount_minor <= 0 or seen[key] > 1:
            yield f"{m} moves nothing, or is stated twice"
        else:
            yield (
                ""
                if m.amount_minor <= most.get(key, 0)
                else f"{m.amount_minor} is moved along {key}, at most {most.get(key, 0)} may be"
            )


CHECKS = {"purses": check_purses, "moved": check_moved}
