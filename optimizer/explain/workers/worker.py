"""The process of one worker: it reads calls from standard input and writes one pickled answer for each.

The process ends when its standard input ends, so it does not outlive a parent that was killed. It writes no file. What a library
prints goes to standard error.
"""

import os
import pickle
import queue
import signal
import struct
import sys
import threading
from typing import IO, Any

HEADER = struct.Struct("<Q")  # the length of the message that follows


def main() -> None:
    """Reads the object that all calls share, and then answers one call after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what a person's interrupt means
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, calls), daemon=True).start()
    shared = pickle.loads(calls.get())  # noqa: S301 the parent wrote it
    while True:
        function, arguments = pickle.loads(calls.get())  # noqa: S301 the parent wrote it
        try:
            answer: tuple[bool, Any] = True, function(shared, *arguments)
        except Exception as error:
            answer = False, error
        write(answers, answer)


def write(to: IO[bytes], message: Any) -> None:
    """Writes one message with its length before it."""
    body = pickle.dumps(message)
    to.write(HEADER.pack(len(body)) + body)
    to.flush()


def read(source: IO[bytes]) -> bytes | None:
    """The next message as bytes; None if the stream has ended."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    body = source.read(HEADER.unpack(header)[0])
    return body if len(body) == HEADER.unpack(header)[0] else None


def _read(source: IO[bytes], calls: "queue.SimpleQueue[bytes]") -> None:
    while (body := read(source)) is not None:
        calls.put(body)
    os._exit(1)


if __name__ == "__main__":
    main()
