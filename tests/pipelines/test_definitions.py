"""What Dagster serves, loaded as Dagster loads it."""

import os
import subprocess
import sys
from pathlib import Path


def test_the_workspace_loads_from_any_folder(starter, tmp_path):
    """What `dagster dev -w workspace.yaml` loads, validated as Dagster does it, with no daemon."""
    environment = {
        **os.environ,
        "CUTLINE_PORTFOLIO": str(starter),
        "DAGSTER_HOME": str(tmp_path),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    command = [
        sys.executable,
        "-m",
        "dagster",
        "definitions",
        "validate",
        "-w",
        str(Path(__file__).parents[2] / "workspace.yaml"),
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "cutline" in done.stderr + done.stdout
