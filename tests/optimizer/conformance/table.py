"""Writes the conformance tables of docs/solvers.md: python -m tests.optimizer.conformance.table (or: make conformance)

The first table has a line for each engine of this machine and a column for each case. The second one has a line for each way in which
a stand-in for an engine misbehaves, with what became of the plan.
"""

import os
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.engine_fallback import solve_with_engine
from optimizer.search.limits import Limits
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.solver.engines.examination import engines_here, try_engine
from optimizer.verifier.verify import verify
from tests.optimizer.conformance.cases import CASES, Engine
from tests.optimizer.search.exact.test_engine_search import OF_CUOPT, two_of_three
from tests.optimizer.solver.engines.stand_ins.packages.gurobipy import MESSAGES
from tests.optimizer.solver.engines.stand_ins.packages_here import use_stand_ins
from tests.optimizer.solver.engines.stand_ins.programs import BEHAVIOURS, stand_in

PAGE = Path(__file__).parents[3] / "docs" / "solvers.md"
BEGIN, END = "<!-- conformance: written by make conformance -->", "<!-- end of conformance -->"
BEST = 7  # the value of the portfolio that the stand-ins are asked about


def words_of(found: Counter[str]) -> str:
    """The counted answers: `right 40`, or `right 4, refused 1 (false_status)`."""
    parts = (word.split(" ", 1) for word in sorted(found, key=lambda each: (each != "right", each)))
    return ", ".join(
        f"{first} {found[' '.join([first, *rest])]}" + "".join(f" {each}" for each in rest) for first, *rest in parts
    )


def engine_lines() -> list[str]:
    """The table of engines and cases."""
    lines = ["| engine | " + " | ".join(CASES) + " |", "|---" * (len(CASES) + 1) + "|"]
    for name in engines_here():
        tried = try_engine(EngineChoice(name))
        if not tried.is_here:
            continue
        engine = Engine(EngineChoice(name))
        cells = [words_of(ask(engine, many)) for ask, many, _ in CASES.values()]
        engine.close()
        lines.append(f"| {name} {tried.version} | " + " | ".join(cells) + " |")
    return lines


def outcome_of(choice: EngineChoice, *, seconds: float) -> str:
    """What became of a plan that a stand-in was asked for."""
    frames = two_of_three()
    plan, trouble = solve_with_engine(build_problem(frames), Limits(engine=choice, seconds=seconds))
    assert isinstance(plan, Plan)
    assert verify(frames, plan).passed
    by = "the engine's plan" if trouble is None else f"`{trouble.kind}`; planned by the built-in engine"
    return f"{by}, {'right and verified' if plan.value == BEST else 'WRONG'}"


def stand_in_lines() -> list[str]:
    """The table of misbehaviours. A stand-in for CBC is a program; those for cuOpt and Gurobi are packages."""
    lines = ["| stand-in for | misbehaviour | what Cutline told, and the plan |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as place:
        for behaviour in BEHAVIOURS:
            choice = stand_in(Path(place), behaviour, grace_seconds=1.0)
            lines.append(f"| CBC | {behaviour} | {outcome_of(choice, seconds=2.0 if behaviour == 'hangs' else 60.0)} |")
    for engine, maker, behaviours in (("CUOPT", "cuOpt", OF_CUOPT), ("GUROBI", "Gurobi", MESSAGES)):
        for behaviour in behaviours:
            with pytest.MonkeyPatch.context() as patch:
                use_stand_ins(patch, behaviour)
                choice = EngineChoice(engine, grace_seconds=1.0)
                lines.append(f"| {maker} | {behaviour} | {outcome_of(choice, seconds=2.0 if behaviour == 'hang' else 60.0)} |")
    return lines


def main() -> None:
    """Runs every engine and every stand-in, and writes the tables between the marks of the page."""
    os.nice(10)
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join([*engine_lines(), "", *stand_in_lines()])
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
