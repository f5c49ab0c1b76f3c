"""What a finding means for the plan: which other values the data may have, and whether the plan would change with them.

The optimiser is not called here: the caller hands over a function that decides on an alternative. Read
`finding_effects.py` first.
"""
