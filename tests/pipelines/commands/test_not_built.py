"""Commands that are not built yet refuse and say what to do meanwhile."""

import pytest


@pytest.mark.parametrize("command", ["explain", "frontier", "compare"])
def test_what_is_not_built_says_so_and_what_to_do_meanwhile(cutline, command):
    """The answer is exit code 2 and what to do instead."""
    code, _, err = cutline(command, "P1")
    assert code == 2
    assert "not built yet" in err
    assert "do " in err
