"""Strings as TOML writes them."""

import tomllib

import pytest

from cutline.sources.toml_text import toml_string


@pytest.mark.parametrize(
    "value", ['a "quoted" name', "back\\slash", "tab\tand\nline", "Zürich \U0001f600", "del\x7fete", ["a", 'b"']]
)
def test_a_value_comes_back_from_toml(value):
    """Quotes, backslashes, control characters and letters of every alphabet."""
    assert tomllib.loads(f"x = {toml_string(value)}")["x"] == value
