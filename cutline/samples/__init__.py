"""Folders that Cutline writes for a start: the generated portfolio of `cutline sample`, and the start of `cutline init`.

`cutline init` writes three example projects. Invented projects, their messy exports and the commented portfolio.toml
templates belong in this room. Fixtures of tests do not. Read `sample_folder.py` first.
"""
