"""The nights of the examples: each is run once, however many tests look at it. The tests change nothing in its folder."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.examples.published_portfolios import example_with_file
from tests.shared_by_workers import made_once


@pytest.fixture(scope="session")
def night_of(shared_data, tmp_path_factory) -> Callable[[str], Path]:
    """The folder of an example with its published file and its night run, by the example's name."""
    from pipelines.night import run_job

    def night_in(place: Path, name: str) -> Path:
        folder = example_with_file(name, shared_data, place)
        run_job("nightly", folder)
        return folder

    return lambda name: made_once(tmp_path_factory, name, partial(night_in, name=name))
