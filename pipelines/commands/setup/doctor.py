"""`cutline doctor`: whether this machine can run a night."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def doctor(folder: Annotated[Path | None, Parameter(help="also look at this portfolio folder")] = None, /) -> None:
    """Say whether this machine can run a night, what is missing for it, and which other solvers it could use."""
    from pipelines.commands.setup.examination import examine, examine_engines

    findings = examine(folder)
    for name, problem in findings:
        print(f"{'ok  ' if problem is None else 'FAIL'} {name}" + (f"\n     {problem}" if problem else ""))
    for line in examine_engines():
        print(line)
    if any(problem for _, problem in findings):
        raise SystemExit(1)
