"""Great Expectations is imported only when rules are evaluated."""

import subprocess
import sys


def test_importing_the_gate_does_not_import_great_expectations():
    """It costs seconds and 260 MB: only a run pays them. The definitions Dagster loads do not either."""
    code = "import sys, data_quality.gate.runner, data_quality.gate.judging, pipelines.definitions; print('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
