"""How long the way out of an infeasible portfolio takes: python -m benchmarks.no_plan [projects] [seeds] [seconds]

The portfolios are those of the race, with two changes: a tenth of their projects is mandated, and the budgets of the first year
are cut to a tenth. Each portfolio is tried twice. With its relations, some of the relations contradict one another. Without its
relations, hundreds of mandates contradict three purses.
"""

import sys
import time

import polars as pl

from benchmarks.race.joint_portfolio import FIRST_YEAR, joint_portfolio
from optimizer.infeasible.conflict import find_conflict
from optimizer.infeasible.fewest_lifted import fewest_lifted
from optimizer.infeasible.relief.least_relief import least_money, least_people
from optimizer.infeasible.relief.selection_relief import Relief
from optimizer.model.rules_and_rows import ruled_rows
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits

C = pl.col


def starved_portfolio(seed: int, projects: int, *, has_relations: bool) -> dict[str, pl.DataFrame]:
    """Choice frames without a plan."""
    frames = joint_portfolio(seed, projects)
    mandated = frames["names"]["project_id"].sample(projects // 10, seed=seed)
    cut = C("fiscal_year") == FIRST_YEAR
    frames["requirements"] = pl.DataFrame({"project_id": mandated}).with_columns(
        rule=pl.lit("mandate"), text=pl.lit("regulatory mandate: law")
    )
    frames["budgets"] = frames["budgets"].with_columns(
        amount_minor=pl.when(cut).then(C("amount_minor") // 10).otherwise("amount_minor")
    )
    if not has_relations:
        frames["dependencies"] = frames["dependencies"].clear()
    return frames


def main() -> None:
    """Print seconds and findings of every step."""
    projects, seeds, seconds = (
        int(given) if given else default
        for given, default in zip([*sys.argv[1:], None, None, None][:3], (1000, 2, 60), strict=True)
    )
    for seed in range(seeds):
        for has_relations in (True, False):
            problem = build_problem(starved_portfolio(seed, projects, has_relations=has_relations))
            limits, begun = Limits(seconds=seconds), time.perf_counter()
            known = ruled_rows(problem)
            steps = {"rules": time.perf_counter() - begun}
            conflict = find_conflict(problem, limits, known=known)
            steps["conflict"] = time.perf_counter() - begun
            lifted = fewest_lifted(problem, known, limits, time.monotonic() + seconds)
            steps["lifted"] = time.perf_counter() - begun
            rest = known.without(lifted[0] if lifted else ())
            people = least_people(problem, rest, limits, time.monotonic() + seconds)
            steps["people"] = time.perf_counter() - begun
            money = least_money(
                problem, rest, limits, time.monotonic() + seconds / 2, people.total if isinstance(people, Relief) else 0
            )
            steps["money"] = time.perf_counter() - begun
            print(
                f"{projects} projects, seed {seed}, {'with' if has_relations else 'without'} relations: "
                + ", ".join(f"{name} {spent:.1f} s" for name, spent in steps.items())
            )
            print(
                f"  conflict {conflict and (len(conflict.rules), conflict.is_minimal)}, lifted {lifted and (len(lifted[0]), lifted[1])}"
            )
            for name, found in (("people", people), ("money", money)):
                print(
                    f"  {name}: "
                    + str({key: value for key, value in vars(found).items() if key in ("total", "at_least", "is_proven")})
                )


if __name__ == "__main__":
    main()
