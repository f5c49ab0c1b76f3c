"""The command line, assembled: every command under its name, and every error as an exit code.

The commands themselves are in `pipelines/commands`. Exit codes: 0 done, 1 fault, 2 usage, 3 blocked by data, 4 no plan.
"""

import os
import sys
import traceback
from typing import Any

import cyclopts

from cutline import __version__
from cutline.errors import CutlineError
from pipelines.commands.exports.accept import accept
from pipelines.commands.exports.inspect import inspect
from pipelines.commands.exports.quarantine import quarantine
from pipelines.commands.exports.waiting import waiting
from pipelines.commands.nights.approve import approve
from pipelines.commands.nights.check import check
from pipelines.commands.nights.journal import journal
from pipelines.commands.nights.report import report
from pipelines.commands.nights.run import run
from pipelines.commands.nights.solve import solve
from pipelines.commands.nights.trend import trend
from pipelines.commands.nights.verify import verify
from pipelines.commands.questions.alternatives import alternatives
from pipelines.commands.questions.compare import compare
from pipelines.commands.questions.explain import explain
from pipelines.commands.questions.frontier import frontier
from pipelines.commands.questions.order import order
from pipelines.commands.questions.prices import prices
from pipelines.commands.questions.robustness import robustness
from pipelines.commands.questions.scenario import scenario
from pipelines.commands.setup.doctor import doctor
from pipelines.commands.setup.init import init
from pipelines.commands.setup.sample import sample

HELP = """Cutline turns a portfolio office's exports into a recommended, funded and staffed portfolio that anyone can re-check.

A portfolio is a folder: portfolio.toml says how to read the exports and what to optimise, exports/ is where files are dropped, published/
holds the newest good night. Start with:  cutline sample demo   then   cutline run demo

Exit codes: 0 done, 1 fault, 2 usage, 3 blocked by data, 4 no plan. The last published night is never lost.
"""
COMMANDS = (
    run,
    check,
    solve,
    explain,
    compare,
    frontier,
    prices,
    order,
    robustness,
    scenario,
    alternatives,
    approve,
    journal,
    verify,
    report,
    trend,
    init,
    sample,
    inspect,
    quarantine,
    waiting,
    accept,
    doctor,
)
app = cyclopts.App(name="cutline", help=HELP, version=__version__, help_format="plaintext")
for command in COMMANDS:
    app.command(command)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and exit with its code."""
    try:
        app(arguments, exit_on_error=False, print_error=True)
    except CutlineError as error:
        print(f"cutline: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except cyclopts.CycloptsError:
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        print("cutline: stopped; the last published night is as it was", file=sys.stderr)
        raise SystemExit(1) from None
    except Exception:
        traceback.print_exc()
        print("cutline: a fault in Cutline, not in your data; the last published night is as it was", file=sys.stderr)
        raise SystemExit(1) from None
