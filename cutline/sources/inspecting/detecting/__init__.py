"""Detects single properties of an unknown file, each with its evidence and a confidence.

`inspection.py` above puts them together. Read `layout.py` first.
"""
