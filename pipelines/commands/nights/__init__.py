"""The commands that plan a night and those that read a published one.

Each command stands in the file of its name; what `run`, `solve`, `check` and `trend` print stands in `night_summary.py`, `check_tables.py` and
`trend_table.py`. What a night does belongs in `pipelines/night.py` and below. Read `run.py` first.
"""
