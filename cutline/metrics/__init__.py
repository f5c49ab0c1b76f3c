"""The measures of a portfolio office, as pure functions from frames to frames: one room for each subject.

A measure is one function. Its docstring holds formula, unit, source, edge cases and a worked example that the tests run.
docs/metrics.md and the column descriptions in Dagster are generated from these docstrings. Which canonical tables a measure
reads and where it is published is decided in `cutline.measures`. `aggregates.py` and `ratios.py` hold the arithmetic that
all rooms share. Read `value/investment_appraisal.py` first.
"""
