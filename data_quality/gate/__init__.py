"""Runs the rules: the table of all rules in force, the run on a whole night, the run on one typed table, and the rows
that are set aside.

The rules themselves stand in `business/` and `expectations/`. Read `judging.py` first.
"""
