"""The bound, in a process of its own: a search of the whole model that can be killed at any moment, told line by line as it goes.

A solver that does not return can be stopped only from outside. The process ends when its input does, so none is left behind by a parent that was killed.
"""

import json
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from optimizer.problem import Problem
from optimizer.rows import Selection

ROOT = Path(__file__).resolve().parent.parent


class Prover:
    """A search for the greatest value that runs beside this process. `bound` falls as it goes; `answer` comes with its end."""

    def __init__(self, problem: Problem, limits: Any, start: Selection | None) -> None:
        self.bound = float("inf")
        self.answer: dict[str, Any] | None = None
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "optimizer.prover"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._ended = threading.Event()
        self._given = pickle.dumps((problem, limits, start))
        threading.Thread(target=self._give, daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()

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

    def _give(self) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(self._given)  # and is left open: its end is the parent's end
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):  # it was stopped meanwhile
            return

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            self.bound = min(self.bound, told["bound"])
            if "status" in told:
                self.answer = told
        self._process.stdout.close()
        self._ended.set()


def main() -> None:
    """Read a problem from standard input, search it, write what is found to standard output."""
    from optimizer.search import Search

    problem, limits, start = pickle.load(sys.stdin.buffer)  # noqa: S301 its parent wrote it
    threading.Thread(target=_end_with_parent, daemon=True).start()

    answer = Search(problem, limits, effort=0.0).run(problem.objective, start, heard=lambda bound: _tell(bound=bound))
    chosen = None if answer.chosen is None else sorted(answer.chosen)
    _tell(bound=answer.bound, status=answer.status, chosen=chosen, nodes=answer.nodes)


def _tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
