"""Prints the answer of a command for machines: one JSON value on standard output."""

import json
from typing import Any


def print_json(value: Any, *, ensure_ascii: bool = False) -> None:
    """Print a value as JSON, indented; a value without a JSON type, such as a date, is written as text."""
    print(json.dumps(value, indent=2, default=str, ensure_ascii=ensure_ascii))
