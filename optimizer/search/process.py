"""Runs one function in a process of its own, which reports line by line and can be killed at any moment.

Each line is one result that the function has found. The function runs in a process because a solver that does not return can be
stopped only from outside. The process ends when its standard input ends, so it does not outlive a parent that was killed. The
process writes no file. The caller chooses the function, so this module imports no search.
"""

import importlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate

ROOT = Path(__file__).resolve().parents[2]
Message = dict[str, Any]  # values that JSON can hold
Report = Callable[..., None]  # sends its keyword arguments to the parent as one message


class SearchProcess:
    """Calls `function(report, *arguments)` in a process of its own.

    function: a function at the top level of a module; the process imports it by module and name. arguments: values that can be
    pickled. on_message: is called with every message that the function reports, in a thread other than the caller's.
    """

    def __init__(
        self,
        function: Callable[Concatenate[Report, ...], None],
        arguments: tuple[Any, ...],
        on_message: Callable[[Message], None],
    ) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(  # noqa: S603 this interpreter and this module
            [sys.executable, "-m", "optimizer.search.process", f"{function.__module__}:{function.__qualname__}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._on_message, self._ended = on_message, threading.Event()
        threading.Thread(target=self._send, args=(pickle.dumps(arguments),), daemon=True).start()
        threading.Thread(target=self._receive, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait(self, seconds: float) -> bool:
        """Waits for at most `seconds`. Returns whether the process has ended."""
        return self._ended.wait(max(seconds, 0.0))

    def stop(self) -> None:
        """Kills the process at once, and returns when the process has ended."""
        self._process.kill()
        self._process.wait()
        self._ended.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()

    def _send(self, arguments: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(arguments)  # the pipe stays open, because its end makes the process end itself
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):  # the process was stopped meanwhile
            return

    def _receive(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._on_message(json.loads(line))
        self._process.stdout.close()
        self._ended.set()


def _report(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    while os.read(0, 1024):  # not through sys.stdin: its lock, held here, would turn the end of this process into an abort
        pass
    os._exit(1)


def main() -> None:
    """Calls the function named "module:function" on the command line, with the pickled arguments from standard input."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the parent handles a person's interrupt and decides whether to kill this process
    arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 the parent wrote it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    module, _, name = sys.argv[1].partition(":")
    getattr(importlib.import_module(module), name)(_report, *arguments)


if __name__ == "__main__":
    main()
