"""Great Expectations is imported only when rules are evaluated."""

import subprocess
import sys


def test_importing_the_gate_does_not_import_great_expectations():
    """The import takes seconds and 260 MB, so it happens only when rules are run. The definitions that Dagster loads do
    not import it either.
    """
    code = "import sys, data_quality.gate.runner, data_quality.gate.judging, pipelines.definitions; print('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
