"""Checks that every cost of the plan is paid in full, by funds that may pay it, and that no fund exceeds its share."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, rows_of

BOUGHT = "people bought"  # what violations call a cost that belongs to no project


def check_funding(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Checks each booking, each amount owed or paid, and the share of each booking by a fund that may pay only a share."""
    owed = amounts_owed(frames, plan, picked)
    paid: dict[tuple[str | None, str, int], int] = defaultdict(int)
    payers = set(rows_of(frames, "payers", "project_id", "fund_id"))
    payers |= {(None, fund) for (fund,) in rows_of(frames, "elastic_payers", "fund_id")}
    seen = Counter((a.project_id, a.fund_id, a.cost_class, a.fiscal_year) for a in plan.allocations)
    for a in plan.allocations:
        paid[a.project_id, a.cost_class, a.fiscal_year] += a.amount_minor
        if a.amount_minor <= 0:
            yield f"{a.fund_id} pays {a.amount_minor} for {a.project_id or BOUGHT}, which is not more than nothing"
        elif (a.project_id, a.fund_id) not in payers:
            yield f"{a.fund_id} may not pay for {a.project_id or BOUGHT}"
        else:
            yield f"{a} is booked twice" if seen[a.project_id, a.fund_id, a.cost_class, a.fiscal_year] > 1 else ""
    for key in sorted(set(owed) | set(paid), key=repr):
        yield (
            "" if owed[key] == paid[key] else f"{key[0] or BOUGHT} cost {owed[key]} {key[1]} in {key[2]}, and {paid[key]} is paid"
        )
    for project, fund, most in rows_of(frames, "payer_limits", "project_id", "fund_id", "most_bp"):
        for a in plan.allocations:
            if (a.project_id, a.fund_id) == (project, fund):
                # A share of a class and year is rounded down to a minor unit.
                over = a.amount_minor * 10_000 > owed[project, a.cost_class, a.fiscal_year] * most
                yield f"{fund} pays {a.amount_minor} for {project}, more than {most} bp of it" if over else ""


def amounts_owed(frames: Frames, plan: Plan, picked: Picked) -> dict[tuple[str | None, str, int], int]:
    """What each project costs, by cost class and fiscal year of the horizon; the key None stands for the people bought."""
    years = set(frames["years"]["fiscal_year"])
    owed: dict[tuple[str | None, str, int], int] = defaultdict(int)
    for project, mode, start, kind, year, amount in rows_of(
        frames, "spend", *OPTION_KEY, "cost_class", "fiscal_year", "amount_minor"
    ):
        chosen = picked.get(project)
        if chosen and (chosen.mode_id, chosen.start_index) == (mode, start) and year in years:
            owed[project, kind, year] += amount
    for b in plan.bought:
        owed[None, "opex", b.fiscal_year] += b.amount_minor
    return owed


CHECKS = {"funding": check_funding}
