"""A program that stands in for CBC and misbehaves on purpose. PuLP's own class COIN_CMD calls it with CBC's arguments.

Each behaviour is one that users of CBC and PuLP reported; the comment beside it names the report.
"""

import sys
from pathlib import Path

from optimizer.solver.engines.catalogue import EngineChoice

# What the program does after it was called. `columns` are the names of the columns in the file that PuLP wrote, `solution` is the file
# that PuLP reads back.
BEHAVIOURS = {
    # coin-or/pulp 711: stopped, and the point breaks constraints; PuLP says "Optimal".
    "stopped, breaks a rule": "write('Stopped on iterations - objective value 79185057.39', [1.0] * len(columns))",
    # coin-or/pulp 379, coin-or/Cbc 353: "Optimal" of a point whose rows are marked as broken.
    "optimal, breaks a rule": "write('Optimal (within gap tolerance) - objective value 4030862607.65', [1.0] * len(columns))",
    # coin-or/Cbc 440: an objective of 1e50 and a point that is not in whole numbers.
    "stopped, not whole": "write('Stopped on time - objective value 1e+50', [0.5] * len(columns))",
    # coin-or/pulp 662 and 668: "infeasible" of a model that has solutions.
    "infeasible, falsely": "write('Infeasible - objective value 0', [0.0] * len(columns))",
    # coin-or/pulp 517: "Optimal" of a point that keeps every rule and is not the best.
    "optimal, not the best": "write('Optimal - objective value 0', [0.0] * len(columns))",
    "unbounded": "write('Unbounded - objective value 0', [0.0] * len(columns))",
    "stopped without a point": "write('Stopped on time (no integer solution - continuous used) - objective value 3', [0.5] * len(columns))",
    "not a number": "write('Optimal - objective value nan', [float('nan')] * len(columns))",
    "outside its limits": "write('Optimal - objective value 9', [2.0] * len(columns))",
    "ends with an error": "print('bad things happened'); sys.exit(1)",
    "writes nothing": "pass",
    "writes rubbish": "open(solution, 'w').write('\\x00\\x01 rubbish')",
    "dies of a signal": "os.kill(os.getpid(), 11)",
    "has no licence": "print('License expired on 2026-01-31'); sys.exit(2)",
    "hangs": "time.sleep(600)",
}

PROGRAM = """\
#!{python}
import os, re, sys, time
model = open(sys.argv[1]).read()
solution = sys.argv[sys.argv.index("-solution") + 1]
columns = list(dict.fromkeys(re.findall(r"X\\d+", model)))

def write(head, figures):
    lines = [head] + ["%7d %s %15g %15g" % (i, name, figure, 0) for i, (name, figure) in enumerate(zip(columns, figures))]
    open(solution, "w").write("\\n".join(lines) + "\\n")

{behaviour}
"""


def stand_in(folder: Path, behaviour: str, **changes) -> EngineChoice:
    """COIN_CMD with a program that behaves as named in BEHAVIOURS."""
    program = folder / "cbc"
    program.write_text(PROGRAM.format(python=sys.executable, behaviour=BEHAVIOURS[behaviour]))
    program.chmod(0o755)
    return EngineChoice("COIN_CMD", {"path": str(program)}, **changes)
