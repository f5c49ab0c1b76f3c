"""Calls one function with many arguments, in several processes or in this one. The answers do not depend on how many there are.

Every call must depend on its arguments alone: not on earlier calls in the same process, and not on a clock.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from optimizer.explain.workers.worker import read, write

Answer = TypeVar("Answer")
ROOT = Path(__file__).resolve().parents[3]
MOST_PROCESSES = 4  # more gain little: the calls of one round are few, and each process holds the problem in memory


SMALL = 40  # projects: with fewer, one process has answered before others have started, which takes a second each


def processes_of(asked: int, projects: int = SMALL) -> int:
    """How many processes to use. asked: what the user asked for; 0 for as many as there are processors, at most MOST_PROCESSES, or for
    one if the portfolio is small. projects: how many projects it has.
    """
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return asked or (1 if projects < SMALL else min(there, MOST_PROCESSES))


class WorkerPool:
    """Calls functions in `processes` processes; with 1 in this process. shared: the first argument of every call.

    The processes start with the first call, and the end of the `with` block ends them. A process that dies leaves its call to this
    process.
    """

    def __init__(self, shared: Any, processes: int = 1) -> None:
        self._shared, self._processes = shared, processes
        self._workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._workers:
            each.kill()
            each.wait()
            for stream in (each.stdin, each.stdout):
                if stream is not None:
                    with suppress(BrokenPipeError):  # what was not sent to a process that died
                        stream.close()
        self._workers = []

    def map(
        self, function: Callable[..., Answer], calls: Sequence[tuple[Any, ...]], on_answer: Callable[[], None] = lambda: None
    ) -> list[Answer]:
        """The answers of `function(shared, *call)` for each call, in the order of the calls.

        function: at the top level of a module. on_answer: is called after each answer, in any order. Raises what a call raises.
        """
        if self._processes <= 1 or len(calls) <= 1:
            return [self._here(function, each, on_answer) for each in calls]
        self._start()
        free, lock = list(self._workers), threading.Lock()

        def call(arguments: tuple[Any, ...]) -> Answer:
            with lock:
                worker = free.pop()
            try:
                answer = _ask(worker, function, arguments)
            finally:
                with lock:
                    free.append(worker)
            if answer is None:
                return self._here(function, arguments, on_answer)
            is_answer, found = answer
            if not is_answer:
                raise found
            on_answer()
            return found  # type: ignore[no-any-return]

        with ThreadPoolExecutor(len(self._workers)) as threads:
            return list(threads.map(call, calls))

    def _here(self, function: Callable[..., Answer], arguments: tuple[Any, ...], on_answer: Callable[[], None]) -> Answer:
        answer = function(self._shared, *arguments)
        on_answer()
        return answer

    def _start(self) -> None:
        if self._workers:
            return
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        for _ in range(self._processes):
            worker = subprocess.Popen(
                [sys.executable, "-m", "optimizer.explain.workers.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path},
            )  # fmt: skip
            self._workers.append(worker)
        for worker in self._workers:
            _send(worker, self._shared)


def _send(worker: "subprocess.Popen[bytes]", message: Any) -> None:
    assert worker.stdin is not None
    try:
        write(worker.stdin, message)
    except (BrokenPipeError, ValueError):  # the process has died; the next read tells so
        return


def _ask(worker: "subprocess.Popen[bytes]", function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, Any] | None:
    """Whether a worker answered, and its answer or its error; None if the worker died."""
    assert worker.stdout is not None
    _send(worker, (function, arguments))
    body = read(worker.stdout)
    return None if body is None else pickle.loads(body)  # noqa: S301 our own worker wrote it
