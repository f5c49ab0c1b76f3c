"""The command line as a whole: every command has help, and every error its exit code."""

import pytest


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "check",
        "solve",
        "verify",
        "report",
        "init",
        "sample",
        "doctor",
        "explain",
        "frontier",
        "compare",
        "prices",
        "order",
    ],
)
def test_every_command_of_the_design_is_there_with_help(cutline, command):
    """--help says what it does and what it takes."""
    code, out, _ = cutline(command, "--help")
    assert code == 0
    assert f"cutline {command}" in out
    assert command in cutline("--help")[1]


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["run", "--nonsense"], ["sample"], ["sample", "x", "--projects", "many"], ["sample", "x", "--projects", "2"]],
)
def test_wrong_calls_exit_with_two(cutline, arguments, tmp_path, monkeypatch):
    """A wrong call is not a fault of Cutline, so there is no traceback."""
    monkeypatch.chdir(tmp_path)
    code, out, err = cutline(*arguments)
    assert code == 2
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    "arguments",
    [["run", "F"], ["init", "F"], ["sample", "F"], ["solve", "P", "--model", "F/x.lp"], ["report", "P", "--out", "F"]],
)
def test_a_file_where_a_folder_should_be_is_usage(published_starter, cutline, arguments):
    """The answer is exit code 2 with the place, without a traceback and before any work is done."""
    file = published_starter / "portfolio.toml"
    code, _, err = cutline(
        *(a.replace("F", str(file)) if a.startswith("F") else str(published_starter) if a == "P" else a for a in arguments)
    )
    assert code == 2, err
    assert "Traceback" not in err


def test_a_folder_called_published_is_seen_before_the_night(starter, cutline):
    """The night stops before its work is done, not after it."""
    (starter / "published").mkdir()
    code, _, err = cutline("run", starter)
    assert code == 1
    assert "in the way" in err
    assert not (starter / "store" / "nights").exists()
