"""The declared rules of [rules] and the table `dependencies`, as the optimiser reads them: a file for each kind of rule.

The portfolio office declares the rules in [rules]; the table `dependencies` states relations between projects. Each file
turns a rule of `cutline.settings.rules` into whole numbers over options. How the optimiser keeps a rule belongs to
`optimizer.model.families`. Read `declared_limits.py` first: rules over groups of projects are the plainest.
"""
