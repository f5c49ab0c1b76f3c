"""Starts the process in which an engine runs, and kills it with all that it started if it does not answer in time."""

import json
import os
import pickle
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from optimizer.solver.engines.catalogue import GAP, INTERFACES, SECONDS, SEED, START_SECONDS, THREADS, EngineChoice
from optimizer.solver.engines.trouble import EngineFailed, EngineTrouble, is_about_licence, shortened
from optimizer.solver.engines.worker import FOLDER_PREFIX, HEADER
from optimizer.solver.scaled_model import ScaledModel

ROOT = Path(__file__).resolve().parents[3]
TEMPORARY_NAME = re.compile(r"[0-9a-f]{32}")


class EngineProcess:
    """One process that answers requests for one engine. Use it as a context manager, or call `close`.

    The process works in a temporary folder of its own, so a killed engine leaves no file behind.
    """

    def __init__(self, choice: EngineChoice) -> None:
        self.choice = choice
        self._folder = tempfile.mkdtemp(prefix=FOLDER_PREFIX)
        self._errors = Path(self._folder, "said.txt").open("wb")  # noqa: SIM115 it is closed with the process
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "optimizer.solver.engines.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, cwd=self._folder, start_new_session=True,
            env={**os.environ, "PYTHONPATH": path, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), self._folder)},
        )  # fmt: skip
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=_read_lines, args=(self._process.stdout, self._lines), daemon=True)
        self._reader.start()
        self._is_ready = False
        self._closer = weakref.finalize(self, _end, self._process, self._errors, self._folder, self._reader)

    def __enter__(self) -> "EngineProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kills the process and removes its folder."""
        self._closer()

    def solve(
        self, model: ScaledModel, *, seconds: float, gap: float, threads: int, seed: int, start: list[float] | None = None
    ) -> dict[str, Any]:
        """Solves a model and returns the engine's reply (`pulp_call.call_engine`).

        seconds: the time limit of the engine. gap: relative to the objective of the model. Raises EngineFailed if the engine told
        an error, if its process ended, or if it did not answer `grace_seconds` after the time limit.
        """
        asked = {SECONDS: max(seconds, 0.1), GAP: gap, THREADS: threads, SEED: seed}
        self._send(pickle.dumps((self.choice, model.as_message(), asked, start)))
        if not self._is_ready:
            self._next_line(START_SECONDS, "its packages were not imported in time")
            self._is_ready = True
        why = ", and its interface takes no time limit" if SECONDS in INTERFACES[self.choice.name].lacks else ""
        line = self._next_line(max(seconds, 0.1) + self.choice.grace_seconds, f"the time limit passed without an answer{why}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise EngineFailed(
                EngineTrouble(reply["kind"], self.choice.name, self._without_places(reply["error"]), reply["version"])
            )
        return reply

    def _next_line(self, seconds: float, otherwise: str) -> bytes:
        """The next line of the process. Raises EngineFailed, in the words of `otherwise`, if none comes in time or the process ended."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.close()
            raise self._failed("hung", otherwise) from None
        if not line:
            raise self._ended()
        return line

    def _send(self, body: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError, ValueError):  # the process has ended; waiting for the reply tells how
            self._process.stdin.write(HEADER.pack(len(body)) + body)
            self._process.stdin.flush()

    def _ended(self) -> EngineFailed:
        code = self._process.wait()
        said = self._without_places(shortened(Path(self._folder, "said.txt").read_text("utf-8", errors="replace")))
        self.close()
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        words = f"its process ended with {how}" + (f"; it said: {said}" if said else "")
        return self._failed("licence" if is_about_licence(said) else "crashed", words)

    def _without_places(self, said: str) -> str:
        """The words without the folders of this machine and the names of temporary files, which differ from night to night."""
        for place in (self._folder, sys.prefix):
            said = said.replace(place, "...")
        return TEMPORARY_NAME.sub("...", said)

    def _failed(self, kind: Any, said: str) -> EngineFailed:
        return EngineFailed(EngineTrouble(kind, self.choice.name, said))


def _read_lines(source: IO[bytes], lines: "queue.SimpleQueue[bytes]") -> None:
    for line in source:
        lines.put(line)
    lines.put(b"")


def _end(process: "subprocess.Popen[bytes]", errors: IO[bytes], folder: str, reader: threading.Thread) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    reader.join()
    for each in (process.stdin, process.stdout, errors):
        with suppress(BrokenPipeError, OSError):
            if each is not None:
                each.close()
    shutil.rmtree(folder, ignore_errors=True)
