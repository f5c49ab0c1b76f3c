"""Risk exposure, what moved it, overdue reviews, and the simulated spread of cost and value around their estimates.

Limits on the risk of a plan do not belong here: they are rules, in `cutline.choices.rules`. Read `exposure.py` first.
"""
