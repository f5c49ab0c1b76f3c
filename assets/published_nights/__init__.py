"""Reads a published night from nothing but its files: to check or render it again, or to compare it with other editions.

A night is written by `assets/reports.py`, through `cutline/publishing`, and never by a module of this room. No module of
this room is an asset or needs Dagster to run. Read `recheck.py` first.
"""
