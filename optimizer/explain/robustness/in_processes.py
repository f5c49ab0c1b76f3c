"""Shares work among processes: each calls the same function with some of the items, and reports its results."""

from collections.abc import Callable, Sequence
from typing import Any, Concatenate

from cutline.errors import Finding, SearchDied
from optimizer.search.limits import Progress
from optimizer.search.process import Message, Report, SearchProcess

WAIT_SECONDS = 3600.0


def in_processes(
    function: Callable[Concatenate[Report, ...], None],
    arguments: tuple[Any, ...],
    items: Sequence[Any],
    processes: int,
    progress: Progress,
) -> list[Message]:
    """Everything that `function(report, *arguments, some of the items)` reports, in no particular order.

    function: at the top level of a module. With one process it runs in this one. Raises SearchDied if a process ends too early.
    """
    found: list[Message] = []

    def receive(**message: Any) -> None:
        found.append(message)
        if len(found) % 20 == 0:
            progress(f"{len(found)} solved")

    shares = [items[i::processes] for i in range(min(processes, len(items)))]
    if len(shares) <= 1:
        function(receive, *arguments, items)
        return found
    ended: list[Message] = []

    def take(message: Message) -> None:
        if "is_last_of_process" in message:
            ended.append(message)
        else:
            receive(**message)

    name = f"{function.__module__}:{function.__qualname__}"
    running = [SearchProcess(call_and_say, (name, *arguments, share), take) for share in shares]
    try:
        for each in running:
            each.wait(WAIT_SECONDS)
    finally:
        for each in running:
            each.stop()
    if len(ended) < len(shares):
        finding = Finding(
            "a search in a process of its own",
            "it ended without its answers",
            "an answer for each draw",
            "free memory, or ask with --processes 1",
        )
        raise SearchDied("a search ended without a result", [finding])  # fmt: skip
    return found


def call_and_say(report: Report, name: str, *arguments: Any) -> None:
    """Calls the function `module:name` and reports at its end that it came to its end."""
    import importlib

    module, _, function = name.partition(":")
    getattr(importlib.import_module(module), function)(report, *arguments)
    report(is_last_of_process=True)
