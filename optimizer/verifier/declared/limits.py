"""Checks the limits that the portfolio office declares: groups, shares of money, averages, starts in a period."""

from collections import defaultdict
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Picked, rows_of


def check_declared(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each declared limit: the sum of the weights of the chosen options is within the limit's bounds."""
    sums: dict[str, int] = defaultdict(int)
    for limit, project, mode, start, weight in rows_of(frames, "limit_terms", "limit_id", *OPTION_KEY, "weight"):
        chosen = picked.get(project)
        if chosen and (chosen.mode_id, chosen.start_index) == (mode, start):
            sums[limit] += weight
    for limit, label, owner, lower, upper in rows_of(frames, "limits", "limit_id", "label", "owner", "lower", "upper"):
        kept = (lower is None or sums[limit] >= lower) and (upper is None or sums[limit] <= upper)
        yield "" if kept else f"{label} ({owner}): {sums[limit]} is not within {lower} and {upper}"


CHECKS = {"declared": check_declared}
