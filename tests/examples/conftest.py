"""The nights of the examples: each is run once, however many tests look at it. The tests change nothing in its folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples.published_portfolios import example_with_file


@pytest.fixture(scope="session")
def night_of(shared_data, tmp_path_factory) -> Callable[[str], Path]:
    """The folder of an example with its published file and its night run, by the example's name."""
    from pipelines.night import run_job

    folders: dict[str, Path] = {}

    def folder_of(name: str) -> Path:
        if name not in folders:
            folders[name] = example_with_file(name, shared_data, tmp_path_factory.mktemp("night"))
            run_job("nightly", folders[name])
        return folders[name]

    return folder_of
