"""Floor 3: jobs, schedules, sensors and the command line; the only place that knows time, environment and process.

`commands/` has a file for each command, and `command_line.py` puts them together. `night.py` runs one job in this process, with the stages it
shows (`stages.py`) and the error it ends with (`failures.py`). `jobs.py`, `schedules.py`, `sensors.py` and `definitions.py` are what Dagster
serves. The computations of a night belong on the floors below. Read `night.py` first.
"""
