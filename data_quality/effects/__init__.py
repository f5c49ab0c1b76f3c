"""The effect of a finding on the plan: which other values the data may have, and whether these would change the plan.

This room does not call the optimiser: the caller hands over a function that decides on an alternative. Read
`finding_effects.py` first.
"""
