"""The process of an engine: real engines solve in it, and it survives none of the ways in which an engine may fail."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.solver.engines.engine_process import EngineProcess
from optimizer.solver.engines.examination import engines_here, trial_model, try_engine
from optimizer.solver.engines.trouble import EngineFailed
from tests.optimizer.solver.engines.stand_ins.packages_here import use_stand_ins
from tests.optimizer.solver.engines.stand_ins.programs import stand_in

REAL = ("PULP_CBC_CMD", "HiGHS", "SCIP_PY")


def asked(choice: EngineChoice) -> dict:
    with EngineProcess(choice) as process:
        return process.solve(trial_model(), seconds=0.2, gap=0.0, threads=1, seed=0)


@pytest.mark.parametrize("name", REAL)
def test_the_engines_of_this_machine_solve_and_tell_their_version(name):
    """CBC, HiGHS and SCIP run for real."""
    assert name in engines_here()
    found = try_engine(EngineChoice(name))
    assert found.trouble == ""
    assert found.version[0].isdigit()


FAILURES = [
    # behaviour, kind, words
    ("ends with an error", "failed", "bad things happened"),
    ("writes nothing", "failed", "Error while executing"),
    ("writes rubbish", "failed", ""),
    ("dies of a signal", "failed", "Error while trying to execute"),
]


@pytest.mark.parametrize(("behaviour", "kind", "words"), FAILURES)
def test_a_program_that_fails_is_told_as_such(tmp_path, behaviour, kind, words):
    """The words name no folder of the machine, because equal nights have equal words."""
    with pytest.raises(EngineFailed) as caught:
        asked(stand_in(tmp_path, behaviour))
    trouble = caught.value.trouble
    assert (trouble.kind, trouble.engine) == (kind, "COIN_CMD")
    assert words in trouble.said
    assert "cutline-engine-" not in trouble.said


def test_an_engine_that_hangs_is_killed_with_its_program(tmp_path):
    """No process and no file of it is left."""
    choice = stand_in(tmp_path, "hangs", grace_seconds=0.3)
    with EngineProcess(choice) as process:
        folder = Path(process._folder)
        with pytest.raises(EngineFailed) as caught:
            process.solve(trial_model(), seconds=0.1, gap=0.0, threads=1, seed=0)
    assert caught.value.trouble.kind == "hung"
    assert not Path(f"/proc/{process._process.pid}").exists()
    assert not folder.exists()


@pytest.mark.parametrize(("behaviour", "kind"), [("abort", "crashed"), ("out of memory", "failed")])
def test_an_engine_that_takes_its_process_with_it_is_told_as_a_crash(monkeypatch, behaviour, kind):
    """CuOpt 1396 ends the process; the search lives on."""
    use_stand_ins(monkeypatch, behaviour)
    with pytest.raises(EngineFailed) as caught:
        asked(EngineChoice("CUOPT"))
    assert caught.value.trouble.kind == kind
    assert ("SIGABRT" if kind == "crashed" else "out of device memory") in caught.value.trouble.said


@pytest.mark.parametrize("fault", ["no licence", "licence has run out", "licence too small"])
def test_a_licence_that_is_not_valid_is_told_as_such(monkeypatch, fault):
    """PuLP's class of Gurobi tells the first two as a warning only, and calls the solver unavailable."""
    use_stand_ins(monkeypatch, fault)
    with pytest.raises(EngineFailed) as caught:
        asked(EngineChoice("GUROBI"))
    assert caught.value.trouble.kind == "licence"
    assert "icense" in caught.value.trouble.said


def test_an_engine_that_is_not_installed_says_what_it_needs():
    """Without the package mosek."""
    found = try_engine(EngineChoice("MOSEK"))
    assert found.trouble == "is not on this machine: it needs the Python package mosek"


def test_options_that_the_class_does_not_take_are_told():
    """A keyword that CBC's class does not know."""
    found = try_engine(EngineChoice("PULP_CBC_CMD", {"gapp": 1}))
    assert found.trouble.startswith("refused its options")
    assert "'gapp'" in found.trouble


@pytest.mark.long
def test_the_process_ends_with_a_parent_that_was_killed(tmp_path):
    """The engine does not go on for itself."""
    code = (
        "import sys, time; from optimizer.solver.engines.catalogue import EngineChoice; "
        "from optimizer.solver.engines.engine_process import EngineProcess; "
        "p = EngineProcess(EngineChoice('HiGHS')); print(p._process.pid, p._folder, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().decode().split()
        assert Path(f"/proc/{pid}").exists()
        parent.kill()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()
    assert not Path(folder).exists()
