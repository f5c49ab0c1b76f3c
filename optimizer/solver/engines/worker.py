"""The process in which an engine runs: reads requests from standard input, writes one line of JSON for each reply.

What the engine itself prints goes to standard error. The process and everything that the engine started end when the standard
input ends, and the folder in which they work is removed, so nothing outlives a parent that was killed.
"""

import json
import os
import pickle
import queue
import shutil
import signal
import struct
import sys
import threading
from pathlib import Path
from typing import IO, Any

FOLDER_PREFIX = "cutline-engine-"  # of the temporary folder in which the process works
HEADER = struct.Struct("<Q")  # the length of the request that follows


def main() -> None:
    """Says that it is ready, and then answers requests until the standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what a person's interrupt means
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    from optimizer.solver.engines.pulp_call import call_engine

    replies.write(json.dumps({"ready": True}) + "\n")
    replies.flush()
    while True:
        reply = call_engine(*requests.get())
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _read(source: IO[bytes], requests: "queue.SimpleQueue[Any]") -> None:
    while len(header := source.read(HEADER.size)) == HEADER.size:
        body = source.read(HEADER.unpack(header)[0])
        requests.put(pickle.loads(body))  # noqa: S301 the parent wrote it
    folder = Path.cwd()
    if folder.name.startswith(FOLDER_PREFIX):  # a parent that was killed cannot remove it
        shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)  # with the programs that the engine started


if __name__ == "__main__":
    main()
