"""What the answers about projects cost: python -m benchmarks.answers [projects] [every]

Runs a quick night of the sample, and then measures in the same run, by processor time of all processes:
- all reasons and cards of the night with the default budgets, against building and solving each project afresh: one forced solve to
  the gap target of the plan for each project, which answers only how much value it lacks or may lose. Of the fresh solves every
  `every`-th is run, and the rest is extrapolated;
- one `explain`, and one budget of 5 % less, of a night that is in memory.
"""

import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import polars as pl

from assets.answers.project_card import project_card
from assets.published_nights.files import AskedNight, asked_night, read_frames
from assets.published_nights.rebuilding import quarantine_of
from cutline.choices.options.option_values import cost_values
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.samples.sample_folder import write_sample
from optimizer.explain.cards.card import ANSWERS
from optimizer.explain.cards.card_searches import CardQuestions
from optimizer.explain.cards.cards import cards
from optimizer.explain.funding.frontier import frontier
from optimizer.explain.prices import ProofLimits
from optimizer.explain.reasons import reasons, reasons_frame
from optimizer.explain.thresholds.leaving import price_of_leaving
from optimizer.explain.thresholds.more_value import value_it_lacks
from optimizer.explain.workers.worker_pool import processes_of
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from pipelines.night import run_job

EXPLAINED = 5  # projects that are explained one by one


def processor_seconds() -> float:
    """The processor time of this process and of its processes that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def all_cards(asked: AskedNight) -> tuple[float, float, int]:
    """Processor time and wall clock of all reasons and cards, and how many projects they are about."""
    s = asked.settings.solver
    tables = read_frames(asked.folder, "tables", tuple(EXPORTED))
    worth = cost_values(asked.frames["options"], asked.frames["stop_modes"], tables, quarantine_of(asked.folder), asked.settings)
    questions = CardQuestions.of(asked.frames, asked.plan, worth, Limits(max_nodes=s.max_nodes))
    begun, used, processes = time.perf_counter(), processor_seconds(), processes_of(s.processes)
    limits, proof = Limits(s.reason_gap_ppm, s.reason_max_nodes), ProofLimits(nodes=s.reason_proof_nodes)
    found = reasons(questions.problem, asked.plan, limits, proof=proof, processes=processes)
    made = cards(questions, reasons_frame(found), work=s.card_work * 1e6, processes=processes)
    spent, wall = processor_seconds() - used, time.perf_counter() - begun
    for name in ANSWERS:
        told = Counter(answer.state for each in made if (answer := getattr(each, name)) is not None)
        print(f"    {name:<13} " + ", ".join(f"{count} {state}" for state, count in sorted(told.items())))
    return spent, wall, len(made)


def afresh(asked: AskedNight, every: int) -> tuple[float, int, int]:
    """Processor time of building and solving each project afresh, extrapolated; how many were run; and how many were proven."""
    problem = build_problem(asked.frames)
    inside = {each.project_id for each in asked.plan.chosen}
    able = [p for p in range(len(problem.projects)) if p not in problem.hires and problem.running_options_of[p]]
    used, proven = processor_seconds(), 0
    limits = Limits(max_nodes=asked.settings.solver.max_nodes, seconds=60)
    for p in able[::every]:
        name = problem.projects[p]
        if name in inside:
            price = price_of_leaving(asked.frames, asked.plan, name, limits)
        else:
            price, _ = value_it_lacks(build_problem(asked.frames), asked.plan, p, limits)
        proven += price.state == "proven"
    count = len(able[::every])
    return (processor_seconds() - used) * len(able) / count, count, proven


def one_answer(asked: AskedNight) -> None:
    """One `explain`, and one changed budget."""
    names = [
        *asked.published["not_selected"].filter(pl.col("price_state").is_not_null())["project_id"][:: max(1, 51 // EXPLAINED)]
    ][:EXPLAINED]
    walls, used = [], processor_seconds()
    for name in names:
        begun = time.perf_counter()
        project_card(asked.folder, name, 20.0)
        walls.append(time.perf_counter() - begun)
    each = (processor_seconds() - used) / len(walls)
    print(
        f"  one explain: median {statistics.median(walls):.1f} s of wall clock, {each:.1f} s of processor ({len(walls)} projects)"
    )
    begun, used = time.perf_counter(), processor_seconds()
    [point, _] = frontier(asked.frames, asked.plan, [-500], Limits(asked.settings.solver.gap_target_ppm, seconds=60))
    gap = "no bound" if point.bound is None or point.value is None else f"{(point.bound - point.value) / point.value:.4%} gap"
    wall = time.perf_counter() - begun
    print(f"  budgets 5 % less: {wall:.1f} s of wall clock, {processor_seconds() - used:.1f} s of processor, {gap}")


def main(projects: int = 120, every: int = 8) -> None:
    """Run it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "sample"
        write_sample(folder, projects, 7)
        run_job("nightly", folder, is_quick=True)
        asked = asked_night(folder / "published", ("not_selected",))
        print(f"sample of {projects} projects, {len(asked.plan.chosen)} in the plan")
        spent, wall, count = all_cards(asked)
        print(f"  all reasons and cards of {count} projects: {spent:.1f} s of processor, {wall:.1f} s of wall clock")
        fresh, ran, proven = afresh(asked, every)
        told = f"{fresh:.1f} s of processor (from {ran}, {proven} proven)"
        print(f"  one forced solve each, built and solved afresh: {told}; {fresh / spent:.1f} times the cards")
        one_answer(asked)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
