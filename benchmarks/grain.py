"""What planning by block gains: the gap on the portfolios of joint_portfolio.py, month by month and by quarter far out: python -m
benchmarks.grain [projects] [seeds] [seconds]

A grain N+M has N single months and blocks of M months after them. `people`: work may move within a block and every start is
offered, so the bound of the fine problem is below this one's. `starts`: people are planned by month, and a project has one start
in a block. `both`: what portfolio.toml does. Beside the gap stand the roles and months in which the plan needs more people than
there are.
"""

import resource
import sys
import time

import polars as pl

from benchmarks.race.joint_portfolio import joint_portfolio
from cutline.choices.limits.planning_blocks import overloads_within_blocks, planning_blocks, starts_offered_in_blocks
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.ledger.frames import bought_frame, chosen_frame
from cutline.settings.loading import settings_from
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify

GRAINS = {"fine": None, "12+3": 12, "0+3": 0}
KINDS = ("people", "starts", "both")


def at_grain(frames: dict[str, pl.DataFrame], fine: int | None, kind: str) -> dict[str, pl.DataFrame]:
    """The frames with months from `fine` on planned by quarter: their people, their starts, or both."""
    calendar = {"grain": "month", "periods": 24}
    grain = planning_blocks(settings_from({"calendar": calendar, "planning": {"fine_periods": fine, "coarse_periods": 3}}))
    found = {**frames, "grain": grain} if kind != "starts" else dict(frames)
    if kind != "people":
        kept = starts_offered_in_blocks(
            frames["options"], grain, frames["options"].clear(), frames["dependencies"], frames["requirements"]
        ).select(OPTION_KEY)
        for name in ("options", "spend", "demand", "limit_terms"):
            found[name] = frames[name].join(kept, on=OPTION_KEY, how="semi", maintain_order="left")
    return found


def main() -> None:
    """Print options, value, bound, gap and what exceeds a month, for every grain."""
    projects, seeds, seconds = (
        int(given) if given else default
        for given, default in zip([*sys.argv[1:], None, None, None][:3], (1000, 1, 30), strict=True)
    )
    cases = [("fine", "people"), *((name, kind) for name in GRAINS if name != "fine" for kind in KINDS)]
    print("| seed | grain | options | rules | value | bound | gap | role-months over | FTE-months over | s CPU |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for seed in range(seeds):
        frames = joint_portfolio(seed, projects)
        for name, kind in cases:
            told = _solved(at_grain(frames, GRAINS[name], kind), seconds)
            print(f"| {seed} | {name}{'' if name == 'fine' else ' ' + kind} | {told} |", flush=True)


def _cpu() -> float:
    """Seconds of this process and of those it waited for."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _solved(frames: dict[str, pl.DataFrame], seconds: int) -> str:
    problem, begun, rules = build_problem(frames), _cpu(), list[str]()
    plan = solve(problem, Limits(seconds=seconds), progress=rules.append)
    if not isinstance(plan, Plan):
        return f"{len(problem.options)} | | {plan.failure} | | | | | {_cpu() - begun:.0f}"
    assert verify(frames, plan).passed
    over = overloads_within_blocks(frames, chosen_frame(plan.chosen), bought_frame(plan.bought))
    size = rules[0].split(", ")[-1].removesuffix(" rules")
    return " | ".join((
        str(len(problem.options)), size, f"{plan.value / 1e8:,.2f} m", f"{plan.bound / 1e8:,.2f} m", f"{plan.gap / plan.value:.2%}",
        str(over.height), f"{over['over_milli_fte'].sum() / 1000:,.0f}", f"{_cpu() - begun:.0f}",
    ))  # fmt: skip


if __name__ == "__main__":
    main()
