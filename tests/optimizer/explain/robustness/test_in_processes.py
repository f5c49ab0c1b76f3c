"""Work shared among processes: everything is reported once, and a process that ends too early is an error."""

import os

import pytest

from cutline.errors import SearchDied
from optimizer.explain.robustness.in_processes import in_processes


def square(report, power, numbers):
    """Reports each number to a power."""
    for number in numbers:
        report(number=number, found=number**power)


def dies(report, numbers):
    """Ends its process without a word."""
    if 3 in numbers:
        os._exit(1)


@pytest.mark.parametrize("processes", [1, 2, 3, 9])
def test_everything_is_reported_once(processes):
    """Five items, in one process to more processes than items."""
    found = in_processes(square, (2,), [1, 2, 3, 4, 5], processes, lambda _: None)
    assert sorted((each["number"], each["found"]) for each in found) == [(n, n * n) for n in range(1, 6)]


def test_nothing_is_asked():
    """No item, no process, no answer."""
    assert in_processes(square, (2,), [], 2, lambda _: None) == []


def test_a_process_that_dies_is_an_error():
    """The answers of the other process are not taken for all."""
    with pytest.raises(SearchDied, match="without a result"):
        in_processes(dies, (), [1, 2, 3, 4], 2, lambda _: None)
