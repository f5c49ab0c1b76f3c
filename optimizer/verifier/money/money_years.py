"""Checks that no option spends money outside the fiscal years in which it runs."""

from collections import defaultdict
from collections.abc import Iterator

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.reading import Frames, Option, Picked, projects_run, rows_of


def check_money_years(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each project that runs: its money falls into the years in which it runs.

    A year that is null is open on that side. If the frame has rows, every option that runs a project must have one.
    """
    years = {
        (p, m, s): (first, last)
        for p, m, s, first, last in rows_of(frames, "money_years", *OPTION_KEY, "first_year", "last_year")
    }
    spent: dict[Option, set[int]] = defaultdict(set)
    for project, mode, start, year in rows_of(frames, "spend", *OPTION_KEY, "fiscal_year"):
        spent[project, mode, start].add(year)
    for chosen in projects_run(frames, picked).values() if years else ():
        option = (chosen.project_id, chosen.mode_id, chosen.start_index)
        if option not in years:
            yield f"{chosen.project_id} has no years in which its money may fall"
            continue
        first, last = years[option]
        outside = [y for y in sorted(spent[option]) if (first is not None and y < first) or (last is not None and y > last)]
        runs = f"from {'any year' if first is None else first} to {'any year' if last is None else last}"
        yield f"{chosen.project_id} spends money in {outside[0]} and runs {runs}" if outside else ""


CHECKS = {"money_years": check_money_years}
