"""What a portfolio office measures, as pure functions from frames to frames: one room for each subject.

A measure is one function. Its docstring holds formula, unit, source, edge cases and a worked example that the tests run.
docs/metrics.md and the column descriptions in Dagster are generated from it. Which canonical tables a measure reads and where
it is published does not belong here: see `cutline.measures`. `aggregates.py` and `ratios.py` hold the arithmetic that all rooms
share. Read `value/investment_appraisal.py` first.
"""
