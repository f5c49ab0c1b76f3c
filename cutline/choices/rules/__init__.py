"""The rules that the portfolio office declares in [rules], and what the table `dependencies` states: one file for each kind of
rule.

Each file turns a rule of `cutline.settings.rules` into whole numbers over options. How the optimiser keeps a rule belongs to
`optimizer.model.families`. Read `declared_limits.py` first: rules over groups of projects are the plainest.
"""
