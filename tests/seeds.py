"""The seeds of random cases: a few for every run of the tests, the others for the long suites."""

import pytest


def seed_ranges(in_every_run: int | range, in_all: int, at_once: int = 100) -> list:
    """Ranges of seeds below `in_all`, as the values of a parameter. The first holds the seeds of every run: so many, or a range in
    which something rare is met. The others, of at most `at_once` seeds, are marked as long.
    """
    quick = range(in_every_run) if isinstance(in_every_run, int) else in_every_run
    rest = [
        range(begin, min(begin + at_once, end))
        for first, end in ((0, quick.start), (quick.stop, in_all))
        for begin in range(first, end, at_once)
    ]
    return [_named(quick), *(_named(each, pytest.mark.long) for each in rest)]


def _named(seeds: range, *marks: pytest.MarkDecorator):
    return pytest.param(seeds, marks=marks, id=f"{seeds.start} to {seeds.stop - 1}")
