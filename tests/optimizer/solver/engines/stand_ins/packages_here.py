"""Puts the stand-ins for licensed packages and for cuOpt where the process of an engine finds them, and nowhere else."""

import os
from pathlib import Path

PACKAGES = Path(__file__).parent / "packages"


def use_stand_ins(monkeypatch, behaviour: str) -> None:
    """The process of an engine imports the stand-ins, which behave as named."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(PACKAGES), os.environ.get("PYTHONPATH")))))
    monkeypatch.setenv("STAND_IN", behaviour)
