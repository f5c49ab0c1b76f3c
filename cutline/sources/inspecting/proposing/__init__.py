"""Writes the proposal of `cutline inspect`: matches headers to canonical columns and writes the `[[sources]]` block.

Read `source_block.py` first.
"""
