"""What several rooms' tests share: where the real data are, a sample portfolio, a run of the command line."""

import os

# Polars starts one thread, here and in the processes that tests start: pytest-xdist already gives every core a process of its own, and
# threads that wait for each other took a fifth of the processor. Polars reads this when it is imported.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.shared_by_workers import made_once

if TYPE_CHECKING:
    import dagster as dg

    from pipelines.night import Night

# Two shared cores: how long an example takes says nothing. The long suites draw as many examples as Hypothesis does by itself.
settings.register_profile("in every run", deadline=None, max_examples=25)
settings.register_profile("at length", deadline=None)
SHARED_VARIABLE = "CUTLINE_SHARED_DATA"
ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Draw few examples in every run, and many in the long suites."""
    settings.load_profile("in every run" if config.option.markexpr == "not long" else "at length")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real exports and benchmark instances; nobody on the team wrote them and they do not ship."""
    folder = Path(os.environ.get(SHARED_VARIABLE, ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; {SHARED_VARIABLE} may name another folder")
    return folder


@pytest.fixture(scope="session")
def _sample_exports(tmp_path_factory) -> Path:
    from cutline.samples.sample_folder import write_sample

    folder = tmp_path_factory.mktemp("sample") / "portfolio"
    write_sample(folder, 20, 3)
    return folder


@pytest.fixture
def sample(_sample_exports, tmp_path) -> Path:
    """A fresh copy of a sample portfolio of 20 projects."""
    return Path(shutil.copytree(_sample_exports, tmp_path / "portfolio"))


@pytest.fixture(scope="session")
def sample_night(_sample_exports, tmp_path_factory) -> "Night":
    """The published night of the sample portfolio, shared by all tests: they read it and change nothing in its folder."""
    from pipelines.night import run_job

    def night_in(place: Path) -> "Night":
        return run_job("nightly", Path(shutil.copytree(_sample_exports, place / "portfolio")))

    return made_once(tmp_path_factory, "sample-night", night_in)


@pytest.fixture
def published_sample(sample_night, tmp_path) -> Path:
    """A fresh copy of the sample portfolio with one night published."""
    return Path(shutil.copytree(sample_night.folder, tmp_path / "portfolio", symlinks=True))


@pytest.fixture(scope="session")
def starter_run(tmp_path_factory) -> "tuple[Path, dg.ExecuteInProcessResult]":
    """The three-project portfolio with one night published, and what Dagster says of that run; shared by all tests, which change nothing in it."""
    from cutline.samples.starter_folder import write_starter
    from tests.dagster_nights import run_in_dagster

    place = tmp_path_factory.mktemp("starter_run")
    write_starter(place / "starter")
    result = run_in_dagster(place / "starter", place / "work")
    assert result.success
    return place / "starter", result


@pytest.fixture
def published_starter(starter_run, tmp_path) -> Path:
    """A fresh copy of the three-project portfolio with one night published."""
    return Path(shutil.copytree(starter_run[0], tmp_path / "starter", symlinks=True))


@pytest.fixture
def starter(tmp_path) -> Path:
    """The three-project portfolio of `cutline init`: small enough to reason about."""
    from cutline.samples.starter_folder import write_starter

    write_starter(tmp_path / "starter")
    return tmp_path / "starter"


@pytest.fixture
def cutline(capsys) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process: exit code, standard output, standard error."""
    from pipelines.command_line import main

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            main([str(argument) for argument in arguments])
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call
