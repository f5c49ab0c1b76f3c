"""Calls in several processes: the same answers in the same order, errors handed on, and a dead process replaced."""

import os

import pytest

from optimizer.explain.workers.worker_pool import WorkerPool, processes_of


def squared(shared, number):
    return shared + number * number


def refusing(shared, number):
    raise ValueError(f"{number} is refused")


def dying_elsewhere(home, number):
    """Ends the process, unless it is the process that the test runs in."""
    if os.getpid() != home:
        os._exit(1)
    return -number


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_the_answers_do_not_depend_on_the_number_of_processes(processes):
    told = []
    with WorkerPool(1000, processes) as pool:
        assert pool.map(squared, [(i,) for i in range(10)], lambda: told.append(1)) == [1000 + i * i for i in range(10)]
        assert pool.map(squared, [(7,), (8,)]) == [1049, 1064]
    assert len(told) == 10


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_a_call_is_raised(processes):
    with WorkerPool(None, processes) as pool, pytest.raises(ValueError, match="is refused"):
        pool.map(refusing, [(1,), (2,)])


def test_the_call_of_a_process_that_died_is_made_here():
    """The kernel may have ended the process because memory was short."""
    with WorkerPool(os.getpid(), 2) as pool:
        assert pool.map(dying_elsewhere, [(1,), (2,), (3,)]) == [-1, -2, -3]


def test_no_process_is_left():
    with WorkerPool(0, 2) as pool:
        pool.map(squared, [(1,), (2,)])
        workers = list(pool._workers)
        assert len(workers) == 2
    assert all(each.poll() is not None for each in workers)


def test_the_number_of_processes_is_what_was_asked_for_or_that_of_the_processors():
    assert processes_of(3) == 3
    assert processes_of(0, projects=10) == 1
    assert processes_of(2, projects=10) == 2
    assert 1 <= processes_of(0) <= 4
