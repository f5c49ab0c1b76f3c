"""Checks the robust budgets: the funds can still pay when the Gamma largest cost overruns happen at once."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain, combinations

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Plan
from optimizer.verifier.reading import Cell, Frames, Picked, Purse, rows_of

MOST_PURSES = 12  # with up to 12 purses, all of their 4,096 sets are checked


def check_robust(frames: Frames, plan: Plan, picked: Picked) -> Iterator[str]:
    """Makes one check for each robust budget and set of purses.

    The check sums what only the purses of the set may pay, with the Gamma projects of the largest cost overrun at their high
    cost. The sum must not exceed what the set of purses can hold.
    """
    usual, worst = _by_cell(frames, picked, "spend"), _by_cell(frames, picked, "spend", "deviations")
    bought: Counter[int] = Counter()
    for b in plan.bought:
        bought[b.fiscal_year] += b.amount_minor
    buyers = {fund for (fund,) in rows_of(frames, "elastic_payers", "fund_id")}
    limits = {(p, f): bp for p, f, bp in rows_of(frames, "payer_limits", "project_id", "fund_id", "most_bp")}
    payers: dict[str, list[str]] = defaultdict(list)
    for project, fund in rows_of(frames, "payers", "project_id", "fund_id"):
        payers[project].append(fund)

    def owed_by_these_alone(project: str, cells: Mapping[Cell, int], purses: frozenset[Purse]) -> int:
        """The part of a project's spend that no purse outside `purses` may pay."""
        return sum(
            max(a - sum(a * limits.get((project, f), 10_000) // 10_000 for f in payers[project] if (f, *cell) not in purses), 0)
            for cell, a in cells.items()
        )

    for label, owner, gamma in rows_of(frames, "robust", "label", "owner", "gamma"):
        for cells, purses, holds in _purses_together(frames, {cell for each in worst.values() for cell in each}, bought):
            need, surprises = 0, []
            for year, amount in bought.items():
                need += amount * (("opex", year) in cells and {(f, "opex", year) for f in buyers} <= purses)
            for project in picked:
                usual_cost, high_cost = (
                    owed_by_these_alone(project, {c: a for c, a in spent[project].items() if c in cells}, purses)
                    for spent in (usual, worst)
                )
                need += usual_cost
                surprises.append(max(high_cost - usual_cost, 0))
            need += sum(sorted(surprises, reverse=True)[:gamma])
            names = ", ".join(f"{fund} {kind} {year}" for fund, kind, year in sorted(purses))
            yield (
                ""
                if need <= holds
                else f"{label} ({owner}): {names} hold {holds}, and {need} is needed with {gamma} projects at their high cost"
            )


def _by_cell(frames: Frames, picked: Picked, *names: str) -> dict[str, Counter[Cell]]:
    """The spend of each chosen project by cost class and fiscal year of the horizon, summed over the named frames."""
    years = set(frames["years"]["fiscal_year"])
    found: dict[str, Counter[Cell]] = {project: Counter() for project in picked}
    for name in names:
        for project, mode, start, *cell, amount in rows_of(
            frames, name, *OPTION_KEY, "cost_class", "fiscal_year", "amount_minor"
        ):
            chosen = picked.get(project)
            if chosen and (chosen.mode_id, chosen.start_index) == (mode, start) and cell[1] in years:
                found[project][cell[0], cell[1]] += amount
    return found


def _purses_together(
    frames: Frames, spent: set[Cell], bought: Mapping[int, int]
) -> Iterator[tuple[set[Cell], frozenset[Purse], int]]:
    """Yields every set of purses between which money can move, with its classes and years and the most money that it can hold.

    With more than MOST_PURSES purses, only sets that contain all purses of each of their funds are yielded.
    """
    held: dict[Purse, int] = {
        (f, k, y): a for f, k, y, a in rows_of(frames, "budgets", "fund_id", "cost_class", "fiscal_year", "amount_minor")
    }
    ends = ("from_fund_id", "from_class", "from_year", "to_fund_id", "to_class", "to_year", "most_minor")
    moves = [((a, b, c), (d, e, f), most) for a, b, c, d, e, f, most in rows_of(frames, "transfers", *ends)]
    funds = sorted({f for f, _, _ in held} | {f for (f,) in rows_of(frames, "payers", "fund_id")})
    parts = [{cell} for cell in spent | {("opex", year) for year in bought}]
    for source, target, _ in moves:
        touched = [part for part in parts if source[1:] in part or target[1:] in part]
        parts = [part for part in parts if part not in touched] + [{source[1:], target[1:]}.union(*touched)]
    for cells in sorted(parts, key=sorted):
        single = [[(f, *cell)] for f in funds for cell in sorted(cells)]
        whole = [[(f, *cell) for cell in sorted(cells)] for f in funds]
        for some in _subsets(single if len(single) <= MOST_PURSES else whole):
            purses = frozenset(purse for each in some for purse in each)
            into = sum(most for source, target, most in moves if target in purses and source not in purses)
            yield cells, purses, sum(held.get(purse, 0) for purse in purses) + into


def _subsets(things: list[list[Purse]]) -> Iterator[tuple[list[Purse], ...]]:
    return chain.from_iterable(combinations(things, size) for size in range(len(things) + 1))


CHECKS = {"robust": check_robust}
