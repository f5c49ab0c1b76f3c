"""The tree of errors as it is drawn is the tree there is."""

import inspect
import re

from cutline import errors


def test_every_error_is_drawn_with_its_exit_code():
    """In the module's docstring: the name, and the code the command ends with."""
    drawn = dict(re.findall(r"^[│├└─ ]*(\w+) +(\d)  ", errors.__doc__, re.MULTILINE))
    known = {
        name: str(each.exit_code)
        for name, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, errors.CutlineError)
    }
    assert drawn == known
