"""A search in a process of its own: it tells line by line what it has found, and can be killed at any moment.

A solver that does not return can be stopped only from outside. The process ends when its input does, so none is left behind by a parent that was killed,
and it writes no file.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Told = dict[str, Any]


class Child:
    """One task of `TASKS` in a process of its own. hear: is given every line it tells, in a thread beside this one."""

    def __init__(self, task: str, given: tuple[Any, ...], hear: Callable[[Told], None]) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(  # noqa: S603 this interpreter and this module
            [sys.executable, "-m", "optimizer.search.process", task],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._hear, self._ended = hear, threading.Event()
        threading.Thread(target=self._give, args=(pickle.dumps(given),), daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, after at most `seconds`."""
        return self._ended.wait(max(seconds, 0.0))

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._ended.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()

    def _give(self, given: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(given)  # and is left open: its end is this process's end
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):  # it was stopped meanwhile
            return

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._hear(json.loads(line))
        self._process.stdout.close()
        self._ended.set()


def _bound(problem: Any, limits: Any, start: Any) -> None:
    """Search the whole model from a plan: the bound as it falls, the answer in the end."""
    from optimizer.search.exact_search import Search

    answer = Search(problem, limits, effort=0.0).run(problem.objective, start, heard=lambda bound: _tell(bound=bound))
    chosen = None if answer.chosen is None else sorted(answer.chosen)
    _tell(bound=answer.bound, status=answer.status, chosen=chosen, nodes=answer.nodes)


def _plan(problem: Any, limits: Any, value_tolerance_bp: int) -> None:
    """The whole of `solve`: progress, every better plan, the result in the end."""
    from optimizer.plan import Plan
    from optimizer.search.solve import solve

    result = solve(
        problem,
        limits,
        value_tolerance_bp=value_tolerance_bp,
        progress=lambda text: _tell(progress=text),
        heard=lambda chosen, value, bound: _tell(chosen=sorted(chosen), value=value, bound=bound),
    )
    _tell(**({"plan": result.to_json()} if isinstance(result, Plan) else {"failed": asdict(result)}))


TASKS = {"bound": _bound, "plan": _plan}


def _tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    while os.read(0, 1024):  # not through sys.stdin: its lock, held here, would make the end of this process an abort
        pass
    os._exit(1)


def main() -> None:
    """Do the task that is named, with what comes on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a person's interrupt is for the parent, which decides what becomes of this
    given = pickle.load(sys.stdin.buffer)  # noqa: S301 its parent wrote it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    TASKS[sys.argv[1]](*given)


if __name__ == "__main__":
    main()
