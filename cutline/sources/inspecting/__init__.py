"""Serves `cutline inspect`: looks at an unknown file and proposes a `[[sources]]` block that a person edits and keeps.

A night never uses this room, because a night only reads what a person has declared. `detecting` finds out what a file is
like, and `proposing` writes the block. Read `inspection.py` first.
"""
