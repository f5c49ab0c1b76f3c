"""Reads a published night from its files alone: to check it again, render it again, or compare it with other editions.

A night is written by `assets/reports.py`, through `cutline/publishing`, and never by a module of this room. Nothing here is
an asset or needs Dagster to run. Read `recheck.py` first.
"""
