"""What a night costs: python -m benchmarks.night [projects]

Prints the wall clock of `cutline run` on the sample by stage, with the process's peak memory. The model's hand-over is
benchmarks.race.hand_over.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cutline.samples.sample_folder import write_sample

REPEATS = 5


def night(projects: int) -> None:
    """Run the sample's night in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "sample"
        write_sample(folder, projects, 7)
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pipelines", "run", str(folder), "--json"], capture_output=True, text=True, check=True
        )
        wall = time.perf_counter() - begun
        answer = json.loads(done.stdout)
        rows = answer["certificate"]["rows"]["read"]
        print(f"night of {projects} projects, {rows:,} rows: {wall:.1f} s of wall clock, start of Python included")
        print("  " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in answer["seconds"].items()))
        print(f"  peak memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


def main(projects: int = 120) -> None:
    """Run it."""
    night(projects)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
