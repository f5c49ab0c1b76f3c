"""Detects single properties of an unknown file, each with its evidence and a confidence.

`cutline/sources/inspecting/inspection.py` puts the findings together. Read `layout.py` first.
"""
