"""Turns the canonical tables into the options of the optimiser: whole numbers about every way to run a project.

`costing` says what a project is taken to cost. `options` lists the modes and starts of each project with their value, spend
and demand. `limits` says how much money and how many people there are. `rules` turns the rules that the portfolio office
declares in [rules] into numbers. Measures of projects belong to `cutline.metrics`; the search for a plan belongs to
`optimizer`. Read `options/building.py` first: it calls everything else.
"""
