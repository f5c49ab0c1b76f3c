"""The answers of commands for machines: one JSON object on standard output."""

import json
from typing import Any


def print_json(value: Any, *, ensure_ascii: bool = False) -> None:
    """Print a value as JSON, indented; what JSON has no type for is written as text."""
    print(json.dumps(value, indent=2, default=str, ensure_ascii=ensure_ascii))
