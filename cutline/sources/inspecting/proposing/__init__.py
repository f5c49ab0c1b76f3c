"""Writes the proposal of `cutline inspect`: it matches the headers of a file to canonical columns and writes the `[[sources]]`
block. Read `source_block.py` first.
"""
