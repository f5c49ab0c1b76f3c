"""The command line beside the night: help that teaches, answers for machines, plain refusals."""

import json

import pulp
import pytest


@pytest.mark.parametrize(
    "command", ["run", "check", "solve", "verify", "report", "init", "sample", "doctor", "explain", "frontier", "compare"]
)
def test_every_command_of_the_design_is_there_with_help(cutline, command):
    """--help says what it does and what it takes."""
    code, out, _ = cutline(command, "--help")
    assert code == 0
    assert f"cutline {command}" in out
    assert command in cutline("--help")[1]


@pytest.mark.parametrize("command", ["explain", "frontier", "compare"])
def test_what_is_not_built_says_so_and_what_to_do_meanwhile(cutline, command):
    """Exit code 2 and a way around."""
    code, _, err = cutline(command, "P1")
    assert code == 2
    assert "not built yet" in err
    assert "do " in err


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["run", "--nonsense"], ["sample"], ["sample", "x", "--projects", "many"], ["sample", "x", "--projects", "2"]],
)
def test_wrong_calls_exit_with_two(cutline, arguments, tmp_path, monkeypatch):
    """Usage is not a fault."""
    monkeypatch.chdir(tmp_path)
    code, out, err = cutline(*arguments)
    assert code == 2
    assert "Traceback" not in out + err


def test_check_tells_people_and_machines(starter, cutline):
    """Rows of every file, rules that found something, and JSON with the same."""
    code, out, _ = cutline("check", starter)
    assert code == 0
    assert "projects.csv" in out
    assert "rules checked, none blocks" in out
    answer = json.loads(cutline("check", starter, "--json")[1])
    assert answer["passed"]
    assert {row["source_file"] for row in answer["files"]} >= {"projects.csv", "funds.csv"}
    assert not (starter / "published").exists()


def test_solve_plans_without_publishing_and_exports_the_model(starter, cutline, tmp_path):
    """The plan for people, the plan as JSON, and the model for another solver, which finds the same value."""
    code, out, _ = cutline("solve", starter, "--model", tmp_path / "m.mps")
    assert code == 0
    assert out.startswith("proven: 2 projects")
    plan = json.loads(cutline("solve", starter, "--json")[1])
    _, model = pulp.LpProblem.fromMPS(str(tmp_path / "m.mps"), sense=pulp.LpMaximize)
    model.solve(pulp.HiGHS(msg=False))
    assert round(abs(pulp.value(model.objective))) == abs(plan["value"])
    assert not (starter / "published").exists()
    assert cutline("solve", starter, "--model", "m.txt")[0] == 2


def test_run_answers_machines(starter, cutline):
    """--json prints the certificate and the seconds of each stage, and nothing else on standard output."""
    code, out, _ = cutline("run", starter, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["certificate"]["verifier"]["passed"]
    assert set(answer["seconds"]) == {
        "take in",
        "read",
        "check",
        "measure",
        "plan",
        "verify",
        "weigh",
        "book",
        "explain",
        "report",
        "publish",
    }


def test_init_and_sample_do_not_overwrite(starter, cutline):
    """A portfolio that is there stays as it is."""
    before = (starter / "portfolio.toml").read_bytes()
    assert cutline("init", starter)[0] == 2
    assert cutline("sample", starter)[0] == 2
    assert (starter / "portfolio.toml").read_bytes() == before


def test_verify_and_report_of_what_is_not_a_night(tmp_path, cutline):
    """A folder without a certificate is named, not a traceback."""
    for command in ("verify", "report"):
        code, _, err = cutline(command, tmp_path)
        assert code == 2
        assert "no certificate" in err
        assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [["run", "F"], ["init", "F"], ["sample", "F"], ["solve", "P", "--model", "F/x.lp"], ["report", "P", "--out", "F"]],
)
def test_a_file_where_a_folder_should_be_is_usage(published_starter, cutline, arguments):
    """Exit code 2 with the place, not a traceback and not after minutes of work."""
    file = published_starter / "portfolio.toml"
    code, _, err = cutline(
        *(a.replace("F", str(file)) if a.startswith("F") else str(published_starter) if a == "P" else a for a in arguments)
    )
    assert code == 2, err
    assert "Traceback" not in err


def test_a_folder_called_published_is_seen_before_the_night(starter, cutline):
    """Not after the work is done."""
    (starter / "published").mkdir()
    code, _, err = cutline("run", starter)
    assert code == 1
    assert "in the way" in err
    assert not (starter / "store" / "nights").exists()


def test_doctor_examines_the_machine_and_a_portfolio(starter, cutline):
    """Everything a night needs, tried; a broken portfolio.toml is told."""
    code, out, _ = cutline("doctor", starter)
    assert code == 0
    assert "FAIL" not in out
    (starter / "portfolio.toml").write_text("[portfolo]")
    code, out, _ = cutline("doctor", starter)
    assert code == 1
    assert "write 'portfolio'" in out


def test_the_sample_is_the_same_for_the_same_seed(tmp_path, cutline):
    """Byte for byte, and another seed is another portfolio."""
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        assert cutline("sample", tmp_path / name, "--projects", 30, "--seed", seed)[0] == 0
    content = {n: {p.name: p.read_bytes() for p in (tmp_path / n / "exports").iterdir()} for n in "abc"}
    assert content["a"] == content["b"]
    assert content["a"] != content["c"]
