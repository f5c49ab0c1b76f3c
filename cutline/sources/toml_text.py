"""Writes values as TOML does."""

import json


def toml_string(value: object) -> str:
    """A string, or a list of them, as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
