"""The commands that plan a night, and the commands that read a published night.

Each command is in the file of its name. `night_summary.py`, `check_tables.py` and `trend_table.py` print the results of
`run`, `solve`, `check` and `trend`. The night itself belongs in `pipelines/night.py` and the floors below. Read `run.py`
first.
"""
