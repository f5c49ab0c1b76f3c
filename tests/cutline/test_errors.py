"""The docstring of `cutline.errors` lists every exception with its exit code."""

import inspect
import re

from cutline import errors


def test_every_error_is_drawn_with_its_exit_code():
    """The names and codes in the docstring are those of the classes."""
    drawn = dict(re.findall(r"^[│├└─ ]*(\w+) +(\d)  ", errors.__doc__, re.MULTILINE))
    known = {
        name: str(each.exit_code)
        for name, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, errors.CutlineError)
    }
    assert drawn == known
