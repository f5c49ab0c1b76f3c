"""Turns the canonical tables into what the optimiser chooses from: whole numbers about every way to run a project.

`costing` says what a project is taken to cost, `options` lists its modes and starts with their value, spend and demand,
`limits` says how much money and how many people there are, `rules` computes what the portfolio office declares in [rules].
What is measured about projects belongs to `cutline.metrics`; the search for a plan belongs to `optimizer`. Read
`options/building.py` first: it calls everything else.
"""
