"""Every way round the gate and every mixture of two runs, tried in Dagster: nothing unchecked is published."""

import shutil
from pathlib import Path

import pytest

import assets.resources.run_folder
from assets.resources.run_folder import ACCEPTED
from cutline.publishing.remembered import remembered_now
from cutline.samples.starter_folder import write_starter
from pipelines.night import run_job
from tests.end_to_end.exports_changed import edit, settings, twice
from tests.end_to_end.published_bytes import bytes_of
from tests.end_to_end.stopped_runs import WITHOUT_CHECKS, Dagster, said, stopped_before_booking
from tests.shared_by_workers import made_once

PLAN_AND_BELOW = ["plan", "verified", "plan_reasons", "plan_cards", "ledger"]


def _stopped(place: Path) -> tuple[Path, str]:
    """The three-project portfolio, whose first run stopped when it had a plan, and the id of that run."""
    dagster = Dagster(place)
    write_starter(dagster.folder)
    with stopped_before_booking():
        run = dagster.run()
    assert not run.success
    return place, run.run_id


@pytest.fixture
def stopped(tmp_path, tmp_path_factory, starter_run) -> tuple[Dagster, str, dict[str, str]]:
    """A copy of `_stopped` that a test may change, and the night that a whole run of that portfolio publishes."""
    place, run_id = made_once(tmp_path_factory, "stopped-run", _stopped)
    return Dagster(place).copied(tmp_path), run_id, bytes_of(starter_run[0] / "published")


bad_delivery = edit("projects.csv", twice)


def test_a_continued_run_publishes_what_it_began_with(stopped):
    """A refused delivery came between; the continued run reads none of its frames and publishes the night of its own inputs."""
    dagster, run_id, night = stopped
    bad_delivery(dagster.folder)
    assert not dagster.run().success
    assert dagster.published() is None
    assert dagster.run(continues=run_id).success
    assert bytes_of(dagster.published()) == night


@pytest.mark.long
def test_frames_of_another_run_are_not_read(stopped):
    """The job `quality` on a refused delivery, and then the plan and what is below it by hand: nothing is planned or published."""
    dagster, _, _ = stopped
    bad_delivery(dagster.folder)
    assert not dagster.run("quality").success
    planned = dagster.run(select=PLAN_AND_BELOW)
    assert not planned.success
    assert "a run uses only results that it made itself" in said(planned)
    assert dagster.published() is None


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (bad_delivery, "projects_key_is_unique"),
        pytest.param(
            edit("dependencies.csv", lambda text: text + "P1,P2,requires,,,,\nP2,P1,requires,,,,\n"),
            "dependencies_no_cycle",
            marks=pytest.mark.long,
        ),
    ],
)
def test_checks_that_are_switched_off_do_not_open_the_gate(stopped, spoil, rule):
    """A run without any check stops before its plan, with the words of the gate, and nothing of it is accepted or published."""
    dagster, _, _ = stopped
    spoil(dagster.folder)
    run = dagster.run(WITHOUT_CHECKS)
    assert not run.success
    assert "the quality gate stops the night" in said(run)
    assert rule in said(run)
    assert dagster.published() is None
    assert remembered_files(dagster.folder) == []


def remembered_files(folder: Path) -> list[str]:
    return [path.name for path in remembered_now(folder).glob("*") if path.name in ACCEPTED]


def accept_something(folder: Path) -> None:
    (folder / "store" / "shapes.json").write_text("{}")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (settings(lambda text: text + "\n[solver]\nseed = 7\n"), "portfolio.toml"),
        pytest.param(accept_something, "what was accepted", marks=pytest.mark.long),
        pytest.param(lambda folder: run_job("nightly", folder), "published", marks=pytest.mark.long),
        pytest.param(lambda folder: shutil.rmtree(folder / "store" / "work"), "no folder of it", marks=pytest.mark.long),
    ],
    ids=["other settings", "something accepted", "another night published", "results removed"],
)
def test_a_run_is_not_continued_in_a_changed_portfolio(stopped, change, word):
    """The error says what has changed, and the published night stays."""
    dagster, run_id, _ = stopped
    change(dagster.folder)
    before = dagster.published()
    run = dagster.run(continues=run_id)
    assert not run.success
    assert "this run cannot be continued" in said(run)
    assert word in said(run)
    assert dagster.published() == before


@pytest.mark.long
def test_a_run_is_not_continued_after_an_upgrade(stopped, monkeypatch):
    """Another version of Cutline may compute other results."""
    dagster, run_id, _ = stopped
    monkeypatch.setattr(assets.resources.run_folder, "__version__", "9.9.9")
    run = dagster.run(continues=run_id)
    assert "9.9.9 is installed" in said(run)
    assert dagster.published() is None


@pytest.mark.long
def test_of_two_runs_at_once_the_second_to_end_publishes_nothing(stopped):
    """A night is published while another run books its plan: that run is refused at the swap, because its memory is old."""
    dagster, _, night = stopped
    with stopped_before_booking(at_that_time=lambda: run_a_night_once(dagster.folder)):
        run = dagster.run()
    assert not run.success
    assert "another night was published while this run was at work" in said(run)
    assert bytes_of(dagster.published()) == night


def run_a_night_once(folder: Path) -> None:
    """Publish a night, with nothing happening in the middle of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets.finance, "build_ledger", BUILD_LEDGER)
        run_job("nightly", folder)


BUILD_LEDGER = assets.finance.build_ledger


@pytest.mark.long
def test_a_result_that_was_exchanged_stops_the_publication(stopped):
    """The plan of another run, or a changed frame, in the folder of a run: the records beside the results show it."""
    dagster, run_id, _ = stopped
    plan = dagster.folder / "store" / "work" / run_id / "plan.json"
    plan.write_text(plan.read_text("utf-8").replace("{", "{ ", 1), "utf-8")
    run = dagster.run(continues=run_id)
    assert not run.success
    assert "do not belong together" in said(run)
    assert dagster.published() is None


@pytest.mark.long
def test_settings_that_change_in_mid_run_change_nothing(stopped):
    """The run works on its copy to the end, and the night holds the settings with which it was made."""
    dagster, _, night = stopped
    change = settings(lambda text: text.replace("[portfolio]\n", '[portfolio]\nname = "Another"\n', 1))
    with stopped_before_booking(at_that_time=lambda: change(dagster.folder)):
        assert dagster.run().success
    assert bytes_of(dagster.published()) == night
